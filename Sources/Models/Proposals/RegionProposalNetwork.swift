internal import Geometry
internal import Torch

/// What the proposal network says of one level: logits (N, A, H, W) and deltas (N, 4A, H, W), A anchors a cell.
struct LevelPredictions {
    let logits: Tensor
    let deltas: Tensor
}

/// Finds where objects may be (Ren et al. 2015): torchvision's `RegionProposalNetwork`.
struct RegionProposalNetwork {
    private let configuration: Configuration.Proposals
    private let convention: Configuration.Conventions.Framework
    private let convolutions: [ConvolutionBlock]
    /// Logits and deltas.
    private let predictor: SiblingConvolutions
    private let generator: AnchorGenerator
    let coder: BoxCoder

    init(_ scope: Scope, _ network: Configuration) throws(TorchError) {
        configuration = network.proposals
        convention = network.conventions.boxes
        coder = BoxCoder(weights: [1, 1, 1, 1], convention: convention)
        generator = AnchorGenerator(network)
        let channels = network.featureChannels
        let head = scope / "head"
        let initializer = Initializer.normal(standardDeviation: 0.01)
        var convolutions: [ConvolutionBlock] = []
        for index in 0..<configuration.convolutionCount {
            convolutions.append(
                try ConvolutionBlock(
                    convolution: head / "conv" / index / 0, normalization: head, channels, channels, kernel: 3,
                    kind: .none, rectified: true, initializer: initializer))
        }
        self.convolutions = convolutions
        predictor = try SiblingConvolutions(
            [(head / "cls_logits", generator.countPerCell), (head / "bbox_pred", 4 * generator.countPerCell)],
            channels, initializer: initializer)
    }

    /// Predicts for every anchor of every level.
    func predictions(_ levels: [FeatureMap]) throws(TorchError) -> [LevelPredictions] {
        var maps = levels.map(\.tensor)
        for convolution in convolutions {
            maps = try convolution(maps)
        }
        var predictions: [LevelPredictions] = []
        for map in maps {
            let both = try predictor(map)
            predictions.append(LevelPredictions(logits: both[0], deltas: both[1]))
        }
        return predictions
    }

    /// How far around a cell its predictions see.
    var reach: Int { convolutions.count }

    /// The anchors of a cell.
    var anchorsPerCell: Int { generator.countPerCell }

    /// Predicts for cells alone, from what is around each.
    ///
    /// - Parameters:
    ///   - surroundings: (S, C, 2r + 1, 2r + 1) features around each cell, r the ``reach``, zeros outside the image.
    ///   - isInside: (S, 1, 2r + 1, 2r + 1) 1 where there is a cell, 0 outside.
    /// - Returns: Logits (S, A) and deltas (S, A, 4).
    func predictions(
        around surroundings: Tensor, isInside: Tensor
    ) throws(TorchError) -> (logits: Tensor, deltas: Tensor) {
        var features = surroundings
        for (index, convolution) in convolutions.enumerated() {
            // Convolutions see zeros outside the image, not what the one before would give there.
            if index > 0 {
                let side = 2 * (reach - index) + 1
                features =
                    try features
                    * isInside.narrowed(2, to: index..<index + side).narrowed(3, to: index..<index + side)
            }
            features = try convolution(features, padding: 0)
        }
        let both = try predictor(features)
        return (try both[0].reshaped([-1, anchorsPerCell]), try both[1].reshaped([-1, anchorsPerCell, 4]))
    }

    /// The anchors of every level, on the CPU, in the order of the predictions: row, column, aspect ratio.
    func anchors(for predictions: [LevelPredictions], _ batch: ImageBatch) throws(TorchError) -> [Tensor] {
        var anchors: [Tensor] = []
        for (level, prediction) in predictions.enumerated() {
            anchors.append(
                try generator.anchors(
                    level: level, rows: prediction.logits.size(2), columns: prediction.logits.size(3),
                    padded: batch.paddedSize
                ).to(batch.images.dtype))
        }
        return anchors
    }

    /// The best boxes of each image of a batch: (Rᵢ, 4) on the CPU, in pixels of the resized image, best first.
    ///
    /// - Parameter counts: How many anchors of a level are decoded, and how many boxes an image keeps, where training
    ///   has other numbers than the configuration. They grow with an image's enlargement.
    func proposals(
        _ predictions: [LevelPredictions], _ batch: ImageBatch, anchors: [Tensor],
        counts: (before: Int, after: Int)? = nil
    ) throws(TorchError) -> [Tensor] {
        let counts = counts ?? (configuration.countBeforeNMS, configuration.countAfterNMS)
        var proposals: [Tensor] = []
        for (image, size) in batch.sizes.enumerated() {
            let growth = batch.enlargements[image]
            let grown = (counts.before.grown(by: growth), counts.after.grown(by: growth))
            proposals.append(try self.proposals(predictions, anchors, image: image, size: size, grown))
        }
        return proposals
    }

    private func proposals(
        _ predictions: [LevelPredictions], _ anchors: [Tensor], image: Int, size: ImageSize,
        _ counts: (before: Int, after: Int)
    ) throws(TorchError) -> Tensor {
        var boxes: [Tensor] = []
        var scores: [Tensor] = []
        var levels: [Int64] = []
        for (level, prediction) in predictions.enumerated() {
            // Row, column, anchor: the order of the anchors.
            let logits = try prediction.logits.narrowed(0, to: image..<image + 1).permuted([0, 2, 3, 1]).reshaped([-1])
            let deltas = try prediction.deltas.narrowed(0, to: image..<image + 1).permuted([0, 2, 3, 1])
                .reshaped([-1, 4])
            let best = try logits.topK(min(counts.before, logits.count))
            // Only the best are decoded, which changes nothing in what they decode to.
            let chosen = try deltas.gathered(0, at: best.indices).to(.cpu, anchors[level].dtype)
            let references = try anchors[level].gathered(0, at: best.indices.to(.cpu))
            boxes.append(try coder.decode(chosen.reshaped([-1, 1, 4]), references).reshaped([-1, 4]))
            let highest = try best.values.to(.cpu, anchors[level].dtype)
            // detectron2 compares logits: far from 0 probabilities are all alike.
            scores.append(convention == .detectron2 ? highest : try highest.sigmoid())
            levels += repeatElement(Int64(level), count: best.values.count)
        }
        let clipped = try BoxOperations.clip(.concatenated(boxes, along: 0), to: size, convention)
        let scored = try Tensor.concatenated(scores, along: 0)
        var isValid = try BoxOperations.areAtLeast(configuration.minimumSide, clipped, convention)
        if convention != .detectron2 { isValid = try isValid.and(scored.isAtLeast(configuration.scoreThreshold)) }
        let valid = try isValid.trueIndices()
        let candidates = try clipped.gathered(0, at: valid)
        let kept = try BoxOperations.suppressed(
            candidates, scores: scored.gathered(0, at: valid),
            groups: Tensor(levels, shape: [levels.count]).gathered(0, at: valid),
            iouThreshold: configuration.nmsThreshold, limit: counts.after, convention)
        return try candidates.gathered(0, at: kept)
    }
}
