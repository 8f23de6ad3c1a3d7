import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// A network's losses, without a peer: what must hold whatever their values.
@Suite struct TrainableModelTests {
    private func gradients(_ model: TrainableModel) throws -> [String: [Float]] {
        var gradients: [String: [Float]] = [:]
        for item in model.parameters { gradients[item.name] = try item.tensor.gradient()?.elements() }
        return gradients
    }

    private func expectSound(
        _ losses: Losses, _ model: TrainableModel, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let numbers = try losses.numbers()
        for (kind, number) in numbers {
            #expect(number.isFinite && number >= 0, "\(kind)", sourceLocation: sourceLocation)
        }
        #expect(
            abs(try losses.total().item() - numbers.values.reduce(0, +)) < 1e-4, sourceLocation: sourceLocation)
        try losses.total().backward()
        let gradients = try gradients(model)
        // Also where nothing is to be found: processes that average gradients must agree on which there are.
        #expect(Set(gradients.keys) == Set(model.parameters.map(\.name)), sourceLocation: sourceLocation)
        for (name, gradient) in gradients {
            #expect(gradient.allSatisfy { $0.isFinite }, "\(name)", sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: [[3], [4, 2], [5, 0]], [BatchStatistics.stored, .batch(momentum: 0.1)])
    func lossesAndGradientsAreFinite(objects: [Int], statistics: BatchStatistics) throws {
        let model = try TrainingBatch.model(statistics: statistics)
        let losses = try TrainingBatch(objects: objects).losses(model)
        #expect(try losses.numbers().values.allSatisfy { $0 > 0 })
        try expectSound(losses, model)
    }

    /// Nothing is to be found: boxes and masks cost nothing, what is found costs.
    @Test(arguments: [[0], [0, 0]])
    func imagesWithoutObjectsHaveLosses(objects: [Int]) throws {
        let model = try TrainingBatch.model()
        let losses = try TrainingBatch(objects: objects).losses(model)
        let numbers = try losses.numbers()
        #expect(numbers[.mask] == 0 && numbers[.box] == 0 && numbers[.proposalBox] == 0)
        #expect(numbers[.objectness] ?? 0 > 0 && numbers[.classifier] ?? 0 > 0)
        try expectSound(losses, model)
        let gradients = try gradients(model)
        #expect(gradients["roi_heads.mask_predictor.mask_fcn_logits.weight"]?.allSatisfy { $0 == 0 } == true)
        #expect(gradients["roi_heads.box_predictor.cls_score.weight"]?.contains { $0 != 0 } == true)
    }

    /// The preset as it is, on an image of its own size.
    @Test func theSmallPresetLearns() throws {
        let model = try TrainingBatch.model(.small, statistics: .batch(momentum: 0.1))
        try expectSound(TrainingBatch(objects: [6], side: 320).losses(model), model)
    }

    /// Five hundred objects: more than a batch's positive samples.
    @Test func manyObjectsAreNoMatter() throws {
        let model = try TrainingBatch.model()
        let losses = try TrainingBatch(objects: [500]).losses(model)
        #expect(try losses.numbers().values.allSatisfy { $0 > 0 })
        try expectSound(losses, model)
    }

    @Test func seedsDecideWhatIsSampled() throws {
        let model = try TrainingBatch.model()
        let batch = try TrainingBatch(objects: [4, 3])
        var sampling = TargetSampling.small
        sampling.anchors.count = 20
        func numbers(_ seed: UInt64) throws -> [Losses.Kind: Double] {
            try withoutGradients { try batch.losses(model, sampling, seed: seed).numbers() }
        }
        let first = try numbers(1)
        #expect(try numbers(1) == first)
        #expect(try numbers(2)[.objectness] != first[.objectness])
    }

    /// What losses are divided by can be told: three times the samples make a third of the loss.
    @Test func whatLossesAreDividedByIsTold() throws {
        let model = try TrainingBatch.model()
        let batch = try TrainingBatch(objects: [4, 3])
        var seen: [SampleCounts] = []
        let losses = try batch.losses(model).numbers()
        let thirds = try batch.losses(model) { (counts) throws(TorchError) in
            seen.append(counts)
            return SampleCounts(
                anchors: 3 * counts.anchors, proposals: 3 * counts.proposals, positives: 3 * counts.positives)
        }.numbers()
        for (kind, loss) in losses {
            #expect(abs((thirds[kind] ?? 0) - loss / 3) <= 1e-6 * loss, "\(kind)")
        }
        let counts = try #require(seen.first)
        #expect(seen.count == 1)
        #expect(counts.anchors == 256, "128 of each image")
        // At least the objects themselves are among the proposals.
        #expect(counts.positives >= 7 && counts.proposals > counts.positives && counts.proposals <= 192)
    }

    /// Where the whole image is an ignored region, no anchor inside is background, and none is sampled but those that lie
    /// half outside.
    @Test func ignoredRegionsAreLeftOut() throws {
        let model = try TrainingBatch.model()
        var batch = try TrainingBatch(objects: [0])
        var counts: [SampleCounts] = []
        func record() throws -> SampleCounts {
            _ = try withoutGradients {
                try batch.losses(model) { (found) throws(TorchError) in
                    counts.append(found)
                    return found
                }
            }
            return try #require(counts.last)
        }
        #expect(try record().proposals > 0)
        batch.truths[0].ignoredRegions = [-1000, -1000, 1000, 1000]
        let ignored = try record()
        #expect(ignored.anchors == 0 && ignored.proposals == 0 && ignored.positives == 0)
        try expectSound(batch.losses(model), model)
    }

    @Test func onlyTheUpperStagesAreTrained() throws {
        func frozen(_ trainableLayers: Int) throws -> [String] {
            let all = Set(try TrainingBatch.model().parameters.map(\.name))
            let trained = Set(try TrainingBatch.model(trainableLayers: trainableLayers).parameters.map(\.name))
            #expect(trained.isSubset(of: all))
            return Set(all.subtracting(trained).map { $0.split(separator: ".").prefix(3).joined(separator: ".") })
                .sorted()
        }
        #expect(try frozen(5) == [])
        #expect(try frozen(4) == ["backbone.body.bn1", "backbone.body.conv1"])
        #expect(try frozen(3) == ["backbone.body.bn1", "backbone.body.conv1", "backbone.body.layer1"])
        #expect(try frozen(0).count == 6)
    }

    /// A step down the gradient makes the loss smaller: forward and backward agree.
    @Test func stepsMakeLossesSmaller() throws {
        let model = try TrainingBatch.model()
        let batch = try TrainingBatch(objects: [3, 2])
        var sampling = TargetSampling.small
        sampling.anchors.count = 10_000_000
        let optimizer = SGD(
            [
                ParameterGroup(
                    names: model.parameters.map(\.name), tensors: model.parameters.map(\.tensor), weightDecay: 0)
            ], momentum: 0.9)
        var totals: [Double] = []
        for _ in 0..<6 {
            let total = try batch.losses(model, sampling).total()
            totals.append(try total.item())
            try optimizer.dropGradients()
            try total.backward()
            try optimizer.step(rate: 0.005)
        }
        let (first, last) = try (#require(totals.first), #require(totals.last))
        #expect(last < first, "\(totals)")
    }

    /// Another number of classes: the rest of the checkpoint is taken.
    @Test func otherClassesAreDrawn() throws {
        var tensors: [String: StoredTensor] = [:]
        for (name, tensor) in try TrainingBatch.model().state { tensors[name] = try tensor.stored() }
        var configuration = TestModel.configuration
        configuration.classCount = 7
        let model = try TrainableModel(
            configuration, .partial(tensors, seed: 1), statistics: .stored, trainableLayers: 5)
        try model.checkSource()
        #expect(
            Set(model.drawnParameters) == [
                "roi_heads.box_predictor.cls_score.weight", "roi_heads.box_predictor.cls_score.bias",
                "roi_heads.box_predictor.bbox_pred.weight", "roi_heads.box_predictor.bbox_pred.bias",
                "roi_heads.mask_predictor.mask_fcn_logits.weight", "roi_heads.mask_predictor.mask_fcn_logits.bias",
            ])
        let body = try #require(model.state.first { $0.name == "backbone.body.conv1.weight" }?.tensor)
        #expect(try body.largestDifference(from: #require(tensors["backbone.body.conv1.weight"]).tensor()) == 0)
    }

    /// What each loss counts in the sum: a part whose weight is 0 has no gradient.
    @Test func weightsOfLossesCount() throws {
        let model = try TrainingBatch.model()
        let losses = try TrainingBatch(objects: [3]).losses(model)
        let numbers = try losses.numbers()
        let weights: [Losses.Kind: Double] = [.mask: 0, .box: 2.5]
        let total = try losses.total(weights: weights)
        let expected = numbers.reduce(0) { $0 + $1.value * (weights[$1.key] ?? 1) }
        let (weighted, plain) = (try total.item(), try losses.total().item())
        #expect(abs(weighted - expected) < 1e-5 * expected)
        #expect(numbers.count == 5 && abs(plain - numbers.values.reduce(0, +)) < 1e-5 * expected)
        try total.backward()
        for parameter in model.parameters where parameter.name.contains(".mask_") {
            let gradient = try #require(try parameter.tensor.gradient(), "\(parameter.name)")
            #expect(try gradient.elements(as: Float.self).allSatisfy { $0 == 0 }, "\(parameter.name)")
        }
    }

    /// Weighted as PyTorch does: the mean over samples is divided by the sum of their weights.
    @Test func weightsOfClassesCount() throws {
        let model = try TrainingBatch.model()
        let batch = try TrainingBatch(objects: [3])
        func classifier(_ weights: [Double]) throws -> Double {
            let losses = try model.losses(
                batch.images, sizes: batch.sizes, batch.truths, .small, seeds: [0], classWeights: weights)
            return try #require(try losses.numbers()[.classifier])
        }
        let usual = try classifier([])
        let (ones, threes) = (try classifier([1, 1, 1, 1]), try classifier([3, 3, 3, 3]))
        #expect(abs(ones - usual) < 1e-6 && abs(threes - usual) < 1e-6)
        let background = try classifier([1, 0, 0, 0])
        let objects = try classifier([0, 1, 1, 1])
        // Both parts, by the numbers of their samples, are the whole.
        #expect(min(background, objects) < usual && usual < max(background, objects))
        let share = (usual - background) / (objects - background)
        let both = try classifier([1, 5, 5, 5])
        let expected = ((1 - share) * background + 5 * share * objects) / (1 - share + 5 * share)
        #expect(abs(both - expected) < 1e-4)
        #expect(throws: TorchError.self) { try classifier([1, 2]) }
    }
}
