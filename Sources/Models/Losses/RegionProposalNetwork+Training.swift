internal import Geometry
internal import Imaging
internal import Torch

/// Which anchors of a batch the proposal network learns from, and what.
struct AnchorTargets {
    /// S indices into the anchors of all images, one image after the other.
    let sampled: [Int]
    /// 1 for those that belong to an object, else 0: (S).
    let labels: Tensor
    /// P places of the positive ones in ``sampled``.
    let positive: [Int]
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
        var sampled: [Int] = []
        var labels: [Double] = []
        var deltas: [Tensor] = []
        for (image, truth) in truths.enumerated() {
            let matches = try TargetKernels.match(
                truth: truth.objects, candidates: all, ignored: truth.ignored, high: choice.foregroundIoU,
                low: choice.backgroundIoU, allowsLowQuality: true)
            let numbers = try matches.elements(as: Int64.self)
            let chosen = sampler.sample(numbers, using: &generators[image])
            sampled += (chosen.positive + chosen.negative).map { image * anchorCount + $0 }
            labels += chosen.positive.map { _ in 1 } + chosen.negative.map { _ in 0 }
            let rows = try Tensor(chosen.positive.map(Int64.init), shape: [chosen.positive.count])
            let objects = try Tensor(chosen.positive.map { numbers[$0] }, shape: [chosen.positive.count])
            deltas.append(
                try coder.encode(truth.objects.gathered(0, at: objects), all.gathered(0, at: rows)))
        }
        return AnchorTargets(
            sampled: sampled, labels: try Tensor(labels, shape: [labels.count]).to(all.dtype),
            positive: labels.indices.filter { labels[$0] == 1 }, deltas: try .concatenated(deltas, along: 0))
    }

    /// How far predictions are from what they should be: sums, the first over all sampled anchors, the second over the
    /// positive ones.
    ///
    /// - Parameter predictions: Logits (S) and deltas (S, 4) of the sampled anchors.
    func lossSums(
        _ predictions: (logits: Tensor, deltas: Tensor), _ targets: AnchorTargets
    ) throws(TorchError) -> (objectness: Tensor, box: Tensor) {
        let device = predictions.logits.device
        let dtype = targets.deltas.dtype
        let positive = try Tensor(targets.positive.map(Int64.init), shape: [targets.positive.count])
        return (
            try predictions.logits.to(dtype).binaryCrossEntropySum(with: targets.labels.to(device)),
            try predictions.deltas.gathered(0, at: positive.to(device)).to(dtype)
                .smoothL1Sum(with: targets.deltas.to(device), beta: Self.smoothL1Beta)
        )
    }

    /// What was predicted for the sampled anchors: logits (S) and deltas (S, 4).
    func chosen(
        _ targets: AnchorTargets, from predictions: [LevelPredictions]
    ) throws(TorchError) -> (logits: Tensor, deltas: Tensor) {
        // Image by image, then in the order of the anchors.
        func flat(_ maps: [Tensor], _ columns: Int) throws(TorchError) -> Tensor {
            var parts: [Tensor] = []
            for map in maps {
                parts.append(try map.permuted([0, 2, 3, 1]).reshaped([map.size(0), -1, columns]))
            }
            return try Tensor.concatenated(parts, along: 1).reshaped([-1, columns])
        }
        let rows = try Tensor(targets.sampled.map(Int64.init), shape: [targets.count]).to(predictions[0].logits.device)
        return (
            try flat(predictions.map(\.logits), 1).gathered(0, at: rows).reshaped([-1]),
            try flat(predictions.map(\.deltas), 4).gathered(0, at: rows)
        )
    }

    /// Predicts for the sampled anchors alone: the same as ``chosen(_:from:)`` of all predictions, and the same gradients.
    ///
    /// A loss over a few hundred anchors has no gradient anywhere else: going back through whole maps would multiply zeros,
    /// on the largest maps that the network has, which would have to be kept for it.
    func predictions(
        for targets: AnchorTargets, of levels: [FeatureMap]
    ) throws(TorchError) -> (logits: Tensor, deltas: Tensor) {
        let levels = levels.map(\.tensor)
        let cells = Cells(levels.map { ($0.size(2), $0.size(3)) }, anchorsPerCell: anchorsPerCell)
        let side = 2 * reach + 1
        var surroundings: [Tensor] = []
        var isInside: [Double] = []
        var anchors: [Int64] = []
        // Where each sample comes to stand: level by level.
        var places = [Int64](repeating: 0, count: targets.count)
        let samples = targets.sampled.map(cells.cell(of:))
        for (level, features) in levels.enumerated() {
            let (channels, rows, columns) = (features.size(1), features.size(2), features.size(3))
            var indices: [Int64] = []
            for (sample, cell) in samples.enumerated() where cell.level == level {
                places[sample] = Int64(anchors.count)
                anchors.append(Int64(cell.anchor))
                for row in cell.row - reach...cell.row + reach {
                    for column in cell.column - reach...cell.column + reach {
                        isInside.append((0..<rows).contains(row) && (0..<columns).contains(column) ? 1 : 0)
                        let (row, column) = (min(max(row, 0), rows - 1), min(max(column, 0), columns - 1))
                        indices.append(Int64((cell.image * rows + row) * columns + column))
                    }
                }
            }
            surroundings.append(
                try features.permuted([0, 2, 3, 1]).reshaped([-1, channels])
                    .gathered(0, at: Tensor(indices, shape: [indices.count]).to(features.device)))
        }
        let device = levels[0].device
        let inside = try Tensor(isInside, shape: [anchors.count, side, side, 1]).to(device, levels[0].dtype)
            .permuted([0, 3, 1, 2])
        let around = try Tensor.concatenated(surroundings, along: 0)
            .reshaped([anchors.count, side, side, levels[0].size(1)]).permuted([0, 3, 1, 2])
        let predictions = try self.predictions(around: around * inside, isInside: inside)
        let own = try Tensor(anchors, shape: [anchors.count]).to(device)
        let order = try Tensor(places, shape: [places.count]).to(device)
        return (
            try predictions.logits.reshaped([-1, anchorsPerCell, 1]).gatheredPerRow(at: own).gathered(0, at: order)
                .reshaped([-1]),
            try predictions.deltas.gatheredPerRow(at: own).gathered(0, at: order)
        )
    }

    /// Whether predicting for the sampled anchors alone is less work than for all.
    func isSparse(_ choice: TargetSampling.Choice, images: Int, _ levels: [FeatureMap]) -> Bool {
        let cells = levels.lazy.map(\.tensor).reduce(0) { $0 + $1.size(0) * $1.size(2) * $1.size(3) }
        let window = (2 * reach + 1) * (2 * reach + 1)
        return choice.count <= cells / window / max(images, 1)
    }

    /// Where the smooth L1 losses turn from square to straight.
    static let smoothL1Beta = 1.0 / 9
}

/// Where anchors stand in a pyramid: image by image, level by level, row by row, then by column and aspect ratio.
private struct Cells {
    private let shapes: [(rows: Int, columns: Int)]
    private let anchorsPerCell: Int
    /// The first anchor of each level, and at the end their number in an image.
    private let firsts: [Int]

    init(_ shapes: [(rows: Int, columns: Int)], anchorsPerCell: Int) {
        self.shapes = shapes
        self.anchorsPerCell = anchorsPerCell
        firsts = shapes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.rows * $1.columns * anchorsPerCell) }
    }

    func cell(of index: Int) -> (image: Int, level: Int, row: Int, column: Int, anchor: Int) {
        let count = firsts[firsts.count - 1]
        let (image, anchor) = index.quotientAndRemainder(dividingBy: count)
        let level = shapes.indices.last { firsts[$0] <= anchor } ?? 0
        let (cell, ratio) = (anchor - firsts[level]).quotientAndRemainder(dividingBy: anchorsPerCell)
        let (row, column) = cell.quotientAndRemainder(dividingBy: shapes[level].columns)
        return (image, level, row, column, ratio)
    }
}
