internal import Files
internal import Torch

extension Configuration {
    /// The most anchors that are decoded, proposals that an image keeps, and detections.
    static let mostDecoded = 1_000_000
    static let mostProposals = 1_000_000
    static let mostDetections = 100_000

    /// Finds the first value that makes no sense.
    ///
    /// - Throws: ``MaskRCNNError/configuration(key:expected:)``, which names the field.
    public func validate() throws(MaskRCNNError) {
        // A file's metadata can say anything; the upper limits keep sizes within what can be computed with.
        try require(
            (2...1 << 20).contains(classCount), "classCount",
            "from 2, the background and one more, to \(1 << 20)")
        let sides = 1...1 << 20
        switch backbone {
        case .resNet(let network):
            try network.validate()
            try require(
                network.dilatedStageCount == 0 || pyramid == nil, "backbone.dilatedStageCount",
                "0: a pyramid's maps halve from stage to stage")
        case .mobileNetV3: break
        }
        try require(sides.contains(transform.minimumSide), "transform.minimumSide", "above 0")
        try require(
            sides.contains(transform.maximumSide) && transform.maximumSide >= transform.minimumSide,
            "transform.maximumSide", "at least the minimum side")
        try require(
            transform.mean.count == 3 && transform.mean.allSatisfy(\.isFinite), "transform.mean", "three numbers")
        try require(
            transform.standardDeviation.count == 3
                && transform.standardDeviation.allSatisfy { $0 > 0 && $0.isFinite },
            "transform.standardDeviation", "three numbers above 0")
        try require((1...4096).contains(transform.sizeDivisor), "transform.sizeDivisor", "from 1 to 4096")

        let channels = 1...1 << 16
        if let pyramid {
            try require(channels.contains(pyramid.channels), "pyramid.channels", "from 1 to 65536")
        }
        let levels = levelCount
        let count = proposals.anchorSizes.first?.count ?? 0
        try require(
            proposals.anchorSizes.count == levels && (1...100).contains(count)
                && proposals.anchorSizes.allSatisfy { $0.count == count && $0.allSatisfy(sides.contains) },
            "proposals.anchorSizes",
            levels == 1
                ? "a list of sizes above 0 for the one level, as in [[32, 64, 128]]"
                : "one size above 0 for each of the \(levels) levels, or a list of as many for each")
        let ratios = proposals.aspectRatios.first?.count ?? 0
        try require(
            [1, levels].contains(proposals.aspectRatios.count) && (1...100).contains(ratios)
                && proposals.aspectRatios.allSatisfy {
                    $0.count == ratios && $0.allSatisfy { (0.001...1000).contains($0) }
                },
            "proposals.aspectRatios",
            "at least one and at most 100, all from 0.001 to 1000, or a list of as many for each of the \(levels) levels"
        )
        try require((1...100).contains(proposals.convolutionCount), "proposals.convolutionCount", "from 1 to 100")
        try require(
            (0...Self.mostDecoded).contains(proposals.countBeforeNMS), "proposals.countBeforeNMS",
            "from 0 to \(Self.mostDecoded)")
        try require(
            (0...Self.mostProposals).contains(proposals.countAfterNMS), "proposals.countAfterNMS",
            "from 0 to \(Self.mostProposals)")
        try require((0...1).contains(proposals.nmsThreshold), "proposals.nmsThreshold", "from 0 to 1")
        try require((0...1).contains(proposals.scoreThreshold), "proposals.scoreThreshold", "from 0 to 1")
        try require(
            proposals.minimumSide >= 0 && proposals.minimumSide.isFinite, "proposals.minimumSide", "at least 0")

        if boxHead.isLastStage {
            let backbone = backbone.resNet
            try require(
                backbone?.stageCount == 3 && backbone?.dilatedStageCount == 0 && pyramid == nil, "boxHead.isLastStage",
                "false: only behind a ResNet's third stage, without a pyramid, is there a last one")
            try require(
                boxHead.convolutionCount == 0, "boxHead.convolutionCount", "0: the last stage stands in their place")
            try require(
                keypointHead == nil, "keypointHead", "null: keypoints are not found behind a last stage")
        }
        try require((1...256).contains(boxHead.resolution), "boxHead.resolution", "from 1 to 256")
        try require((0...256).contains(boxHead.samplingRatio), "boxHead.samplingRatio", "from 0 to 256")
        try require((0...100).contains(boxHead.convolutionCount), "boxHead.convolutionCount", "from 0 to 100")
        try require((1...100).contains(boxHead.linearCount), "boxHead.linearCount", "from 1 to 100")
        switch boxHead.linearNormalization {
        case .none, .groupNorm: break
        case .batchNorm, .frozenBatchNorm:
            throw .configuration(key: "boxHead.linearNormalization", expected: "none or a groupNorm")
        }
        if let count = boxHead.convolutionChannels {
            try require(channels.contains(count), "boxHead.convolutionChannels", "from 1 to 65536")
        }
        try require(channels.contains(boxHead.features), "boxHead.features", "from 1 to 65536")
        try require(
            boxHead.coderWeights.count == 4 && boxHead.coderWeights.allSatisfy { $0 > 0 && $0.isFinite },
            "boxHead.coderWeights", "four numbers above 0")
        try require((0...1).contains(boxHead.scoreThreshold), "boxHead.scoreThreshold", "from 0 to 1")
        try require(
            boxHead.classScoreThresholds.count < classCount
                && boxHead.classScoreThresholds.allSatisfy((0...1).contains),
            "boxHead.classScoreThresholds", "numbers from 0 to 1, at most one for each of the \(classCount - 1) classes"
        )
        try require((0...1).contains(boxHead.nmsThreshold), "boxHead.nmsThreshold", "from 0 to 1")
        let suppression = boxHead.suppression
        try require(
            suppression.sigma > 0 && suppression.sigma <= 1000, "boxHead.suppression.sigma", "above 0, at most 1000")
        if let threshold = suppression.maskThreshold {
            try require((0...1).contains(threshold), "boxHead.suppression.maskThreshold", "from 0 to 1")
            try require(
                maskHead != nil, "boxHead.suppression.maskThreshold", "null: the network has no masks to compare")
        }
        try require(
            boxHead.minimumSide >= 0 && boxHead.minimumSide.isFinite, "boxHead.minimumSide", "at least 0")
        try require(
            (0...Self.mostDetections).contains(boxHead.maximumDetections), "boxHead.maximumDetections",
            "from 0 to \(Self.mostDetections)")

        if let maskHead {
            try require((1...256).contains(maskHead.resolution), "maskHead.resolution", "from 1 to 256")
            try require((0...256).contains(maskHead.samplingRatio), "maskHead.samplingRatio", "from 0 to 256")
            try require(
                ((boxHead.isLastStage ? 0 : 1)...100).contains(maskHead.channels.count)
                    && maskHead.channels.allSatisfy(channels.contains),
                "maskHead.channels", "at least one convolution of 1 to 65536 channels, or none behind a last stage")
            try require(channels.contains(maskHead.predictorChannels), "maskHead.predictorChannels", "from 1 to 65536")
            try require((0...1).contains(maskHead.threshold), "maskHead.threshold", "from 0 to 1")
        }
        try keypointHead?.validate()
        try validateNorms()
    }
}

