internal import Geometry
internal import Torch

/// What the box head found in one image: R detections, best first, on the CPU.
struct ScoredBoxes {
    /// (R, 4) in pixels of the resized image.
    let boxes: Tensor
    /// (R), int64, from 1.
    let labels: Tensor
    /// (R) probabilities.
    let scores: Tensor

    var count: Int { labels.count }
}

/// From the box head's predictions to detections: torchvision's `postprocess_detections`, and what stands for it in other frameworks.
struct DetectionSelection {
    let configuration: Configuration.BoxHead
    let convention: Configuration.Conventions.Framework
    /// The classes that are wanted; nil for all.
    let classes: Set<Int>?

    /// Chooses the detections of one image.
    ///
    /// - Parameters:
    ///   - logits: (R, K) of this image's proposals, on the CPU.
    ///   - deltas: (R, 4K), or (R, 4) for all classes together.
    ///   - proposals: (R, 4).
    ///   - size: The image's size at the network's input.
    ///   - limit: How many detections are kept.
    func callAsFunction(
        logits: Tensor, deltas: Tensor, proposals: Tensor, size: ImageSize, limit: Int
    ) throws(TorchError) -> ScoredBoxes {
        let classCount = logits.size(1)
        let scores = try logits.softmax(along: 1).narrowed(1, to: 1..<classCount).reshaped([-1])

        // Every pair of a proposal and a class is a candidate of its own. Only those that score enough are decoded.
        let least = configuration.leastScore
        let above = try scores.isGreater(than: least).trueIndices().elements(as: Int64.self)
        let perProposal = Int64(classCount - 1)
        func label(_ candidate: Int64) -> Int64 { candidate % perProposal + 1 }
        let wanted = classes.map { classes in above.filter { classes.contains(Int(label($0))) } } ?? above
        func indices(_ values: [Int64]) throws(TorchError) -> Tensor { try Tensor(values, shape: [values.count]) }
        let proposalRows = wanted.map { $0 / perProposal }
        let rows = try indices(proposalRows)
        let deltaRows =
            configuration.isClassAgnostic
            ? rows : try indices(wanted.map { $0 / perProposal * Int64(classCount) + label($0) })
        let chosen = try deltas.reshaped([-1, 4]).gathered(0, at: deltaRows)
        let decoded = try BoxCoder(weights: configuration.coderWeights, convention: convention)
            .decode(chosen.reshaped([-1, 1, 4]), proposals.gathered(0, at: rows)).reshaped([-1, 4])
        let candidates = ScoredBoxes(
            boxes: try BoxOperations.clip(decoded, to: size, convention), labels: try indices(wanted.map(label)),
            scores: try scores.gathered(0, at: indices(wanted)))

        // The others keep boxes without area here.
        var large =
            convention == .torchvision
            ? try candidates.gathered(
                BoxOperations.areAtLeast(configuration.minimumSide, candidates.boxes).trueIndices()) : candidates
        if !configuration.classScoreThresholds.isEmpty {
            let thresholds = try thresholds(large)
            let scores = try large.scores.elements(as: Double.self)
            let sure = scores.indices.filter { scores[$0] > thresholds[$0] }.map(Int64.init)
            large = try large.gathered(indices(sure))
        }
        return try suppress(large, limit: limit)
    }

    /// What each candidate must score above, in the scores' own precision.
    private func thresholds(_ candidates: ScoredBoxes) throws(TorchError) -> [Double] {
        let values = try candidates.labels.elements(as: Int64.self).map { configuration.leastScore(ofClass: Int($0)) }
        return try Tensor(values, shape: [values.count]).to(candidates.scores.dtype).elements(as: Double.self)
    }

    /// What stays of several detections of one object.
    private func suppress(_ candidates: ScoredBoxes, limit: Int) throws(TorchError) -> ScoredBoxes {
        let rule = configuration.suppression
        let groups =
            rule.scope == .byClass ? candidates.labels : try Tensor.zeros(candidates.labels.shape, dtype: .int64)
        guard rule.method != .hard else {
            let allTies = convention == .maskrcnnBenchmark
            let kept = try BoxOperations.suppressed(
                candidates.boxes, scores: candidates.scores, groups: groups, iouThreshold: configuration.nmsThreshold,
                limit: allTies ? .max : limit, convention)
            let best = try candidates.gathered(kept)
            return allTies ? try best.limited(to: limit) : best
        }
        let thresholds = try thresholds(candidates)
        let (kept, scores) = try DetectionKernels.softNMS(
            boxes: candidates.boxes, scores: candidates.scores, groups: groups,
            least: Tensor(thresholds, shape: [thresholds.count]).to(candidates.scores.dtype),
            iouThreshold: configuration.nmsThreshold, sigma: rule.method == .gaussian ? rule.sigma : nil, limit: limit)
        let boxes = try candidates.gathered(kept)
        return ScoredBoxes(boxes: boxes.boxes, labels: boxes.labels, scores: scores)
    }
}

extension ScoredBoxes {
    /// The best of them, and all that score as the last of these: maskrcnn-benchmark leaves none of several alike away.
    fileprivate func limited(to limit: Int) throws(TorchError) -> ScoredBoxes {
        guard limit > 0, count > limit else { return limit > 0 ? self : try first(0) }
        let values = try scores.elements(as: Double.self)
        return try first(values.firstIndex { $0 < values[limit - 1] } ?? count)
    }

    private func first(_ count: Int) throws(TorchError) -> ScoredBoxes {
        try gathered(Tensor((0..<count).map(Int64.init), shape: [count]))
    }

    func gathered(_ indices: Tensor) throws(TorchError) -> ScoredBoxes {
        ScoredBoxes(
            boxes: try boxes.gathered(0, at: indices), labels: try labels.gathered(0, at: indices),
            scores: try scores.gathered(0, at: indices))
    }
}

extension Configuration.BoxHead {
    /// What detections of a class must score above.
    package func leastScore(ofClass label: Int) -> Double {
        label >= 1 && label <= classScoreThresholds.count ? classScoreThresholds[label - 1] : scoreThreshold
    }

    /// What detections of any class must score above: the least of all thresholds.
    package var leastScore: Double { classScoreThresholds.reduce(scoreThreshold, min) }

    /// How many detections an image with so many times as many pixels as the model's own rule gives it keeps.
    package func detectionLimit(enlargement: Double) -> Int { maximumDetections.grown(by: enlargement) }
}
