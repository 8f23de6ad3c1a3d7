internal import Geometry
internal import Torch

/// Which proposals of a batch the heads learn from, and what.
struct ProposalTargets {
    /// (Sₙ, 4) of each image, the positive ones first.
    var boxes: [Tensor] = []
    /// How many of each image are positive.
    var positiveCounts: [Int] = []
    /// The class of each, 0 for background, image after image: ΣSₙ.
    var labels: [Int64] = []
    /// Of each image's positive ones, the object they belong to.
    var objects: [[Int64]] = []
    /// (P, 4) what the positive ones' deltas should be, image after image.
    var deltas: [Tensor] = []

    /// How many are sampled, and how many are positive.
    var count: Int { labels.count }
    var positiveCount: Int { positiveCounts.reduce(0, +) }
    /// The places of the positive ones among all.
    var positiveRows: [Int64] { labels.indices.filter { labels[$0] > 0 }.map(Int64.init) }
    /// (Pₙ, 4) of each image.
    func positiveBoxes() throws(TorchError) -> [Tensor] {
        var positive: [Tensor] = []
        for (boxes, count) in zip(boxes, positiveCounts) { positive.append(try boxes.narrowed(0, to: 0..<count)) }
        return positive
    }

    /// Chooses among the proposals and the objects' own boxes: torchvision's `select_training_samples`.
    init(
        _ proposals: [Tensor], _ truths: [(objects: Tensor, ignored: Tensor)], labels classes: [[Int]],
        coder: BoxCoder, _ choice: TargetSampling.Choice, using generators: inout [SplitMix64]
    ) throws(TorchError) {
        let sampler = BalancedSampler(choice)
        for (image, truth) in truths.enumerated() {
            let candidates = try Tensor.concatenated([proposals[image], truth.objects], along: 0)
            let matches = try TargetKernels.match(
                truth: truth.objects, candidates: candidates, ignored: truth.ignored, high: choice.foregroundIoU,
                low: choice.backgroundIoU, allowsLowQuality: false
            ).elements(as: Int64.self)
            let chosen = sampler.sample(matches, using: &generators[image])
            let rows = (chosen.positive + chosen.negative).map(Int64.init)
            let sampled = try candidates.gathered(0, at: Tensor(rows, shape: [rows.count]))
            let objects = chosen.positive.map { matches[$0] }
            boxes.append(sampled)
            positiveCounts.append(objects.count)
            labels += objects.map { Int64(classes[image][Int($0)]) } + chosen.negative.map { _ in 0 }
            self.objects.append(objects)
            deltas.append(
                try coder.encode(
                    truth.objects.gathered(0, at: Tensor(objects, shape: [objects.count])),
                    sampled.narrowed(0, to: 0..<objects.count)))
        }
    }
}