extension Configuration {
    /// Makes sure that the channels of every layer divide into the groups of the norm that follows it.
    private func validateNorms() throws(MaskRCNNError) {
        var layers: [(field: String, kind: NormalizationKind, channels: [Int])] = [
            ("boxHead.normalization", boxHead.normalization, [boxChannels]),
            ("boxHead.linearNormalization", boxHead.linearNormalization, [boxHead.features]),
        ]
        switch backbone {
        case .resNet(let network):
            let inner = network.stageIndices.map(network.innerChannels)
            layers.append(("backbone.normalization", network.normalization, [network.width] + inner))
        case .mobileNetV3(let network):
            let blocks = network.blocks.flatMap { [$0.expanded, $0.outputs] }
            layers.append(("backbone.normalization", network.normalization, blocks))
        }
        if let pyramid { layers.append(("pyramid.normalization", pyramid.normalization, [pyramid.channels])) }
        if let maskHead { layers.append(("maskHead.normalization", maskHead.normalization, maskHead.channels)) }
        for (field, kind, channels) in layers {
            let groups = kind.groups
            let wrong = groups > 0 ? channels.first { $0 % groups != 0 } : nil
            try require(
                groups > 0 && wrong == nil, field,
                "of groups that the channels of its layers divide into\(wrong.map { ", and \($0) do not" } ?? "")")
        }
    }
}

