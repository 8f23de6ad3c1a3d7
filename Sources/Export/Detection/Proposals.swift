internal import Models
internal import Torch

/// Where the heads look: as many boxes for each image, the best first.
struct Proposals {
    /// (N, P, 4) in pixels of the resized image.
    let boxes: Value
    /// (N, P) logits of being an object; ``Suppression/none`` where an image has fewer than others.
    let logits: Value
}

extension NetworkBuilder {
    /// Finds where objects may be. Source: `Models/Proposals/RegionProposalNetwork.swift`.
    func proposals(
        _ levels: FeatureLevels, _ input: ImageInput, _ configuration: Configuration
    ) throws(ExportError) -> Proposals {
        let rules = configuration.proposals
        var candidates: [LevelCandidates] = []
        for (index, level) in levels.all.enumerated() {
            candidates.append(try levelCandidates(level, index, configuration))
        }
        let best = joined(candidates)
        let leastLogit = try leastLogit(of: rules.scoreThreshold)
        return graph.within("rpn") { () -> Proposals in
            let anchors = graph.within("anchors") { self.anchors(best, candidates, input, configuration) }
            let boxes = graph.within("decode") {
                anchors.moved(by: best.deltas, weights: [1, 1, 1, 1], axis: 2)
                    .clipped(to: graph.limits(input.size).cast(to: .float))
            }
            return graph.within("nms") { () -> Proposals in
                var isWanted = boxes.areAtLeast(rules.minimumSide, axis: 2)
                if let leastLogit { isWanted = isWanted && best.logits >= leastLogit }
                let logits = isWanted.choosing(best.logits, else: Suppression.none)
                // Boxes of different levels leave each other alone: levels are what the operator calls classes.
                var byLevel = logits.unsqueezed(1)
                if candidates.count > 1 {
                    let names = graph.constant(Array(candidates.indices), shape: [candidates.count, 1])
                    byLevel = (best.levels == names).choosing(byLevel, else: Suppression.none)
                }
                let chosen = Suppression(
                    limit: rules.countAfterNMS, overlap: rules.nmsThreshold, scoresAbove: Suppression.leastLogit
                )
                .kept(boxes: boxes, scores: byLevel)
                let kept = Suppression.best(
                    chosen.gathered(at: [0, 2], axis: 1), of: logits, limit: rules.countAfterNMS)
                return Proposals(
                    boxes: boxes.gathered(atCoordinates: kept.places.unsqueezed(2), batchAxes: 1), logits: kept.scores)
            }
        }
    }

    /// The best anchors of a level.
    private struct LevelCandidates {
        /// (N, k)
        let logits: Value
        /// (N, k, 4)
        let deltas: Value
        /// (N, k, 1) places among the level's anchors: row, column, anchor of the cell.
        let places: Value
        /// (k), the number of the level.
        let levels: Value
        /// Rows and columns of the level.
        let size: Value
    }

    private func levelCandidates(
        _ level: FeatureMap, _ index: Int, _ configuration: Configuration
    ) throws(ExportError) -> LevelCandidates {
        let count = configuration.anchorsPerCell
        var map = level.value
        for layer in 0..<configuration.proposals.convolutionCount {
            map = try apply(
                Convolution(
                    name: "rpn.head.conv.\(layer).0", norm: "", inputs: level.channels, outputs: level.channels,
                    kernel: 3, kind: .none), to: map)
        }
        let together = try siblings(
            ["rpn.head.cls_logits", "rpn.head.bbox_pred"], [count, 4 * count], inputs: level.channels)
        return graph.within("rpn.level\(index)") {
            let both = graph.node(
                "Conv", [map, together.weight, together.bias], [.ints("kernel_shape", [1, 1])], label: "predictor")
            let parts = both.transposed([0, 2, 3, 1]).split([count, 4 * count], axis: 3, into: ["logits", "deltas"])
            let logits = parts[0].reshaped([0, -1])
            let deltas = parts[1].reshaped([0, -1, 4])
            // Not more than there are.
            let taken = logits.sizes(1..<2).atMost(configuration.proposals.countBeforeNMS)
            let best = logits.largest(taken)
            let places = best.places.unsqueezed(2)
            return LevelCandidates(
                logits: best.values, deltas: deltas.gathered(atCoordinates: places, batchAxes: 1), places: places,
                levels: graph.constant([index]).expanded(to: taken), size: both.sizes(2..<4))
        }
    }

    /// 1×1 convolutions of the same maps as one, so that these are read once.
    private func siblings(
        _ names: [String], _ outputs: [Int], inputs: Int
    ) throws(ExportError) -> (weight: Value, bias: Value) {
        let total = outputs.reduce(0, +)
        func joined(_ part: String, _ shape: [Int]) throws(ExportError) -> Value {
            try graph.parameter("rpn.head.predictor.\(part)", [total] + shape) { () throws(ExportError) in
                var values: [Float] = []
                for (name, count) in zip(names, outputs) {
                    values += try parameters.floats("\(name).\(part)", [count] + shape)
                }
                return values
            }
        }
        return (try joined("weight", [inputs, 1, 1]), try joined("bias", []))
    }

    private func joined(_ levels: [LevelCandidates]) -> LevelCandidates {
        graph.within("rpn") {
            LevelCandidates(
                logits: graph.concatenated(levels.map(\.logits), axis: 1),
                deltas: graph.concatenated(levels.map(\.deltas), axis: 1),
                places: graph.concatenated(levels.map(\.places), axis: 1),
                levels: graph.concatenated(levels.map(\.levels), axis: 0),
                size: graph.concatenated(levels.map { $0.size.unsqueezed(0) }, axis: 0))
        }
    }

    /// (N, K, 4): the anchors of the candidates alone, not of every cell. Source: `Models/Proposals/AnchorGenerator.swift`.
    private func anchors(
        _ candidates: LevelCandidates, _ levels: [LevelCandidates], _ input: ImageInput, _ configuration: Configuration
    ) -> Value {
        let generator = AnchorGenerator(
            sizes: configuration.proposals.anchorSizes, aspectRatios: configuration.proposals.aspectRatios)
        let cells = levels.indices.map { generator.cell(level: $0) }
        let count = configuration.anchorsPerCell
        let anchorOfCell = (candidates.places % count).squeezed(2) + candidates.levels * count
        let around = graph.constant(cells.joined().flatMap { $0 }, shape: [levels.count * count, 4])
            .gathered(at: anchorOfCell)

        // Of each level columns, rows, columns, rows, by which a cell's number becomes its column and row.
        let extents = candidates.size.gathered(at: [1, 0, 1, 0], axis: 1)
        let steps = graph.limits(input.paddedSize) / extents
        let ones = graph.constant([Int](repeating: 1, count: levels.count), shape: [levels.count, 1])
        let divisors = graph.concatenated([ones, candidates.size], axis: 1).gathered(at: [0, 2, 0, 2], axis: 1)
        func ofEach(_ levels: Value) -> Value { levels.gathered(at: candidates.levels) }
        let cell = candidates.places / count / ofEach(divisors) % ofEach(extents)
        return around + (cell * ofEach(steps)).cast(to: .float)
    }

    /// The least logit with a probability of at least the threshold; nil where all have that. Comparing logits does not depend on how a
    /// runtime computes the sigmoid, which is 0 below −18 in one of them.
    private func leastLogit(of threshold: Double) throws(ExportError) -> Float? {
        guard threshold > 0 else { return nil }
        return try leastNumber(from: -104, to: 104) { logit throws(TorchError) in
            try Tensor([logit], shape: [1]).sigmoid().isAtLeast(threshold).trueIndices().count > 0
        }
    }
}
