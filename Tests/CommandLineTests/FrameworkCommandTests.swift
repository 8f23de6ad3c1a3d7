import COCO
import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Configuration files and names of other frameworks, as a user meets them.
@Suite(.serialized) struct FrameworkCommandTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        var tool = Tool(folder: folder)
        tool.environment["OMP_WAIT_POLICY"] = "passive"
        self.tool = tool
        try folder.write(Self.base, to: "base.yaml")
        try folder.write(
            "_BASE_: base.yaml\nMODEL:\n  MASK_ON: True\n  WEIGHTS: detectron2://a/b.pkl\nSOLVER: {BASE_LR: 0.02}\n",
            to: "net.yaml")
    }

    /// A small network in detectron2's words.
    private static let base = """
        VERSION: 2
        MODEL:
          BACKBONE: {NAME: build_resnet_fpn_backbone}
          RESNETS:
            DEPTH: 18
            STEM_OUT_CHANNELS: 16
            RES2_OUT_CHANNELS: 16
            OUT_FEATURES: [res2, res3, res4, res5]
          FPN: {IN_FEATURES: [res2, res3, res4, res5], OUT_CHANNELS: 32}
          ANCHOR_GENERATOR: {SIZES: [[8], [16], [32], [64], [128]]}
          RPN: {IN_FEATURES: [p2, p3, p4, p5, p6], PRE_NMS_TOPK_TEST: 100, POST_NMS_TOPK_TEST: 100}
          ROI_HEADS: {NAME: StandardROIHeads, IN_FEATURES: [p2, p3, p4, p5], NUM_CLASSES: 2}
          ROI_BOX_HEAD: {NAME: FastRCNNConvFCHead, NUM_FC: 2, FC_DIM: 32, POOLER_RESOLUTION: 7}
          ROI_MASK_HEAD: {NUM_CONV: 1, CONV_DIM: 16}
        INPUT: {MIN_SIZE_TEST: 96, MAX_SIZE_TEST: 160}

        """

    /// Weights of the network under our names, and under detectron2's.
    private func writeWeights() async throws {
        var network = Configuration.small
        network.classCount = 3
        network.backbone.resNet?.width = 16
        network.backbone.normalization = .frozenBatchNorm(epsilon: 1e-5)
        network.pyramid?.channels = 32
        network.boxHead.features = 32
        network.maskHead?.channels = [16]
        network.maskHead?.predictorChannels = 16
        try network.writeRandomWeights(
            seed: 1, categories: [1: "cat", 2: "dog"], to: folder.path("ours.safetensors"))
        let outcome = try await tool("weights", "convert", "ours.safetensors", "theirs.pth", "--to", "detectron2")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("MODEL.ROI_HEADS.NUM_CLASSES 2"))
    }

    @Test func aFileIsDescribed() async throws {
        let outcome = try await tool("models", "--config", "net.yaml")
        #expect(outcome.status == 0, "\(outcome.errors)")
        for words in [
            "detectron2", "based on", "ResNet-18, 4 stages", "detectron2://a/b.pkl", "nothing is fetched",
            "MODEL.ROI_HEADS.NUM_CLASSES", "without effect here", "SOLVER", "BASE_LR",
        ] { #expect(outcome.output.contains(words), "\(words)") }
        let json = try await tool(
            "models", "--json", "--config", "net.yaml", "MODEL.MASK_ON", "False", "TEST.DETECTIONS_PER_IMAGE", "7"
        ).json
        #expect(json["framework"] as? String == "detectron2" && json["masks"] as? Bool == false)
        #expect(json["weights"] as? String == "detectron2://a/b.pkl" && json["classes"] as? Int == 2)
        let mapped = try #require(json["mapped"] as? [[String: Any]])
        #expect(
            mapped.contains {
                $0["key"] as? String == "TEST.DETECTIONS_PER_IMAGE" && $0["value"] as? Int == 7
                    && $0["here"] as? String == "boxHead.maximumDetections"
            })
        let parameters = try #require(json["parameters"] as? Int)
        #expect(parameters - 4 * 33 == json["framework_parameters"] as? Int)
    }

    @Test(arguments: [
        (["--config", "none.yaml"], 66, "none.yaml: no such file"),
        (["--config", "net.yaml", "MODEL.MASK_NO", "True"], 64, "the nearest that it has is MODEL.MASK_ON"),
        (["--config", "net.yaml", "MODEL.MASK_ON"], 64, "a key without a value"),
        (["MODEL.MASK_ON", "True"], 64, "--config, which is not given"),
        (["--config", "typo.yaml"], 65, "typo.yaml:2: MODEL.MASK_NO"),
        (["--config", "net.yaml", "--set", "MODEL.META_ARCHITECTURE=RetinaNet"], 65, "this network is not built here"),
        (["--framework", "detectron2"], 64, "--framework is for --config"),
        (["--config", "net.yaml", "--framework", "mmdetection"], 64, "detectron2"),
    ])
    func whatIsWrongIsNamed(_ arguments: [String], _ status: Int32, _ words: String) async throws {
        try folder.write("VERSION: 2\nMODEL: {MASK_NO: True}\n", to: "typo.yaml")
        let outcome = try await tool.run(["models"] + arguments)
        #expect(outcome.status == status && outcome.errors.contains(words), "\(outcome.errors)")
    }

    /// As in the guide of maskrcnn-benchmark's demo, with the image beside what was found.
    @Test func predictTakesAFile() async throws {
        try await writeWeights()
        try Samples.writePicture("a.png", in: folder)
        let outcome = try await tool(
            "predict", "a.png", "--config", "net.yaml", "--weights", "theirs.pth", "--score", "0", "--short-side", "80",
            "--max-detections", "5", "--side-by-side", "--set", "MODEL.ROI_HEADS.NMS_THRESH_TEST=0.9", "--output",
            "out")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("the names are those of detectron2"))
        let results = try [DetectionResult](contentsOfFile: folder.path("out/results.json"))
        #expect((1...5).contains(results.count))
        let size = try Image(contentsOfFile: folder.path("out/a.overlay.png")).size
        let own = try Samples.picture().size
        #expect(size.width > 2 * own.width - 1)
    }

    /// `FrameworkStageTests` shows what the style computes.
    @Test func caffesStyleIsForMMDetectionAlone() async throws {
        try await writeWeights()
        try Samples.writePicture("a.png", in: folder)
        for (arguments, words) in [
            (["predict", "a.png", "--weights", "ours.safetensors"], "not under mmdetection's names"),
            (["predict", "a.png", "--weights", "theirs.pth"], "not under mmdetection's names"),
            (["weights", "convert", "theirs.pth", "new.pth", "--to", "torchvision"], "not under mmdetection's names"),
            (["weights", "convert", "theirs.pth", "new.pth"], "--caffe-style is for --to"),
            (["predict", "a.png", "--weights", "theirs.pth", "--config", "net.yaml"], "--config describes it"),
            (["predict", "a.png", "--weights", "theirs.pth", "--model", "tiny"], "--model describes it"),
        ] {
            let outcome = try await tool.run(arguments + ["--caffe-style"])
            #expect(outcome.status == 64 && outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(!names.contains("new.pth"))
    }

    @Test func weightsInACatalogueAreNotFetched() async throws {
        try Samples.writePicture("a.png", in: folder)
        let outcome = try await tool(
            "predict", "a.png", "--config", "net.yaml", "--weights",
            "catalog://Caffe2Detectron/COCO/35858933/e2e_mask_rcnn_R-50-FPN_1x")
        #expect(outcome.status == 66)
        #expect(outcome.errors.contains("--weights takes a file") && outcome.errors.contains("nothing is fetched"))
        let both = try await tool(
            "predict", "a.png", "--config", "net.yaml", "--model", "tiny", "--weights", "theirs.pth")
        #expect(both.status == 64 && both.errors.contains("--model and --config"))
    }

    /// Theirs with a configuration becomes a file that says all of its network.
    @Test func weightsComeBack() async throws {
        try await writeWeights()
        let outcome = try await tool(
            "weights", "convert", "theirs.pth", "back.safetensors", "--to", "torchvision", "--config", "net.yaml")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let text = try await tool("weights", "inspect", "back.safetensors", "--json")
        #expect(try text.json["model_told_from"] as? String == "as its metadata say")
        #expect(try text.json["model"] as? String == "mask_rcnn_R_18_FPN")
        let inspected = try await tool("weights", "inspect", "theirs.pth")
        #expect(inspected.status == 0 && inspected.output.contains("note"), "\(inspected.errors)")
        let none = try await tool("weights", "convert", "theirs.pth", "b.safetensors", "--to", "detectron2")
        #expect(none.status == 64 && none.errors.contains(".pth"))
    }
}
