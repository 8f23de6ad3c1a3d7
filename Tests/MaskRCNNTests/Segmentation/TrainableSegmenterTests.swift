import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// A network for segmentation that learns.
struct TrainableSegmenterTests {
    private static func truth(_ image: Image, _ label: (Int) -> UInt8) throws -> SegmentationTruth {
        try SegmentationTruth(
            size: image.size, labels: (0..<image.size.area).map(label), classCount: 5)
    }

    private static func model(
        deep: Bool = false, statistics: BatchStatistics = .stored, trainableLayers: Int = 5
    ) throws -> TrainableSegmenter {
        try TrainableSegmenter(
            SmallSegmenter.configuration(deep: deep), .random(seed: 3), statistics: statistics,
            trainableLayers: trainableLayers)
    }

    /// Steps down the gradient on one picture make the loss smaller, and what is predicted then is what was learnt.
    @Test func itLearns() throws {
        let model = try Self.model(statistics: .batch(momentum: 0.1))
        let image = try TestModel.picture(width: 48, height: 48)
        let other = try TestModel.picture(width: 40, height: 48, seed: 2)
        let truths = [try Self.truth(image) { $0 % 48 < 24 ? 1 : 3 }, try Self.truth(other) { $0 % 40 < 20 ? 1 : 3 }]
        var values: [Double] = []
        let parameters = model.parameters
        let optimizer = AdamW([
            ParameterGroup(names: parameters.map(\.name), tensors: parameters.map(\.tensor), weightDecay: 0)
        ])
        for step in 0..<12 {
            let losses = try model.losses([image, other], truths, dropoutSeed: UInt64(step))
            let total = try losses.total()
            #expect(abs(try total.item() - losses.out.item() - 0.5 * #require(losses.auxiliary).item()) < 1e-5)
            values.append(try total.item())
            try optimizer.dropGradients()
            try total.backward()
            try optimizer.step(rate: 0.01)
        }
        #expect(values[11] < 0.7 * values[0], "\(values)")
        let map = try model.predictor(categories: [1: "left"]).segmentation(of: image)
        #expect(map.classNames[1] == "left" && map.size == image.size)
    }

    /// torchvision's starting values: norms of 1 and 0, predictors within 1/√fan-in, and stages that are not trained.
    @Test func startingValuesAndFreezingAreTorchvisions() throws {
        let model = try Self.model(trainableLayers: 2)
        let state = Dictionary(model.state.map { ($0.name, $0.tensor) }) { first, _ in first }
        let bias = try #require(state["classifier.4.bias"]).elements(as: Float.self)
        #expect(bias.contains { $0 != 0 } && bias.allSatisfy { abs($0) <= 0.25 })
        #expect(try #require(state["classifier.1.weight"]).elements(as: Float.self).allSatisfy { $0 == 1 })
        // He et al.: the variance is 2 / (9 · 16) for 16 channels of 3×3.
        let weight = try #require(state["backbone.layer2.0.conv2.weight"]).elements(as: Float.self)
        let variance = weight.reduce(0) { $0 + Double($1 * $1) } / Double(weight.count)
        #expect(abs(variance / (2 / 144.0) - 1) < 0.2)
        let names = Set(model.parameters.map(\.name))
        #expect(names.contains("backbone.layer3.0.conv1.weight") && names.contains("aux_classifier.4.bias"))
        #expect(!names.contains { $0.hasPrefix("backbone.layer2") || $0.hasPrefix("backbone.conv1") })
        #expect(model.parameters.first { $0.name == "classifier.4.bias" }?.part == .head)
        #expect(model.parameters.first { $0.name.hasPrefix("backbone.layer4") }?.part == .backbone(stage: 4))
    }

    /// Dropout hides the same for the same seed and nothing without one; pixels that are ignored change nothing.
    @Test func chanceAndIgnoredPixels() throws {
        let model = try Self.model()
        let image = try TestModel.picture(width: 24, height: 32)
        let truth = try Self.truth(image) { UInt8($0 % 5) }
        func loss(_ truth: SegmentationTruth, _ seed: UInt64?, weights: [Double]? = nil) throws -> Double {
            try model.losses([image], [truth], classWeights: weights, dropoutSeed: seed).out.item()
        }
        #expect(try loss(truth, 1) == loss(truth, 1))
        #expect(try loss(truth, 1) != loss(truth, 2) && loss(truth, nil) != loss(truth, 1))
        let none = try Self.truth(image) { _ in 255 }
        #expect(try loss(none, nil) == 0)
        // Of classes that count nothing it is the same to be ignored.
        let some = try Self.truth(image) { $0 % 5 < 2 ? UInt8($0 % 5) : 255 }
        #expect(abs(try loss(truth, nil, weights: [1, 1, 0, 0, 0]) - loss(some, nil)) < 1e-6)
        // Half the batch's pixels count as one of two processes' do.
        let whole = try model.losses([image], [truth], dropoutSeed: nil)
        let half = try model.losses([image], [truth], dropoutSeed: nil) { $0 * 2 }
        #expect(abs(try whole.out.item() - 2 * half.out.item()) < 1e-6)
    }

    @Test func whatMakesNoSenseIsRefused() throws {
        let image = try TestModel.picture(width: 24, height: 32)
        #expect {
            _ = try Self.truth(image) { $0 == 25 ? 5 : 0 }
        } throws: { error in
            "\(error)".contains("column 1, row 1 has the label 5, and classes are 0 to 4, 255 for none")
        }
        #expect(throws: MaskRCNNError.self) {
            _ = try SegmentationTruth(size: image.size, labels: [1], classCount: 5)
        }
        let truth = try Self.truth(image) { _ in 0 }
        let other = try TestModel.picture(width: 25, height: 32)
        #expect(throws: MaskRCNNError.self) {
            _ = try Self.model().losses([other], [truth], dropoutSeed: nil)
        }
        #expect(throws: MaskRCNNError.self) {
            _ = try Self.model().losses([image], [truth], classWeights: [1], dropoutSeed: nil)
        }
        #expect {
            let model = try Self.model(deep: true, statistics: .batch(momentum: 0.1))
            _ = try model.losses([image], [truth], dropoutSeed: nil)
        } throws: { error in
            "\(error)".contains("at least 2 images")
        }
    }
}
