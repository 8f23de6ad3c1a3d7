import Foundation
import Geometry
import MaskRCNN
import Testing

/// The description of a network for segmentation: what it says, and what it refuses.
struct SegmentationConfigurationTests {
    /// torchvision's `num_params` and `_ops` (in thousand millions, at 520×520 pixels).
    @Test(arguments: [
        (SegmentationConfiguration.fcnResNet50, 35_322_218, 152.717), (.fcnResNet101, 54_314_346, 232.738),
        (.deepLabV3ResNet50, 42_004_074, 178.722), (.deepLabV3ResNet101, 60_996_202, 258.743),
    ])
    func parametersAndOperationsAreTorchvisions(
        _ model: SegmentationConfiguration, parameters: Int, operations: Double
    ) throws {
        try model.validate()
        #expect(model.parameterCount == parameters)
        let size = ImageSize(width: 520, height: 520)
        #expect(abs(model.operationCount(of: size, withAuxiliaryHead: true) / 1e9 - operations) < 0.001)
        // 65 × 65 cells of a 3×3 convolution from 1024 to 256 channels, and the predictor.
        let auxiliary = 4225.0 * 256 * (9 * 1024 + 21)
        let without = model.operationCount(of: size)
        #expect(abs(model.operationCount(of: size, withAuxiliaryHead: true) - without - auxiliary) < 1)
        #expect(model.operationCount(of: ImageSize(width: 800, height: 800)) == without)
        #expect(SegmentationConfiguration.named(model.name) == model)
    }

    static let contradictions: [(field: String, change: @Sendable (inout SegmentationConfiguration) -> Void)] = [
        ("classCount", { $0.classCount = 1 }), ("classCount", { $0.classCount = 256 }),
        ("transform.shortSide", { $0.transform.shortSide = 0 }), ("transform.mean", { $0.transform.mean = [1] }),
        ("transform.standardDeviation", { $0.transform.standardDeviation = [1, 0, 1] }),
        ("backbone", { $0.backbone = .mobileNetV3(.init()) }),
        ("backbone.dilatedStageCount", { $0.backbone.resNet?.dilatedStageCount = 3 }),
        ("backbone.dilatedStageCount", { $0.backbone.resNet?.dilatedStageCount = -1 }),
        (
            "backbone.dilatedStageCount",
            {
                $0.backbone.resNet?.stageCount = 2
                $0.backbone.resNet?.dilatedStageCount = 2
            }
        ),
        ("backbone.dilatedStageCount", { $0.backbone.resNet?.depth = 18 }),
        (
            "auxiliaryHead",
            {
                $0.backbone.resNet?.stageCount = 1
                $0.backbone.resNet?.dilatedStageCount = 0
            }
        ),
        ("auxiliaryHead.channels", { $0.auxiliaryHead?.channels = 0 }),
        ("auxiliaryHead.dropout", { $0.auxiliaryHead?.dropout = 1 }),
        (
            "head.deepLabV3.atrousRates",
            {
                var head = SegmentationConfiguration.DeepLabV3()
                head.atrousRates = [0]
                $0.head = .deepLabV3(head)
            }
        ),
    ]

    @Test(arguments: contradictions.indices)
    func contradictionsAreNamed(_ index: Int) {
        let (field, change) = Self.contradictions[index]
        var configuration = SegmentationConfiguration()
        change(&configuration)
        #expect {
            try configuration.validate()
        } throws: { error in
            if case MaskRCNNError.configuration(field, _) = error { true } else { false }
        }
    }

    @Test func aDetectorsBackboneDoesNotDilate() {
        var configuration = Configuration()
        configuration.backbone.resNet?.dilatedStageCount = 1
        #expect(throws: MaskRCNNError.self) { try configuration.validate() }
    }

    /// What is not dilated is written as before there was dilation.
    @Test func dilationStandsInFilesWhereThereIsSome() throws {
        let detector = String(decoding: try JSONEncoder().encode(Configuration()), as: UTF8.self)
        #expect(!detector.contains("dilated"))
        for model in SegmentationConfiguration.presets {
            let text = try JSONEncoder().encode(model)
            #expect(String(decoding: text, as: UTF8.self).contains("\"dilatedStageCount\":2"))
            #expect(try JSONDecoder().decode(SegmentationConfiguration.self, from: text) == model)
        }
        #expect(
            try JSONDecoder().decode(SegmentationConfiguration.self, from: Data("{}".utf8))
                == SegmentationConfiguration())
    }

    /// The short side is exact, the long one rounded down, and no side vanishes.
    @Test(arguments: [
        (640, 480, 693, 520), (97, 131, 520, 702), (520, 520, 520, 520), (1, 3, 520, 1560),
    ])
    func sizesAreTorchvisions(width: Int, height: Int, resizedWidth: Int, resizedHeight: Int) {
        let transform = SegmentationTransform(SegmentationConfiguration().transform)
        #expect(
            transform.resizedSize(ImageSize(width: width, height: height))
                == ImageSize(width: resizedWidth, height: resizedHeight))
    }

    @Test func sizesCanBeChosen() {
        func size(_ resizing: InputResizing?, short: Int? = 520) -> ImageSize {
            var configuration = SegmentationConfiguration().transform
            configuration.shortSide = short
            return SegmentationTransform(configuration, resizing: resizing)
                .resizedSize(ImageSize(width: 300, height: 100))
        }
        #expect(size(.scale(0.5)) == ImageSize(width: 150, height: 50))
        #expect(size(.scale(0.001)) == ImageSize(width: 1, height: 1))
        #expect(size(.sides(short: 50, longest: nil)) == ImageSize(width: 150, height: 50))
        #expect(size(.sides(short: nil, longest: 600)) == ImageSize(width: 600, height: 200))
        #expect(size(nil, short: nil) == ImageSize(width: 300, height: 100))
    }
}
