import Frameworks
import Models
import Testing
import Torch

/// What settings become, and which networks are refused.
@Suite struct MappingTests {
    @Test func detectron2sValues() throws {
        let network = try Files.read(
            Samples.detectron2FPN,
            overrides: [
                ("MODEL.MASK_ON", "True"), ("MODEL.ROI_HEADS.NUM_CLASSES", "3"), ("TEST.DETECTIONS_PER_IMAGE", "50"),
                ("MODEL.RPN.POST_NMS_TOPK_TEST", "700"), ("MODEL.ROI_BOX_HEAD.POOLER_TYPE", "ROIAlign"),
                ("INPUT.FORMAT", "RGB"), ("MODEL.ROI_MASK_HEAD.CONV_DIM", "128"),
            ]
        ).configuration
        #expect(network.name == "mask_rcnn_R_50_FPN" && network.classCount == 4)
        #expect(network.transform.mean == [103.53, 116.28, 123.675] && network.transform.sizeDivisor == 32)
        #expect(network.conventions.channelOrder == .rgb && network.conventions.valueRange == .byte)
        #expect(network.conventions.boxes == .detectron2 && network.conventions.interpolation == .pillow)
        #expect(!network.conventions.alignsBoxes && network.conventions.alignsMasks)
        #expect(network.backbone.resNet?.stridePlace == .oneByOne)
        #expect(network.backbone.normalization == .frozenBatchNorm(epsilon: 1e-5))
        #expect(network.proposals.countBeforeNMS == 1000 && network.proposals.countAfterNMS == 700)
        #expect(
            network.proposals.anchorSizes == [[32], [64], [128], [256], [512]] && network.proposals.minimumSide == 0)
        #expect(network.boxHead.samplingRatio == 0 && network.boxHead.maximumDetections == 50)
        #expect(network.maskHead?.channels == [128, 128, 128, 128] && network.maskHead?.predictorChannels == 128)
    }

    @Test func detectron2sStages() throws {
        let c4 = try Files.read("VERSION: 2\nMODEL: {MASK_ON: True}").configuration
        #expect(c4.name == "mask_rcnn_R_50_C4" && c4.boxHead.isLastStage && c4.pyramid == nil)
        #expect(c4.backbone.resNet?.stageCount == 3 && c4.boxHead.resolution == 14 && c4.transform.sizeDivisor == 1)
        #expect(c4.proposals.anchorSizes == [[32, 64, 128, 256, 512]] && c4.proposals.countBeforeNMS == 6000)
        #expect(c4.maskHead?.channels == [] && c4.maskHead?.predictorChannels == 256)
        let dc5 = try Files.read(Samples.detectron2DC5).configuration
        #expect(dc5.name == "faster_rcnn_R_50_DC5" && !dc5.boxHead.isLastStage && dc5.backbone.resNet?.stageCount == 4)
        #expect(dc5.backbone.resNet?.dilatedStageCount == 1 && dc5.backbone.resNet?.dilatesFirstBlock == true)
    }

    @Test func maskrcnnBenchmarksValues() throws {
        let file = try Files.read(
            Samples.benchmarkFPN + "DATASETS:\n  TEST: (\"coco_2014_minival\",)\nSOLVER: {BASE_LR: 0.02}\n",
            overrides: [("MODEL.MASK_ON", "True"), ("MODEL.ROI_HEADS.SCORE_THRESH", "0.1")])
        let network = file.configuration
        #expect(network.classCount == 81 && file.categories?[1] == "person" && file.categories?[80] == "toothbrush")
        #expect(network.transform.mean == [102.9801, 115.9465, 122.7717] && network.conventions.channelOrder == .bgr)
        #expect(network.backbone.normalization == .frozenBatchNorm(epsilon: 0))
        #expect(network.conventions.boxes == .maskrcnnBenchmark && !network.conventions.alignsBoxes)
        #expect(network.boxHead.samplingRatio == 2 && network.maskHead?.samplingRatio == 2)
        #expect(network.boxHead.scoreThreshold == 0.1 && network.proposals.countAfterNMS == 1000)
        #expect(file.mapped.contains { $0.key == "DATASETS.TEST" && $0.meaning == "the names of classes" })
        #expect(file.weights?.kind == .address && file.weights?.advice.contains("--weights takes the .pkl") == true)
        #expect(
            file.withoutEffect.map(\.key) == [
                "MODEL.ROI_HEADS.USE_FPN", "MODEL.RPN.USE_FPN", "SOLVER.BASE_LR",
            ])
        let rgb = try Files.read(Samples.benchmarkFPN, overrides: [("INPUT.TO_BGR255", "False")]).configuration
        #expect(rgb.conventions.channelOrder == .rgb && rgb.conventions.valueRange == .unit)
        let fewer = try Files.read(Samples.benchmarkFPN, overrides: [("MODEL.RPN.POST_NMS_TOP_N_TEST", "300")])
        #expect(fewer.notes.first?.contains("300 proposals of each level") == true)
    }

    @Test(arguments: [
        ("MODEL.META_ARCHITECTURE", "RetinaNet", "GeneralizedRCNN"),
        ("MODEL.META_ARCHITECTURE", "Mine", "is not known"),
        ("MODEL.BACKBONE.NAME", "build_swin", "\"build_swin\" is not known"),
        ("MODEL.PROPOSAL_GENERATOR.NAME", "RRPN", "there is RPN"),
        ("MODEL.ROI_HEADS.NAME", "CascadeROIHeads", "StandardROIHeads"),
        ("MODEL.RESNETS.DEFORM_ON_PER_STAGE", "[False, True, True, True]", "no deformable convolutions"),
        ("MODEL.LOAD_PROPOSALS", "True", "never read"), ("MODEL.ROI_BOX_HEAD.POOLER_TYPE", "ROIPool", "ROIAlignV2"),
        ("MODEL.FPN.FUSE_TYPE", "avg", "sum"), ("MODEL.ANCHOR_GENERATOR.OFFSET", "0.5", "offset 0.0"),
        ("MODEL.ROI_BOX_HEAD.USE_SIGMOID_CE", "True", "softmax"), ("INPUT.FORMAT", "L", "BGR"),
        ("MODEL.RESNETS.NORM", "LN", "GN"), ("MODEL.ROI_BOX_HEAD.NUM_FC", "0", "at least 1 linear layer"),
        ("MODEL.RESNETS.DEPTH", "77", "18, 34, 50, 101 or 152"), ("MODEL.RPN.CONV_DIMS", "[-1, 64]", "as it gets"),
        ("MODEL.RPN.IN_FEATURES", "[\"p3\"]", "p2, p3, p4, p5, p6"), ("INPUT.MIN_SIZE_TEST", "0", "--scale 1"),
        ("MODEL.ANCHOR_GENERATOR.SIZES", "[[32], [64]]", "one for each"),
        ("MODEL.ANCHOR_GENERATOR.SIZES", "[[32.5]]", "numbers that are built"),
    ])
    func whatDetectron2HasAndIsNotBuiltIsNamed(_ key: String, _ value: String, _ words: String) throws {
        let problem = try Files.problem(Samples.detectron2FPN, overrides: [(key, value)])
        #expect(problem?.contains(words) == true, "\(problem ?? "it is built")")
        #expect(problem?.contains(key) == true || key == "MODEL.RESNETS.DEPTH")
    }

    @Test(arguments: [
        ("MODEL.BACKBONE.CONV_BODY", "FBNet", "R-50-FPN"), ("MODEL.RETINANET_ON", "True", "no RetinaNet"),
        ("MODEL.RPN_ONLY", "True", "no detections"),
        ("MODEL.RESNETS.STAGE_WITH_DCN", "(False, True, True, True)", "no deformable"),
        ("MODEL.ROI_BOX_HEAD.FEATURE_EXTRACTOR", "FBNet.roi_head", "FPN2MLPFeatureExtractor"),
        ("MODEL.RPN.ANCHOR_STRIDE", "(16,)", "[4, 8, 16, 32, 64]"), ("MODEL.FPN.USE_RELU", "True", "no activations"),
        ("MODEL.ROI_BOX_HEAD.POOLER_SCALES", "(0.5,)", "0.25, 0.125"),
        ("MODEL.RESNETS.STEM_FUNC", "StemWithGN", "the norms of the blocks"),
    ])
    func whatMaskrcnnBenchmarkHasAndIsNotBuiltIsNamed(_ key: String, _ value: String, _ words: String) throws {
        let problem = try Files.problem(Samples.benchmarkFPN, overrides: [(key, value)])
        #expect(problem?.contains(words) == true, "\(problem ?? "it is built")")
        #expect(problem?.contains(key) == true)
    }

    @Test(arguments: [
        ("keypoints_coco_2017_val", 1, "person"), ("voc_2007_test", 20, "aeroplane"),
        ("cityscapes_fine_instance_seg_val", 8, "person"), ("coco_2017_val", 80, "person"),
    ])
    func dataSetsNameClasses(_ set: String, _ count: Int, _ first: String) throws {
        let file = try Files.read(
            Samples.detectron2FPN,
            overrides: [("DATASETS.TEST", "('\(set)',)"), ("MODEL.ROI_HEADS.NUM_CLASSES", "\(count)")])
        #expect(file.categories?.count == count && file.categories?[1] == first)
        let others = try Files.read(
            Samples.detectron2FPN, overrides: [("DATASETS.TEST", "('\(set)',)"), ("MODEL.ROI_HEADS.NUM_CLASSES", "5")])
        #expect(others.categories == nil)
    }
}
