import Foundation
import Frameworks
import TestSupport

/// Files of configurations in a folder of their own.
struct Files {
    let folder: TemporaryFolder

    init(_ files: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        for (name, text) in files {
            let url = folder.url.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
    }

    func read(
        _ name: String = "a.yaml", framework: FrameworkConfiguration.Framework? = nil,
        overrides: [(key: String, value: String)] = []
    ) throws(FrameworkError) -> FrameworkConfiguration {
        try FrameworkConfiguration(contentsOfFile: folder(name), framework: framework, overrides: overrides)
    }

    /// The network of a text.
    static func read(
        _ text: String, framework: FrameworkConfiguration.Framework? = nil,
        overrides: [(key: String, value: String)] = []
    ) throws -> FrameworkConfiguration {
        try Files(["a.yaml": text]).read(framework: framework, overrides: overrides)
    }

    /// What is wrong with a text, without the folder's path.
    static func problem(
        _ text: String, framework: FrameworkConfiguration.Framework? = nil,
        overrides: [(key: String, value: String)] = []
    ) throws -> String? {
        let files = try Files(["a.yaml": text])
        do throws(FrameworkError) {
            _ = try files.read(framework: framework, overrides: overrides)
            return nil
        } catch {
            return error.description.replacingOccurrences(of: files.folder.path + "/", with: "")
        }
    }
}

/// Configurations of each kind, in the words of each framework.
enum Samples {
    /// detectron2's for a feature pyramid.
    static let detectron2FPN = """
        VERSION: 2
        MODEL:
          BACKBONE: {NAME: build_resnet_fpn_backbone}
          RESNETS: {OUT_FEATURES: [res2, res3, res4, res5]}
          FPN: {IN_FEATURES: [res2, res3, res4, res5]}
          ANCHOR_GENERATOR:
            SIZES: [[32], [64], [128], [256], [512]]
          RPN:
            IN_FEATURES: [p2, p3, p4, p5, p6]
            PRE_NMS_TOPK_TEST: 1000
          ROI_HEADS:
            NAME: StandardROIHeads
            IN_FEATURES: [p2, p3, p4, p5]
          ROI_BOX_HEAD: {NAME: FastRCNNConvFCHead, NUM_FC: 2, POOLER_RESOLUTION: 7}
          ROI_MASK_HEAD: {NUM_CONV: 4}

        """

    /// detectron2's for one map of four stages, the last of which spreads.
    static let detectron2DC5 = """
        VERSION: 2
        MODEL:
          RESNETS: {OUT_FEATURES: [res5], RES5_DILATION: 2}
          RPN: {IN_FEATURES: [res5]}
          ROI_HEADS: {NAME: StandardROIHeads, IN_FEATURES: [res5]}
          ROI_BOX_HEAD: {NAME: FastRCNNConvFCHead, NUM_FC: 2, POOLER_RESOLUTION: 7}
          ROI_MASK_HEAD: {NUM_CONV: 4}

        """

    /// maskrcnn-benchmark's for a feature pyramid.
    static let benchmarkFPN = """
        MODEL:
          WEIGHT: "catalog://Caffe2Detectron/COCO/1/a"
          BACKBONE: {CONV_BODY: R-50-FPN}
          RESNETS: {BACKBONE_OUT_CHANNELS: 256}
          RPN:
            USE_FPN: True
            ANCHOR_STRIDE: (4, 8, 16, 32, 64)
            PRE_NMS_TOP_N_TEST: 1000
            POST_NMS_TOP_N_TEST: 1000
            FPN_POST_NMS_TOP_N_TEST: 1000
          ROI_HEADS: {USE_FPN: True}
          ROI_BOX_HEAD:
            POOLER_RESOLUTION: 7
            POOLER_SCALES: (0.25, 0.125, 0.0625, 0.03125)
            POOLER_SAMPLING_RATIO: 2
            FEATURE_EXTRACTOR: FPN2MLPFeatureExtractor
            PREDICTOR: FPNPredictor
          ROI_MASK_HEAD:
            POOLER_SCALES: (0.25, 0.125, 0.0625, 0.03125)
            FEATURE_EXTRACTOR: MaskRCNNFPNFeatureExtractor
            POOLER_SAMPLING_RATIO: 2
            SHARE_BOX_FEATURE_EXTRACTOR: False
        DATALOADER: {SIZE_DIVISIBILITY: 32}

        """
}
