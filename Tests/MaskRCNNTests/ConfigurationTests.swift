import Foundation
import MaskRCNN
import Testing
import Torch

@Suite struct ConfigurationTests {
    @Test(arguments: Configuration.presetNames)
    func presetsAreValidAndFoundByName(_ name: String) throws {
        let preset = try #require(Configuration.named(name))
        #expect(preset.name == name)
        try preset.validate()
    }

    @Test func presetsDiffer() {
        #expect(
            Configuration.presetNames == [
                "maskrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn_v2", "fasterrcnn_resnet50_fpn",
                "fasterrcnn_resnet50_fpn_v2", "fasterrcnn_mobilenet_v3_large_fpn",
                "fasterrcnn_mobilenet_v3_large_320_fpn", "keypointrcnn_resnet50_fpn", "small", "tiny",
            ])
        #expect(Configuration.named("large") == nil)
        #expect(Configuration() == .maskRCNNResNet50FPN)
        #expect(Configuration.maskRCNNResNet50FPN != .maskRCNNResNet50FPNv2)
    }

    /// torchvision's defaults, from which everything is measured.
    @Test func theDefaultsAreTorchvisions() {
        let configuration = Configuration()
        #expect(configuration.classCount == 91)
        #expect(configuration.transform.minimumSide == 800 && configuration.transform.maximumSide == 1333)
        #expect(configuration.transform.mean == [0.485, 0.456, 0.406])
        #expect(configuration.transform.standardDeviation == [0.229, 0.224, 0.225])
        #expect(configuration.backbone.normalization == .frozenBatchNorm(epsilon: 1e-5))
        #expect(configuration.proposals.anchorSizes == [[32], [64], [128], [256], [512]])
        #expect(configuration.proposals.aspectRatios == [[0.5, 1, 2]])
        #expect(configuration.proposals.countBeforeNMS == 1000 && configuration.proposals.countAfterNMS == 1000)
        #expect(configuration.proposals.nmsThreshold == 0.7 && configuration.proposals.minimumSide == 1e-3)
        #expect(configuration.boxHead.coderWeights == [10, 10, 5, 5])
        #expect(configuration.boxHead.scoreThreshold == 0.05 && configuration.boxHead.nmsThreshold == 0.5)
        #expect(configuration.boxHead.minimumSide == 1e-2 && configuration.boxHead.maximumDetections == 100)
        #expect(configuration.maskHead?.threshold == 0.5)
    }

    @Test func codingKeepsEverything() throws {
        var configuration = Configuration.maskRCNNResNet50FPNv2
        configuration.name = "ünusual"
        configuration.classCount = 7
        configuration.transform.mean = [0.1, 1.0 / 3, 1e-17]
        configuration.backbone.normalization = .frozenBatchNorm(epsilon: 0)
        configuration.pyramid?.normalization = .none
        configuration.proposals.anchorSizes = [[1], [2], [3], [4], [5]]
        configuration.boxHead.nmsThreshold = 0.1 + 0.2
        configuration.maskHead?.channels = [8, 16]
        for original in Configuration.presets + [configuration] {
            let coded = try JSONDecoder().decode(Configuration.self, from: JSONEncoder().encode(original))
            #expect(coded == original)
        }
    }

    private static let mistakes: [(field: String, make: @Sendable (inout Configuration) -> Void)] = [
        ("classCount", { $0.classCount = 1 }),
        ("classCount", { $0.classCount = .max }),
        ("backbone.depth", { $0.backbone.resNet?.depth = 51 }),
        ("transform.minimumSide", { $0.transform.minimumSide = 0 }),
        ("transform.maximumSide", { $0.transform.maximumSide = 799 }),
        ("transform.maximumSide", { $0.transform.maximumSide = .max }),
        ("transform.mean", { $0.transform.mean = [0, 0] }),
        ("transform.standardDeviation", { $0.transform.standardDeviation = [1, 0, 1] }),
        ("transform.standardDeviation", { $0.transform.standardDeviation = [1, 1, .nan] }),
        ("transform.standardDeviation", { $0.transform.standardDeviation = [1, 1, 1, 1] }),
        ("transform.sizeDivisor", { $0.transform.sizeDivisor = 0 }),
        ("transform.sizeDivisor", { $0.transform.sizeDivisor = .max }),
        ("pyramid.channels", { $0.pyramid?.channels = 0 }),
        ("pyramid.channels", { $0.pyramid?.channels = .max }),
        ("proposals.anchorSizes", { $0.proposals.anchorSizes = [[32], [64], [128], [256]] }),
        ("proposals.anchorSizes", { $0.proposals.anchorSizes[2] = [0] }),
        ("proposals.aspectRatios", { $0.proposals.aspectRatios = [] }),
        ("proposals.aspectRatios", { $0.proposals.aspectRatios = [[-1]] }),
        ("proposals.aspectRatios", { $0.proposals.aspectRatios = [[.nan]] }),
        ("proposals.convolutionCount", { $0.proposals.convolutionCount = 0 }),
        ("proposals.countBeforeNMS", { $0.proposals.countBeforeNMS = -1 }),
        ("proposals.countAfterNMS", { $0.proposals.countAfterNMS = -1 }),
        ("boxHead.resolution", { $0.boxHead.resolution = 0 }),
        ("boxHead.samplingRatio", { $0.boxHead.samplingRatio = .max }),
        ("boxHead.convolutionCount", { $0.boxHead.convolutionCount = -1 }),
        ("boxHead.linearCount", { $0.boxHead.linearCount = 0 }),
        ("boxHead.linearCount", { $0.boxHead.linearCount = .max }),
        ("boxHead.features", { $0.boxHead.features = -1 }),
        ("boxHead.coderWeights", { $0.boxHead.coderWeights = [10, 10, 5] }),
        ("boxHead.scoreThreshold", { $0.boxHead.scoreThreshold = 1.5 }),
        ("boxHead.scoreThreshold", { $0.boxHead.scoreThreshold = .nan }),
        ("boxHead.maximumDetections", { $0.boxHead.maximumDetections = -1 }),
        ("maskHead.resolution", { $0.maskHead?.resolution = 0 }),
        ("maskHead.samplingRatio", { $0.maskHead?.samplingRatio = -1 }),
        ("maskHead.channels", { $0.maskHead?.channels = [] }),
        ("maskHead.channels", { $0.maskHead?.channels = [256, 0] }),
        ("maskHead.predictorChannels", { $0.maskHead?.predictorChannels = 0 }),
        ("maskHead.threshold", { $0.maskHead?.threshold = -0.5 }),
        ("keypointHead.names", { $0.keypointHead?.names = [] }),
        ("keypointHead.names", { $0.keypointHead?.names[3] = "nose" }),
        ("keypointHead.skeleton", { $0.keypointHead?.skeleton = [[1, 18]] }),
        ("keypointHead.skeleton", { $0.keypointHead?.skeleton = [[1, 2, 3]] }),
        ("keypointHead.resolution", { $0.keypointHead?.resolution = 0 }),
        ("keypointHead.samplingRatio", { $0.keypointHead?.samplingRatio = -1 }),
        ("keypointHead.channels", { $0.keypointHead?.channels = [] }),
    ]

    @Test(arguments: mistakes.indices)
    func mistakesAreNamed(_ index: Int) throws {
        let mistake = Self.mistakes[index]
        var configuration = Configuration()
        configuration.keypointHead = Configuration.KeypointHead()
        mistake.make(&configuration)
        let error = try #require(throws: MaskRCNNError.self, "\(mistake.field)") { try configuration.validate() }
        guard case .configuration(mistake.field, let expected) = error else {
            Issue.record("\(error) where \(mistake.field) is wrong")
            return
        }
        #expect(error.description == "configuration: \(mistake.field) must be \(expected)")
    }
}
