internal import Imaging
internal import MaskRCNN
internal import TrainingData

extension TrainingConfiguration {
    /// Finds the first setting that makes no sense.
    ///
    /// - Throws: ``TrainingError/configuration(key:expected:found:)``, which names it as a configuration file does.
    public func validate() throws(TrainingError) {
        for (path, value) in Self.setting(of: self).leaves() where !value.isFinite {
            throw .configuration(key: path, expected: "a finite number", found: value.inlineYAML)
        }
        try validateNetwork()
        try validateSegmentation()
        do {
            try augmentation.validate()
        } catch {
            guard case .setting(let name, let expected, let found) = error else { throw .data(error) }
            throw .configuration(key: "augmentation." + name, expected: expected, found: found)
        }
        if let layers = training.trainableLayers {
            try check("training.trainableLayers", layers, in: 0...trained.backbone.trainableStageCount)
        }
        try validate("sampling.anchors", sampling.anchors)
        try validate("sampling.proposals", sampling.proposals)
        try check("sampling.countBeforeNMS", sampling.countBeforeNMS, in: 1...1_000_000)
        try check("sampling.countAfterNMS", sampling.countAfterNMS, in: 1...1_000_000)
        for (kind, weight) in lossWeights.byKind.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            try check("lossWeights.\(kind)", weight, in: 0...1000)
        }
        let weights = training.classWeights
        try require(
            weights.allSatisfy((0...1e6).contains) && (weights.isEmpty || weights.contains { $0 > 0 }),
            "training.classWeights", "numbers from 0 to 1000000, not all of them 0", weights)
        try validateData()
        try validateOptimizer()
        try validateSchedule()
        try check("evaluation.everyEpochs", evaluation.everyEpochs, in: 0...1_000_000)
        try check("evaluation.maximumDetections", evaluation.maximumDetections, in: 1...100_000)
        try check("evaluation.batchSize", evaluation.batchSize, in: 1...4096)
        if let patience = evaluation.patience { try check("evaluation.patience", patience, in: 1...1_000_000) }
        try check("evaluation.pictures", evaluation.pictures, in: 0...1000)
        try require(
            evaluation.keypointSigmas.allSatisfy { $0 > 0 && $0 <= 10 }, "evaluation.keypointSigmas",
            "numbers above 0, at most 10, one for each keypoint", evaluation.keypointSigmas)
        try check("saveEverySteps", saveEverySteps, in: 0...1_000_000_000)
    }

    private func validateNetwork() throws(TrainingError) {
        do {
            try trained.validate()
        } catch {
            guard case .configuration(let field, let expected) = error else { throw .model(error) }
            let key = "network." + field
            throw .configuration(
                key: key, expected: expected,
                found: Self.setting(of: self)[key.split(separator: ".")]?.inlineYAML ?? "something else")
        }
        guard case .detection(let network) = trained else { return }
        try check("network.proposals.nmsThreshold", network.proposals.nmsThreshold, in: 0...1)
        try check("network.proposals.scoreThreshold", network.proposals.scoreThreshold, in: 0...1)
        try check("network.boxHead.nmsThreshold", network.boxHead.nmsThreshold, in: 0...1)
        try check("network.proposals.countBeforeNMS", network.proposals.countBeforeNMS, in: 0...1_000_000)
        try check("network.proposals.countAfterNMS", network.proposals.countAfterNMS, in: 0...1_000_000)
        try check("network.boxHead.maximumDetections", network.boxHead.maximumDetections, in: 0...100_000)
    }

    private func validate(_ key: String, _ choice: TargetSampling.Choice) throws(TrainingError) {
        try check(key + ".foregroundIoU", choice.foregroundIoU, in: 0...1)
        try check(key + ".backgroundIoU", choice.backgroundIoU, in: 0...1)
        try require(
            choice.backgroundIoU <= choice.foregroundIoU, key + ".backgroundIoU",
            "at most foregroundIoU, which is \(choice.foregroundIoU)", choice.backgroundIoU)
        try check(key + ".count", choice.count, in: 1...1_000_000)
        try check(key + ".positiveFraction", choice.positiveFraction, in: 0...1)
    }

    private func validateData() throws(TrainingError) {
        try check("data.batchSize", data.batchSize, in: 1...65_536)
        try check("data.workers", data.workers, in: 1...256)
        if let threshold = data.repeatThreshold { try check("data.repeatThreshold", threshold, in: 0...1) }
        guard ValueRange(data.range) != nil else {
            throw .configuration(
                key: "data.range", expected: "full, percentile, or two numbers with a comma between, such as 0,4095",
                found: data.range)
        }
        try check("data.cacheMegabytes", data.cacheMegabytes, in: 0...16_777_216)
    }

    private func validateOptimizer() throws(TrainingError) {
        let optimizer = self.optimizer
        if let rate = optimizer.rate {
            try require(rate > 0 && rate <= 1000, "optimizer.rate", "above 0, at most 1000", rate)
        }
        for (key, value) in [
            ("momentum", optimizer.momentum), ("beta1", optimizer.beta1), ("beta2", optimizer.beta2),
            ("averageDecay", optimizer.averageDecay ?? 0),
        ] {
            try require(value >= 0 && value < 1, "optimizer." + key, "from 0 to below 1", value)
        }
        try require(
            !optimizer.nesterov || optimizer.momentum > 0, "optimizer.nesterov", "false where momentum is 0", true)
        try check("optimizer.weightDecay", optimizer.weightDecay, in: 0...10)
        try check("optimizer.normWeightDecay", optimizer.normWeightDecay, in: 0...10)
        try check("optimizer.backboneRateFactor", optimizer.backboneRateFactor, in: 0...1000)
        if let clip = optimizer.gradientClip { try require(clip > 0, "optimizer.gradientClip", "above 0", clip) }
        try check("optimizer.accumulation", optimizer.accumulation, in: 1...65_536)
    }

    private func validateSchedule() throws(TrainingError) {
        try require(
            schedule.epochs > 0 && schedule.epochs <= 1_000_000, "schedule.epochs", "above 0, at most 1000000",
            schedule.epochs)
        if let steps = schedule.warmupSteps { try check("schedule.warmupSteps", steps, in: 0...1_000_000_000) }
        try check("schedule.warmupFactor", schedule.warmupFactor, in: 0...1)
        let milestones = schedule.milestones
        try require(
            milestones.allSatisfy { $0 > 0 } && zip(milestones, milestones.dropFirst()).allSatisfy { $0 < $1 },
            "schedule.milestones", "epochs above 0, each later than the one before", milestones)
        try require(schedule.gamma > 0 && schedule.gamma <= 1, "schedule.gamma", "above 0, at most 1", schedule.gamma)
        try check("schedule.finalFactor", schedule.finalFactor, in: 0...1)
        try require(
            schedule.power > 0 && schedule.power <= 100, "schedule.power", "above 0, at most 100", schedule.power)
    }

    private func validateSegmentation() throws(TrainingError) {
        guard let segmentation else { return }
        try check("lossWeights.auxiliary", segmentation.lossWeights.auxiliary, in: 0...1000)
        if let value = segmentation.classMaps.ignoredValue {
            try check("classMaps.ignoredValue", value, in: 0...Int(UInt16.max))
        }
        if case .deepLabV3 = segmentation.network.head, training.normalization != .frozen {
            try require(
                data.batchSize > 1, "data.batchSize",
                "at least 2 for \(segmentation.network.name): its norms take statistics of one value of each image",
                data.batchSize)
        }
        let unused: [(key: String, isSet: Bool)] = [
            ("augmentation.objectCrops", augmentation.objectCrops > 0),
            ("augmentation.copyPaste", augmentation.copyPaste != nil),
        ]
        if let first = unused.first(where: \.isSet) {
            throw .configuration(
                key: first.key,
                expected: "nothing: it is for objects, and \(segmentation.network.name) gives every pixel a class",
                found: "a value")
        }
    }

    private func check<Value: Comparable & Sendable>(
        _ key: String, _ value: Value, in range: ClosedRange<Value>
    ) throws(TrainingError) {
        try require(range.contains(value), key, "from \(range.lowerBound) to \(range.upperBound)", value)
    }

    private func require<Value>(
        _ condition: Bool, _ key: String, _ expected: String, _ found: Value
    ) throws(TrainingError) {
        if !condition { throw .configuration(key: key, expected: expected, found: "\(found)") }
    }
}

extension Setting {
    /// Whether no number in it is NaN or infinite.
    fileprivate var isFinite: Bool {
        switch self {
        case .number(let value): value.isFinite
        case .interval(let lower, let upper): lower.isFinite && upper.isFinite
        case .list(let entries, _): entries.allSatisfy(\.isFinite)
        case .levels(let list, _): list.isFinite
        default: true
        }
    }
}
