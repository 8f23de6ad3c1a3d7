import Foundation
import MaskRCNN
import TestSupport
import Testing
import Torch

/// How a network is described in files: as today, as by the first version, and what is refused by name.
struct DescriptionTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What a file that says this is recognised as.
    private func recognized(_ json: String, version: String? = "1") throws -> Configuration? {
        let path = folder("said.safetensors")
        var metadata = ["maskrcnn.configuration": json]
        if let version { metadata["maskrcnn.version"] = version }
        try Checkpoint.writeSafetensors(
            [Checkpoint.Entry(name: "x", tensor: StoredTensor(dtype: .uint8, shape: [1], bytes: [0]))],
            metadata: metadata, to: path)
        return try Configuration.detected(in: Checkpoint(contentsOfFile: path))
    }

    private func problem(_ json: String) throws -> String {
        let error = #expect(throws: MaskRCNNError.self) { try recognized(json, version: "2") }
        guard case .metadata(_, let problem) = error else { return String(describing: error) }
        return problem
    }

    /// As version 0.1 wrote `tiny`.
    private static let firstVersion = """
        {"backbone":{"depth":18,"normalization":{"batchNorm":{"epsilon":1e-05}},"width":32},"boxHead":{"coderWeights":\
        [10,10,5,5],"convolutionCount":0,"features":256,"linearCount":2,"maximumDetections":500,"minimumSide":0.01,\
        "nmsThreshold":0.5,"normalization":{"none":{}},"resolution":7,"samplingRatio":2,"scoreThreshold":0.05},\
        "classCount":91,"maskHead":{"channels":[64,64,64,64],"normalization":{"batchNorm":{"epsilon":1e-05}},\
        "predictorChannels":64,"resolution":14,"samplingRatio":2,"threshold":0.5},"name":"tiny","proposals":\
        {"anchorSizes":[8,16,32,64,128],"aspectRatios":[0.5,1,2],"convolutionCount":1,"countAfterNMS":1000,\
        "countBeforeNMS":1000,"minimumSide":0.001,"nmsThreshold":0.7,"scoreThreshold":0},"pyramid":{"channels":64,\
        "normalization":{"batchNorm":{"epsilon":1e-05}}},"transform":{"maximumSide":1024,"mean":[0.485,0.456,0.406],\
        "minimumSide":512,"sizeDivisor":32,"standardDeviation":[0.229,0.224,0.225]}}
        """

    @Test func filesOfTheFirstVersionMeanTheSame() throws {
        #expect(try recognized(Self.firstVersion) == .tiny)
        #expect(try recognized(Self.firstVersion, version: nil) == .tiny)
        let path = try #require(BuiltInWeights.nuclei.path, "the tests stand beside the package's files")
        var expected = Configuration.tiny
        expected.classCount = 2
        #expect(try Configuration.detected(in: Checkpoint(contentsOfFile: path)) == expected)
    }

    /// Parts that are not there, several anchors a level, ratios for each level, and every setting of a ResNet.
    @Test func everythingComesBack() throws {
        var single = Configuration.fasterRCNNResNet50FPN
        single.pyramid = nil
        single.backbone.resNet?.stageCount = 3
        single.proposals.anchorSizes = [[32, 64, 128]]
        var grouped = Configuration()
        grouped.backbone.resNet?.groups = 32
        grouped.backbone.resNet?.groupWidth = 4
        grouped.backbone.resNet?.stridePlace = .oneByOne
        grouped.pyramid?.extraLevel = .none
        grouped.proposals.anchorSizes = [[16, 24], [32, 48], [64, 96], [128, 192]]
        grouped.proposals.aspectRatios = [[1, 2], [0.5, 1], [0.5, 2], [1, 3]]
        var mobile = Configuration.fasterRCNNMobileNetV3Large320FPN
        mobile.backbone.mobileNetV3?.size = .small
        mobile.backbone.normalization = .batchNorm(epsilon: 1e-3)
        // What is nil in a usual network.
        var unusual = Configuration()
        unusual.boxHead.convolutionCount = 2
        unusual.boxHead.convolutionChannels = 64
        unusual.boxHead.suppression.maskThreshold = 0.5
        // What only other frameworks do.
        var lastStage = single
        lastStage.backbone.resNet?.dilatesFirstBlock = true
        lastStage.boxHead.isLastStage = true
        lastStage.conventions = .detectron2
        for configuration in [single, grouped, mobile, unusual, lastStage] {
            try configuration.validate()
            let json = String(decoding: try JSONEncoder().encode(configuration), as: UTF8.self)
            #expect(try JSONDecoder().decode(Configuration.self, from: Data(json.utf8)) == configuration)
            #expect(try recognized(json, version: "2") == configuration)
        }
    }

    @Test func whatIsNotThereIsNull() throws {
        var expected = Configuration()
        expected.maskHead = nil
        #expect(try recognized(#"{"maskHead":null}"#, version: "2") == expected)
        #expect(try recognized("{}", version: "2") == Configuration())
    }

    @Test(arguments: [
        "boxHead.features", "maskHead.resolution", "proposals.nmsThreshold", "transform.mean", "classCount",
    ])
    func nullIsNoSettingOfWhatIsAlwaysThere(_ setting: String) throws {
        let json = setting.split(separator: ".").reversed().reduce("null") { #"{"\#($1)":\#($0)}"# }
        let name = try #require(setting.split(separator: ".").last)
        #expect(try problem(json).contains(name))
    }

    @Test func unknownSettingsAreNamed() throws {
        #expect(
            try problem(#"{"backbone":{"resNet":{"dept":18}}}"#).contains(
                "unknown setting backbone.resNet.dept; the nearest that is known is backbone.resNet.depth"))
        #expect(try problem(#"{"backbone":{"dept":18}}"#).contains("the nearest that is known is backbone.depth"))
        #expect(
            try problem(#"{"backbone":{"mobileNetV3":{"sise":"small"}}}"#).contains(
                "the nearest that is known is backbone.mobileNetV3.size"))
        #expect(try problem(#"{"backbone":{"mobileNetV3":{"size":"huge"}}}"#).contains("backbone"))
        #expect(try problem(#"{"backbone":{"transformer":{}}}"#).contains("unknown setting backbone.transformer"))
        #expect(try problem(#"{"backbone":{"resNet":3}}"#).contains("backbone.resNet is no JSON object"))
        #expect(try problem(#"{"backbone":null}"#).contains("backbone"))
        #expect(try problem(#"{"maskHeads":null}"#).contains("the nearest that is known is maskHead"))
        #expect(try problem(#"{"pyramid":{"extraLevel":"p6p7"}}"#).contains("pyramid.extraLevel"))
    }

    private static let contradictions: [(field: String, make: @Sendable (inout Configuration) -> Void)] = [
        ("proposals.anchorSizes", { $0.pyramid = nil }),
        ("proposals.anchorSizes", { $0.pyramid?.extraLevel = .none }),
        ("proposals.anchorSizes", { $0.backbone.resNet?.stageCount = 3 }),
        ("proposals.anchorSizes", { $0.proposals.anchorSizes[1] = [32, 48] }),
        ("proposals.aspectRatios", { $0.proposals.aspectRatios = [[1], [1]] }),
        ("proposals.aspectRatios", { $0.proposals.aspectRatios = [[1, 2], [1], [1, 2], [1, 2], [1, 2]] }),
        ("proposals.anchorSizes", { $0.backbone = .mobileNetV3(Configuration.Backbone.MobileNetV3()) }),
        ("backbone.stageCount", { $0.backbone.resNet?.stageCount = 0 }),
        ("backbone.stageCount", { $0.backbone.resNet?.stageCount = 5 }),
        ("backbone.groups", { $0.backbone.resNet?.groups = 0 }),
        ("backbone.groupWidth", { $0.backbone.resNet?.groupWidth = .max }),
        (
            "backbone.groups",
            {
                $0.backbone.resNet?.depth = 18
                $0.backbone.resNet?.groups = 32
            }
        ),
    ]

    @Test(arguments: contradictions.indices)
    func contradictionsAreNamed(_ index: Int) {
        var configuration = Configuration()
        Self.contradictions[index].make(&configuration)
        let error = #expect(throws: MaskRCNNError.self) { try configuration.validate() }
        guard case .configuration(let field, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(field == Self.contradictions[index].field)
    }
}