extension Configuration.KeypointHead {
    /// Finds the first value that makes no sense.
    fileprivate func validate() throws(MaskRCNNError) {
        try require(
            (1...1000).contains(names.count) && Set(names).count == names.count && !names.contains(""),
            "keypointHead.names", "from 1 to 1000 names, each once")
        try require(
            skeleton.count <= 10_000
                && skeleton.allSatisfy { $0.count == 2 && $0.allSatisfy((1...names.count).contains) },
            "keypointHead.skeleton", "pairs of numbers of the \(names.count) keypoints, from 1")
        try require((1...256).contains(resolution), "keypointHead.resolution", "from 1 to 256")
        try require((0...256).contains(samplingRatio), "keypointHead.samplingRatio", "from 0 to 256")
        try require(
            (1...100).contains(channels.count) && channels.allSatisfy((1...1 << 16).contains),
            "keypointHead.channels", "at least one convolution of 1 to 65536 channels")
    }
}

extension Configuration {
    /// Whether objects that are found have masks, and not boxes alone.
    public var hasMasks: Bool { maskHead != nil }

    /// How many maps anchors stand on, and how many of them the heads look at.
    var levelCount: Int {
        guard let pyramid else { return 1 }
        return headLevelCount + (pyramid.extraLevel == .none ? 0 : 1)
    }

    /// How many maps the heads look at, from fine to coarse: all but a pyramid's extra level.
    package var headLevelCount: Int { pyramid == nil ? 1 : backbone.maps.count }

    /// The distances of neighbouring cells of the maps that anchors stand on, in pixels of the network's input.
    package var levelStrides: [Int] {
        let strides = backbone.maps.map(\.stride)
        guard let pyramid else { return Array(strides.suffix(1)) }
        return strides + (pyramid.extraLevel == .none ? [] : strides.suffix(1).map { 2 * $0 })
    }

    /// How many anchors a cell of every level has.
    package var anchorsPerCell: Int {
        AnchorGenerator(sizes: proposals.anchorSizes, aspectRatios: proposals.aspectRatios).countPerCell
    }

    /// Channels of what the box head's first linear layer looks at.
    package var boxChannels: Int {
        boxHead.convolutionCount > 0 ? boxHead.convolutionChannels ?? featureChannels : featureChannels
    }

    /// How many numbers are predicted for a proposal: a score for each class, and four for each class' box, or for that of all.
    var boxOutputs: Int { .sum(classCount, .product(4, boxHead.isClassAgnostic ? 1 : classCount)) }

    /// The backbone with the stage that looks at boxes in place of a head; nil where the head has layers of its own.
    package var lastStage: Backbone.ResNet? { boxHead.isLastStage ? backbone.resNet?.withLastStage : nil }

    /// Channels of what the mask head looks at.
    var maskChannels: Int { lastStage.map { $0.outputChannels(stage: $0.stageCount - 1) } ?? featureChannels }

    /// How many masks are made of a detection.
    package var maskOutputs: Int { maskHead?.isClassAgnostic == true ? 1 : classCount }

    /// Channels of the maps that proposals and heads are made from.
    package var featureChannels: Int { pyramid?.channels ?? backbone.maps.last?.channels ?? 0 }
}

extension Configuration.Backbone.ResNet {
    /// Finds the first value that makes no sense.
    package func validate() throws(MaskRCNNError) {
        let stages = Self.stages(depth: depth)
        try require(stages != nil, "backbone.depth", "18, 34, 50, 101 or 152")
        try require((1...4).contains(stageCount), "backbone.stageCount", "from 1 to 4")
        try require(
            (0...2).contains(dilatedStageCount) && dilatedStageCount < stageCount, "backbone.dilatedStageCount",
            "from 0 to 2, and fewer than the stages")
        try require(
            dilatedStageCount == 0 || stages?.bottleneck == true, "backbone.dilatedStageCount",
            "0: blocks of \(depth) layers do not dilate")
        try require((1...1024).contains(width), "backbone.width", "from 1 to 1024")
        try require((1...1024).contains(groups), "backbone.groups", "from 1 to 1024")
        try require((1...4096).contains(groupWidth), "backbone.groupWidth", "from 1 to 4096")
        if stages?.bottleneck == true {
            let inner = (0..<stageCount).map(innerChannels)
            try require(
                width * groupWidth >= 64 && inner.allSatisfy { (1...1 << 16).contains($0) && $0 % groups == 0 },
                "backbone.groupWidth",
                "a width of every group of at least one channel, and at most 65536 channels together")
        } else {
            try require(groups == 1, "backbone.groups", "1: blocks of \(depth) layers have no groups")
            try require(groupWidth == 64, "backbone.groupWidth", "64: blocks of \(depth) layers have no groups")
        }
    }
}

/// Makes sure that a field has a value that makes sense.
func require(_ condition: Bool, _ field: String, _ expected: String) throws(MaskRCNNError) {
    if !condition { throw .configuration(key: field, expected: expected) }
}
