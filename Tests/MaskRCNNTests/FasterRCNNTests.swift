import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Networks without a mask head, without a pyramid, with other ResNets.
struct FasterRCNNTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let faster: Configuration = {
        var configuration = TestModel.configuration
        configuration.name = "faster"
        configuration.maskHead = nil
        return configuration
    }()

    /// The test model's weights without those of its mask head.
    private func fasterWeights(saysWhatItIs: Bool) throws -> String {
        let path = folder(saysWhatItIs ? "faster.safetensors" : "bare.safetensors")
        let whole = try Checkpoint(contentsOfFile: TestModel.path())
        let entries = whole.entries.filter { !$0.name.hasPrefix("roi_heads.mask_") }
        try #require(entries.count < whole.entries.count)
        guard saysWhatItIs else {
            try Checkpoint.writeSafetensors(entries, to: path)
            return path
        }
        let json = String(decoding: try JSONEncoder().encode(Self.faster), as: UTF8.self)
        try Checkpoint.writeSafetensors(
            entries, metadata: ["maskrcnn.version": "2", "maskrcnn.configuration": json], to: path)
        return path
    }

    /// The boxes, classes and scores of a Mask R-CNN, and no masks.
    @Test(arguments: DetectorOptions.Engine.allCases)
    func findsWhatTheBoxHeadFinds(_ engine: DetectorOptions.Engine) async throws {
        let image = try TestModel.picture(width: 90, height: 70)
        var options = DetectorOptions()
        options.engine = engine
        let detector = try await Detector(weights: fasterWeights(saysWhatItIs: true), options: options)
        #expect(detector.configuration == Self.faster && !detector.configuration.hasMasks)
        let found = try await detector.detections(in: image)
        let expected = try await Detector(weights: TestModel.path(), options: options).detections(in: image)
        try #require(found.count > 20)
        #expect(found.map(\.box) == expected.map(\.box) && found.map(\.score) == expected.map(\.score))
        #expect(found.map(\.label) == expected.map(\.label))
        for detection in found {
            #expect(detection.mask == nil && detection.probabilities == nil && detection.bitmap() == nil)
            #expect(try detection.softMask() == nil && detection.area == nil && detection.polygons().isEmpty)
        }
        let times = try await detector.timedDetections(in: [image]).times
        #expect(times[.mask] < times[.box])
    }

    /// A file without metadata is known by what it lacks, and one that lacks only a part of the mask head is an error.
    @Test func isKnownByItsTensors() async throws {
        let path = try fasterWeights(saysWhatItIs: false)
        let recognized = try #require(try Configuration.detected(in: Checkpoint(contentsOfFile: path)))
        #expect(recognized.maskHead == nil && recognized.classCount == 4 && recognized.backbone.resNet?.depth == 18)
        let half = folder("half.safetensors")
        let entries = try Checkpoint(contentsOfFile: TestModel.path()).entries
        try Checkpoint.writeSafetensors(entries.filter { !$0.name.contains("mask_fcn_logits") }, to: half)
        #expect(try Configuration.detected(in: Checkpoint(contentsOfFile: half)) == nil)
        await #expect(throws: MaskRCNNError.self) { _ = try await Detector(weights: half) }
    }

    /// Two of torchvision's networks have the same tensors: the file's name, or who uses it, says which it is.
    @Test func ambiguousFilesAreRefused() async throws {
        let models = ["fasterrcnn_mobilenet_v3_large_fpn", "fasterrcnn_mobilenet_v3_large_320_fpn"]
        let preset = Configuration.fasterRCNNMobileNetV3Large320FPN
        let said = folder("said.safetensors")
        try preset.writeRandomWeights(seed: 2, to: said)
        let entries = try Checkpoint(contentsOfFile: said).entries
        let path = folder("bare.safetensors")
        try Checkpoint.writeSafetensors(entries, to: path)
        await #expect(throws: MaskRCNNError.ambiguousWeights(file: path, models: models)) {
            _ = try await Detector(weights: path)
        }
        var options = DetectorOptions()
        options.model = preset
        #expect(try await Detector(weights: path, options: options).configuration == preset)
        #expect(try await Detector(weights: said).configuration == preset)
        for (model, name) in zip(models, ["-fb6a3cc7", "-907ea3f9"]) {
            let published = folder(model + name + ".pth")
            try Checkpoint.writeTorch(entries, to: published)
            #expect(try await Detector(weights: published).configuration.name == model)
        }
        let text = MaskRCNNError.ambiguousWeights(file: "x.pth", models: models).description
        #expect(text.contains("x.pth") && text.contains(models[1]) && text.contains("--model"))
    }

    private static let variants: [(name: String, change: @Sendable (inout Configuration) -> Void)] = [
        (
            "C4",
            {
                $0.pyramid = nil
                $0.backbone.resNet?.stageCount = 3
                $0.proposals.anchorSizes = [[16, 32, 64]]
            }
        ),
        (
            "C5, masks",
            {
                $0.pyramid = nil
                $0.proposals.anchorSizes = [[32, 64]]
                $0.proposals.aspectRatios = [[1]]
            }
        ),
        (
            "no extra level",
            {
                $0.pyramid?.extraLevel = .none
                $0.proposals.anchorSizes = [[16], [32], [64], [128]]
            }
        ),
        (
            "three stages in a pyramid, two sizes and other ratios a level",
            {
                $0.backbone.resNet?.stageCount = 3
                $0.proposals.anchorSizes = [[16, 24], [32, 48], [64, 96], [128, 192]]
                $0.proposals.aspectRatios = [[1, 2], [0.5, 1], [0.5, 2], [1, 3]]
            }
        ),
        (
            "groups",
            {
                $0.backbone.resNet?.depth = 50
                $0.backbone.resNet?.width = 16
                $0.backbone.resNet?.groups = 4
                $0.backbone.resNet?.groupWidth = 32
            }
        ),
        (
            "MobileNetV3 large, masks",
            {
                $0.backbone = .mobileNetV3(Configuration.Backbone.MobileNetV3())
                $0.proposals.anchorSizes = [[16, 32], [32, 64], [64, 128]]
            }
        ),
        (
            "MobileNetV3 small, no pyramid",
            {
                var network = Configuration.Backbone.MobileNetV3()
                network.size = .small
                network.normalization = .batchNorm(epsilon: 1e-3)
                $0.backbone = .mobileNetV3(network)
                $0.pyramid = nil
                $0.proposals.anchorSizes = [[32, 64]]
            }
        ),
        (
            "the paper's stride",
            {
                $0.backbone.resNet?.depth = 50
                $0.backbone.resNet?.width = 16
                $0.backbone.resNet?.stridePlace = .oneByOne
            }
        ),
    ]

    /// Written, read, run by both engines, and its parameters are as many as are planned for.
    @Test(arguments: variants.indices)
    func otherFormsRun(_ index: Int) async throws {
        var configuration = TestModel.configuration
        Self.variants[index].change(&configuration)
        let path = folder("variant.safetensors")
        try configuration.writeRandomWeights(seed: 3, to: path)
        let image = try TestModel.picture(width: 90, height: 70)
        var found: [[Detection]] = []
        for engine in [DetectorOptions.Engine.winograd4, .libTorch] {
            var options = DetectorOptions()
            options.engine = engine
            options.scoreThreshold = 0
            let detector = try await Detector(weights: path, options: options)
            #expect(detector.configuration.pyramid == configuration.pyramid)
            found.append(try await detector.detections(in: image))
        }
        #expect(!found[0].isEmpty && found[0].count == found[1].count, "\(Self.variants[index].name)")
        #expect(found[0].allSatisfy { $0.mask?.size == image.size })
        let detector = try await Detector(weights: path)
        #expect(configuration.parameterCount == detector.parameterCount, "\(Self.variants[index].name)")
    }
}
