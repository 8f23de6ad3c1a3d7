import MaskRCNN
import TestSupport
import Testing
import Torch

/// Where few anchors are sampled, the proposal network predicts again for these alone. That must be the same loss with the
/// same gradients as choosing among all predictions.
@Suite struct SampledAnchorTests {
    /// The losses and all gradients, and how many anchors were sampled when at most so many might be.
    private func outcome(
        _ batch: TrainingBatch, convolutions: Int, atMost count: Int
    ) throws -> (losses: [Losses.Kind: Double], gradients: [String: [Double]], samples: Double) {
        var configuration = TestModel.configuration
        configuration.proposals.convolutionCount = convolutions
        let model = try TrainableModel(
            configuration, .random(seed: 9), dtype: .float64, statistics: .stored, trainableLayers: 5)
        var sampling = TargetSampling.small
        sampling.anchors.count = count
        sampling.anchors.positiveFraction = 1
        var samples = 0.0
        let losses = try batch.losses(model, sampling) { (counts) throws(TorchError) in
            samples = counts.anchors
            return counts
        }
        try losses.total().backward()
        var gradients: [String: [Double]] = [:]
        for item in model.parameters { gradients[item.name] = try item.tensor.gradient()?.elements() }
        return (try losses.numbers(), gradients, samples)
    }

    /// All but the lower half of the right border is ignored, so that few anchors can be sampled: all of them are, whether 84
    /// may be or any number. They lie at the border, so that what is outside the image counts.
    @Test(arguments: [1, 2], [[3, 2], [2, 0]])
    func lossesAndGradientsAreThoseOfAllPredictions(convolutions: Int, objects: [Int]) throws {
        var batch = try TrainingBatch(objects: objects, seed: 3)
        // The batch is padded to 128 × 96.
        for index in batch.truths.indices {
            batch.truths[index].ignoredRegions = [-1000, -1000, 122, 1000, -1000, -1000, 1000, 48]
        }
        let dense = try outcome(batch, convolutions: convolutions, atMost: 10_000_000)
        let sparse = try outcome(batch, convolutions: convolutions, atMost: 84)
        try #require(sparse.samples == dense.samples && sparse.samples > 0, "\(sparse.samples), \(dense.samples)")
        for (kind, loss) in dense.losses {
            #expect(abs((sparse.losses[kind] ?? -1) - loss) <= 1e-10 * (1 + loss), "\(kind)")
        }
        #expect(dense.losses[.objectness] ?? 0 > 0)
        #expect(Set(sparse.gradients.keys) == Set(dense.gradients.keys))
        for (name, expected) in dense.gradients {
            let scale = expected.reduce(0) { max($0, abs($1)) }
            let found = try #require(sparse.gradients[name])
            try #require(found.count == expected.count)
            let difference = zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
            #expect(difference <= 1e-9 * (scale + 1e-6), "\(name): \(difference) of \(scale)")
        }
        #expect(dense.gradients["rpn.head.conv.0.0.weight"]?.contains { $0 != 0 } == true)
    }

    /// No anchor at all may be sampled.
    @Test func nothingSampledHasNoLoss() throws {
        var batch = try TrainingBatch(objects: [0], side: 160)
        batch.truths[0].ignoredRegions = [-1000, -1000, 1000, 1000]
        let outcome = try outcome(batch, convolutions: 1, atMost: 20)
        #expect(outcome.samples == 0 && outcome.losses[.objectness] == 0 && outcome.losses[.proposalBox] == 0)
        #expect(outcome.gradients["rpn.head.conv.0.0.weight"]?.allSatisfy { $0 == 0 } == true)
    }
}
