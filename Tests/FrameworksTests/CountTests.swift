import Crypto
import Foundation
import Frameworks
import Models
import Testing
import Torch

/// Networks of configurations beside the frameworks' own, which Tools/frameworks/counts.py counted.
@Suite struct CountTests {
    struct Count: Decodable {
        var parameters: Int?
        var weights: Int?
        var digest: String?
        var refused: String?
    }

    private static func counts(_ framework: FrameworkConfiguration.Framework) throws -> [String: Count] {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/\(framework.rawValue).json")
        return try JSONDecoder().decode([String: Count].self, from: Data(contentsOf: url))
    }

    struct Kind: CustomTestStringConvertible {
        var file: String
        var framework: FrameworkConfiguration.Framework
        var text: String
        var changes: [(String, String)]
        var testDescription: String { file }
    }

    static let kinds = [
        Kind(
            file: "COCO-InstanceSegmentation/mask_rcnn_R_50_FPN_1x.yaml", framework: .detectron2,
            text: Samples.detectron2FPN, changes: [("MODEL.MASK_ON", "True")]),
        Kind(
            file: "COCO-Detection/faster_rcnn_X_101_32x8d_FPN_3x.yaml", framework: .detectron2,
            text: Samples.detectron2FPN,
            changes: [
                ("MODEL.RESNETS.DEPTH", "101"), ("MODEL.RESNETS.NUM_GROUPS", "32"),
                ("MODEL.RESNETS.WIDTH_PER_GROUP", "8"), ("MODEL.RESNETS.STRIDE_IN_1X1", "False"),
            ]),
        Kind(
            file: "COCO-Keypoints/keypoint_rcnn_R_101_FPN_3x.yaml", framework: .detectron2,
            text: Samples.detectron2FPN,
            changes: [
                ("MODEL.RESNETS.DEPTH", "101"), ("MODEL.KEYPOINT_ON", "True"), ("MODEL.ROI_HEADS.NUM_CLASSES", "1"),
            ]),
        Kind(
            file: "Misc/mask_rcnn_R_50_FPN_3x_gn.yaml", framework: .detectron2, text: Samples.detectron2FPN,
            changes: [
                ("MODEL.MASK_ON", "True"), ("MODEL.RESNETS.NORM", "GN"), ("MODEL.FPN.NORM", "GN"),
                ("MODEL.ROI_BOX_HEAD.NORM", "GN"), ("MODEL.ROI_MASK_HEAD.NORM", "GN"),
                ("MODEL.ROI_BOX_HEAD.NUM_CONV", "4"), ("MODEL.ROI_BOX_HEAD.NUM_FC", "1"),
            ]),
        Kind(
            file: "Misc/mask_rcnn_R_50_FPN_1x_cls_agnostic.yaml", framework: .detectron2, text: Samples.detectron2FPN,
            changes: [
                ("MODEL.MASK_ON", "True"), ("MODEL.ROI_BOX_HEAD.CLS_AGNOSTIC_BBOX_REG", "True"),
                ("MODEL.ROI_MASK_HEAD.CLS_AGNOSTIC_MASK", "True"),
            ]),
        Kind(
            file: "COCO-InstanceSegmentation/mask_rcnn_R_101_C4_3x.yaml", framework: .detectron2, text: "VERSION: 2",
            changes: [("MODEL.MASK_ON", "True"), ("MODEL.RESNETS.DEPTH", "101")]),
        Kind(
            file: "COCO-InstanceSegmentation/mask_rcnn_R_50_DC5_1x.yaml", framework: .detectron2,
            text: Samples.detectron2DC5, changes: [("MODEL.MASK_ON", "True")]),
        Kind(
            file: "LVISv1-InstanceSegmentation/mask_rcnn_R_50_FPN_1x.yaml", framework: .detectron2,
            text: Samples.detectron2FPN,
            changes: [("MODEL.MASK_ON", "True"), ("MODEL.ROI_HEADS.NUM_CLASSES", "1203")]),
        Kind(
            file: "caffe2/e2e_mask_rcnn_R_50_FPN_1x_caffe2.yaml", framework: .maskrcnnBenchmark,
            text: Samples.benchmarkFPN, changes: [("MODEL.MASK_ON", "True")]),
        Kind(
            file: "caffe2/e2e_mask_rcnn_X-152-32x8d-FPN-IN5k_1.44x_caffe2.yaml", framework: .maskrcnnBenchmark,
            text: Samples.benchmarkFPN,
            changes: [
                ("MODEL.MASK_ON", "True"), ("MODEL.BACKBONE.CONV_BODY", "R-152-FPN"),
                ("MODEL.RESNETS.NUM_GROUPS", "32"), ("MODEL.RESNETS.WIDTH_PER_GROUP", "8"),
            ]),
        Kind(
            file: "e2e_mask_rcnn_R_50_C4_1x.yaml", framework: .maskrcnnBenchmark,
            text: "MODEL: {MASK_ON: True, WEIGHT: '', ROI_MASK_HEAD: {SHARE_BOX_FEATURE_EXTRACTOR: True}}", changes: []),
        Kind(
            file: "gn_baselines/e2e_mask_rcnn_R_50_FPN_1x_gn.yaml", framework: .maskrcnnBenchmark,
            text: Samples.benchmarkFPN,
            changes: [
                ("MODEL.MASK_ON", "True"), ("MODEL.RESNETS.TRANS_FUNC", "BottleneckWithGN"),
                ("MODEL.RESNETS.STEM_FUNC", "StemWithGN"), ("MODEL.FPN.USE_GN", "True"),
                ("MODEL.ROI_BOX_HEAD.USE_GN", "True"), ("MODEL.ROI_MASK_HEAD.USE_GN", "True"),
            ]),
        Kind(
            file: "gn_baselines/e2e_mask_rcnn_R_50_FPN_Xconv1fc_1x_gn.yaml", framework: .maskrcnnBenchmark,
            text: Samples.benchmarkFPN,
            changes: [
                ("MODEL.MASK_ON", "True"), ("MODEL.RESNETS.TRANS_FUNC", "BottleneckWithGN"),
                ("MODEL.RESNETS.STEM_FUNC", "StemWithGN"), ("MODEL.FPN.USE_GN", "True"),
                ("MODEL.ROI_BOX_HEAD.USE_GN", "True"), ("MODEL.ROI_MASK_HEAD.USE_GN", "True"),
                ("MODEL.ROI_BOX_HEAD.FEATURE_EXTRACTOR", "FPNXconv1fcFeatureExtractor"),
            ]),
    ]

