internal import Imaging
internal import Torch

/// Which anchors of a batch the proposal network learns from, and what.
struct AnchorTargets {
    /// Indices into the predictions of all images, one image after the other: (S).
    let sampled: Tensor
    /// 1 for those that belong to an object, else 0: (S).
    let labels: Tensor
    /// Indices of the positive ones: (P).
    let positive: Tensor
    /// (P, 4) what their deltas should be.
    let deltas: Tensor

    var count: Int { sampled.count }
}

extension RegionProposalNetwork {
    /// Chooses anchors and says what they should predict; on the CPU, unrecorded.
    func targets(
        anchors: [Tensor], _ truths: [(objects: Tensor, ignored: Tensor)], _ choice: TargetSampling.Choice,
        using generators: inout [SplitMix64]
    ) throws(TorchError) -> AnchorTargets {
        let all = try Tensor.concatenated(anchors, along: 0)
        let anchorCount = all.size(0)
        let sampler = BalancedSampler(choice)
        var sampled: [Int64] = []
        var labels: [Double] = []
        var positive: [Int64] = []
        var deltas: [Tensor] = []
        for (image, truth) in truths.enumerated() {
            let matches = try TargetKernels.match(
                truth: truth.objects, candidates: all, ignored: truth.ignored, high: choice.foregroundIoU,
                low: choice.backgroundIoU, allowsLowQuality: true)
            let numbers = try matches.elements(as: Int64.self)
            let chosen = sampler.sample(numbers, using: &generators[image])
            let first = Int64(image * anchorCount)
            sampled += (chosen.positive + chosen.negative).map { first + Int64($0) }
            labels += chosen.positive.map { _ in 1 } + chosen.negative.map { _ in 0 }
            positive += chosen.positive.map { first + Int64($0) }
            let rows = try Tensor(chosen.positive.map(Int64.init), shape: [chosen.positive.count])
            let objects = try Tensor(chosen.positive.map { numbers[$0] }, shape: [chosen.positive.count])
            deltas.append(
                try coder.encode(truth.objects.gathered(0, at: objects), all.gathered(0, at: rows)))
        }
        return AnchorTargets(
            sampled: try Tensor(sampled, shape: [sampled.count]),
            labels: try Tensor(labels, shape: [labels.count]).to(all.dtype),
            positive: try Tensor(positive, shape: [positive.count]), deltas: try .concatenated(deltas, along: 0))
    }

    /// How far predictions are from what they should be: sums, the first over all sampled anchors, the second over the
    /// positive ones.
    func lossSums(
        _ predictions: [LevelPredictions], _ targets: AnchorTargets
    ) throws(TorchError) -> (objectness: Tensor, box: Tensor) {
        // Image by image, then in the order of the anchors.
        func flat(_ maps: [Tensor], _ columns: Int) throws(TorchError) -> Tensor {
            var parts: [Tensor] = []
            for map in maps {
                parts.append(try map.permuted([0, 2, 3, 1]).reshaped([map.size(0), -1, columns]))
            }
            return try Tensor.concatenated(parts, along: 1).reshaped([-1, columns])
        }
        let device = predictions[0].logits.device
        let dtype = targets.deltas.dtype
        let logits = try flat(predictions.map(\.logits), 1).reshaped([-1])
            .gathered(0, at: targets.sampled.to(device)).to(dtype)
        let deltas = try flat(predictions.map(\.deltas), 4).gathered(0, at: targets.positive.to(device)).to(dtype)
        return (
            try logits.binaryCrossEntropySum(with: targets.labels.to(device)),
            try deltas.smoothL1Sum(with: targets.deltas.to(device), beta: Self.smoothL1Beta)
        )
    }

    /// Where the smooth L1 losses turn from square to straight.
    static let smoothL1Beta = 1.0 / 9
}
