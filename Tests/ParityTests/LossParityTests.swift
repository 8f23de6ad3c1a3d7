import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// The losses of a batch and the gradient of every parameter beside torchvision's, in float64 and without chance: both
/// sample every anchor and every proposal.
@Suite(.enabled(if: Peer.isAvailable, "\(Peer.skipReason)"), .serialized)
struct LossParityTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let model: Configuration
        let minimumSide: Int
        var classes = 91
        var trainableLayers = 5
        /// How many boxes a level proposes and an image keeps: as many as take little time.
        var proposals = 64
        let scene: @Sendable () throws -> URL
    }

    static let cases = [
        Case(testDescription: "v1, two photographs", model: .maskRCNNResNet50FPN, minimumSide: 160) {
            try TrainingScene.photographs()
        },
        Case(testDescription: "v2, two photographs", model: .maskRCNNResNet50FPNv2, minimumSide: 128) {
            try TrainingScene.photographs()
        },
        Case(testDescription: "v1, nuclei, two classes", model: .maskRCNNResNet50FPN, minimumSide: 192, classes: 2) {
            try TrainingScene.nuclei(count: 1)
        },
        Case(
            testDescription: "v1, of two pictures one without an object, three stages trained",
            model: .maskRCNNResNet50FPN, minimumSide: 128, trainableLayers: 3
        ) {
            try TrainingScene.drawn([(320, 240), (201, 330)], objects: [6, 0])
        },
        Case(
            testDescription: "Faster R-CNN v1, two photographs, three stages trained", model: .fasterRCNNResNet50FPN,
            minimumSide: 160, trainableLayers: 3
        ) {
            try TrainingScene.photographs()
        },
        Case(
            testDescription: "Faster R-CNN on MobileNetV3, two photographs, four stages trained",
            model: .fasterRCNNMobileNetV3LargeFPN,
            minimumSide: 160, trainableLayers: 4
        ) {
            try TrainingScene.photographs()
        },
        Case(testDescription: "Faster R-CNN v2, nuclei", model: .fasterRCNNResNet50FPNv2, minimumSide: 128, classes: 2)
        {
            try TrainingScene.nuclei(count: 1)
        },
        Case(
            testDescription: "Keypoint R-CNN, drawn pictures", model: .keypointRCNNResNet50FPN, minimumSide: 128,
            classes: 2, proposals: 24
        ) {
            try TrainingScene.drawn([(320, 240), (201, 330)], objects: [3, 2], classes: 2, keypoints: 17)
        },
        Case(testDescription: "v2, no object at all", model: .maskRCNNResNet50FPNv2, minimumSide: 97) {
            try TrainingScene.drawn([(131, 97)], objects: [0])
        },
    ]

    /// What `losses.py` writes.
    private struct Reference: Decodable {
        let losses: [String: Double]
        let gradients: [String: [Double]]
        let trained: [String]
    }

    @Test(arguments: cases)
    func lossesAndGradientsAreTorchvisions(_ test: Case) throws {
        let weights = try Fixtures.livelyWeights(test.model.name, classes: test.classes)
        let scene = try test.scene()
        let theirs = try reference(test, weights, scene)

        var configuration = test.model
        configuration.classCount = test.classes
        configuration.transform.minimumSide = test.minimumSide
        let model = try TrainableModel(
            configuration, .checkpoint(Dictionary(file: weights)), dtype: .float64, statistics: .stored,
            trainableLayers: test.trainableLayers)
        try model.checkSource()
        #expect(Set(model.parameters.map(\.name)) == Set(theirs.trained))

        let pictures = try TrainingScene.read(scene)
        let images = try pictures.map { try $0.picture() }
        let transform = ImageTransform(configuration: configuration.transform)
        let losses = try model.losses(
            images, sizes: images.map { transform.resizedSize($0.size) }, pictures.map { try $0.truth() },
            .everything(proposals: test.proposals), seeds: images.indices.map(UInt64.init))

        let numbers = try losses.numbers()
        #expect(Set(numbers.keys.map(\.rawValue)) == Set(theirs.losses.keys))
        #expect(numbers.count == (test.model.hasMasks || test.model.hasKeypoints ? 5 : 4))
        for (kind, ours) in numbers {
            let expected = try #require(theirs.losses[kind.rawValue])
            // Objectness is compared with labels of float32 there, which rounds the loss, not the gradients.
            let tolerance = kind == .objectness ? 1e-6 : 1e-9
            #expect(abs(ours - expected) <= tolerance * abs(expected), "\(kind.rawValue)")
        }
        try losses.total().backward()
        try GradientComparison.expect(model.parameters, theirs.gradients, test.testDescription)
    }

    private func reference(_ test: Case, _ weights: URL, _ scene: URL) throws -> Reference {
        let file = try Peer.file(from: "losses.py", name: "losses.json", inputs: [weights, scene]) { output in
            [test.model.name, weights.path, scene.path, output]
                + ["--dtype", "float64", "--classes", "\(test.classes)", "--min-size", "\(test.minimumSide)"]
                + ["--proposals", "\(test.proposals)", "--trainable", "\(test.trainableLayers)"]
        }
        return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    }
}

extension TargetSampling {
    /// Every anchor and every proposal, of so many proposals.
    static func everything(proposals: Int) -> TargetSampling {
        var sampling = TargetSampling()
        sampling.anchors.count = 10_000_000
        sampling.proposals.count = 10_000_000
        sampling.countBeforeNMS = proposals
        sampling.countAfterNMS = proposals
        return sampling
    }
}

extension [String: StoredTensor] {
    /// The tensors of a checkpoint by name, without the counters of norms, which frozen ones lack.
    init(file: URL) throws {
        let entries = try Checkpoint(contentsOfFile: file.path).entries
            .filter { !$0.name.hasSuffix("num_batches_tracked") }
        self.init(uniqueKeysWithValues: entries.map { ($0.name, $0.tensor) })
    }
}