    /// A file of our own that means the same network as one of the framework's has as many parameters.
    @Test(arguments: kinds) func everyKindHasTheFrameworksParameters(_ kind: Kind) throws {
        let file = try Files.read(
            kind.text, framework: kind.framework, overrides: kind.changes.map { (key: $0.0, value: $0.1) })
        let expected = try #require(try Self.counts(kind.framework)[kind.file])
        #expect(file.frameworkParameterCount == expected.parameters)
    }

    /// The names and shapes of our tensors, under the framework's names, are those of its own network.
    @Test(arguments: kinds) func everyTensorHasTheFrameworksName(_ kind: Kind) throws {
        let file = try Files.read(
            kind.text, framework: kind.framework, overrides: kind.changes.map { (key: $0.0, value: $0.1) })
        let expected = try #require(try Self.counts(kind.framework)[kind.file])
        #expect(try Self.digest(of: file) == expected.digest)
    }

    private static let folder = ProcessInfo.processInfo.environment["MASKRCNN_FRAMEWORKS"]

    /// Every file of the frameworks' own: the checkouts `detectron2` and `maskrcnn-benchmark` in the folder `MASKRCNN_FRAMEWORKS`.
    @Test(
        .enabled(if: folder != nil, "MASKRCNN_FRAMEWORKS is not set"),
        arguments: FrameworkConfiguration.Framework.allCases)
    func everyFileOfTheFrameworks(_ framework: FrameworkConfiguration.Framework) throws {
        let root = try #require(Self.folder) + "/\(framework.rawValue)/configs/"
        var digests: [Configuration: String] = [:]
        for (name, expected) in try Self.counts(framework).sorted(by: { $0.key < $1.key }) {
            do throws(FrameworkError) {
                let file = try FrameworkConfiguration(contentsOfFile: root + name)
                #expect(file.framework == framework, "\(name)")
                #expect(expected.refused == nil, "\(name) is built")
                let network = file.configuration
                #expect(file.frameworkParameterCount == (expected.parameters ?? 0) + Self.frozen(file), "\(name)")
                if digests[network] == nil { digests[network] = (try? Self.digest(of: file)) ?? "" }
                #expect(digests[network] == expected.digest, "\(name)")
            } catch {
                guard let key = expected.refused else {
                    Issue.record("\(name): \(error)")
                    continue
                }
                let isTag = error.description.contains("!!python/object")
                #expect(error.description.contains(key) || isTag, "\(name): \(error)")
            }
        }
    }

    /// detectron2 makes frozen norms, which are no parameters, of the batch norms of the stem and the first stage when it builds a network.
    private static func frozen(_ file: FrameworkConfiguration) -> Int {
        let freezes = file.withoutEffect.first { $0.key == "MODEL.BACKBONE.FREEZE_AT" }?.value ?? .whole(2)
        guard file.framework == .detectron2, case .batchNorm = file.configuration.backbone.normalization,
            freezes != .whole(0)
        else { return 0 }
        // A weight and a bias for each channel of the stem, of three blocks, and of the shortcut.
        return 2 * (64 + 3 * (64 + 64 + 256) + 256)
    }

    private static func digest(of file: FrameworkConfiguration) throws -> String {
        let framework: WeightsFramework = file.framework == .detectron2 ? .detectron2 : .maskrcnnBenchmark
        let manifest = try file.configuration.manifest()
        let storage = TensorStorage(
            copying: [UInt8](repeating: 0, count: manifest.map { $0.shape.reduce(1, *) }.max() ?? 1))
        let entries = try manifest.map {
            Checkpoint.Entry(name: $0.name, tensor: try StoredTensor(dtype: .uint8, shape: $0.shape, storage: storage))
        }
        let named = try framework.entries(of: entries)
        #expect(named.withoutPlace.isEmpty)
        var lines = named.entries.filter { !$0.name.hasSuffix("num_batches_tracked") }
            .map { "\($0.name) \($0.tensor.shape.map(String.init).joined(separator: ","))\n" }
        // The last stage stands there twice where the mask head looks at it, too.
        let shared = "roi_heads.box.feature_extractor.head."
        if framework == .maskrcnnBenchmark, file.configuration.hasMasks {
            lines += lines.filter { $0.hasPrefix(shared) }
                .map { "roi_heads.mask.feature_extractor.head." + $0.dropFirst(shared.count) }
        }
        let digest = SHA256.hash(data: Data(lines.sorted().joined().utf8))
        return digest.map { String(format: "%02x", $0) }.joined()
    }
}
