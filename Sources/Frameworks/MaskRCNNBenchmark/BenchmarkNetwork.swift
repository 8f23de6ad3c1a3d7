internal import Models
internal import Torch

/// Makes a network's description of maskrcnn-benchmark's settings.
struct BenchmarkNetwork {
    var reader: SettingReader
    var configuration = Configuration.usual(of: .maskrcnnBenchmark, hasPyramid: true)

    init(_ reader: SettingReader) { self.reader = reader }

    /// - Throws: ``FrameworkError`` where a value makes no sense, or the network is not built here.
    mutating func read() throws(FrameworkError) {
        try checkKind()
        try readInput()
        try readBackbone()
        try readProposals()
        try readBoxHead()
        try readMaskHead()
        try readKeypointHead()
        if reader.truth("TEST.BBOX_AUG.ENABLED", "a note") {
            reader.notes.append(
                "TEST.BBOX_AUG.ENABLED asks for results of several sizes and mirror images: the file alone does not do that here"
            )
        }
        if reader.text("DTYPE", "a note") == "float16" {
            reader.notes.append("DTYPE is float16 there; the network computes in float32 here")
        }
    }

    /// Whether the last stage is the box head, as in networks called C4.
    var hasLastStage: Bool { configuration.boxHead.isLastStage }

    private mutating func checkKind() throws(FrameworkError) {
        try reader.name("MODEL.META_ARCHITECTURE", "a Mask, Faster or Keypoint R-CNN", among: ["GeneralizedRCNN"])
        try reader.require("MODEL.RETINANET_ON", false, "no RetinaNet", else: "there is no RetinaNet")
        try reader.require(
            "MODEL.RPN_ONLY", false, "heads after the proposals", else: "proposals alone are no detections")
        let deforms = reader.value("MODEL.RESNETS.STAGE_WITH_DCN", "plain convolutions")
        if case .list(let stages) = deforms, stages.contains(where: { $0 != .truth(false) }) {
            throw reader.unsupported("MODEL.RESNETS.STAGE_WITH_DCN", "there are no deformable convolutions")
        }
        configuration.name = "maskrcnn-benchmark"
    }

    private mutating func readInput() throws(FrameworkError) {
        let isBGR = reader.truth("INPUT.TO_BGR255", "conventions.channelOrder, conventions.valueRange")
        configuration.conventions.channelOrder = isBGR ? .bgr : .rgb
        configuration.conventions.valueRange = isBGR ? .byte : .unit
        configuration.transform.mean = try reader.reals("INPUT.PIXEL_MEAN", "transform.mean", count: 3)
        configuration.transform.standardDeviation = try reader.reals(
            "INPUT.PIXEL_STD", "transform.standardDeviation", count: 3)
        let least = try reader.whole("INPUT.MIN_SIZE_TEST", "transform.minimumSide", 1...1 << 20)
        configuration.transform.minimumSide = least
        configuration.transform.maximumSide = try reader.whole(
            "INPUT.MAX_SIZE_TEST", "transform.maximumSide", least...1 << 20)
        configuration.transform.sizeDivisor = max(
            1, try reader.whole("DATALOADER.SIZE_DIVISIBILITY", "transform.sizeDivisor", 0...4096))
    }

    private mutating func readBackbone() throws(FrameworkError) {
        let bodies = ["R-50-FPN", "R-101-FPN", "R-152-FPN", "R-50-C4", "R-101-C4", "R-50-C5", "R-101-C5"]
        let body = try reader.name(
            "MODEL.BACKBONE.CONV_BODY", "backbone, pyramid", among: bodies,
            others: ["FBNet", "R-50-FPN-RETINANET", "R-101-FPN-RETINANET"])
        let hasPyramid = body.hasSuffix("-FPN")
        let extractor = try reader.name(
            "MODEL.ROI_BOX_HEAD.FEATURE_EXTRACTOR", "boxHead",
            among: ["ResNet50Conv5ROIFeatureExtractor", "FPN2MLPFeatureExtractor", "FPNXconv1fcFeatureExtractor"],
            others: ["FBNet.roi_head"])
        configuration.boxHead.isLastStage = extractor == "ResNet50Conv5ROIFeatureExtractor"
        if hasLastStage, !body.hasSuffix("-C4") {
            throw reader.unsupported(
                "MODEL.ROI_BOX_HEAD.FEATURE_EXTRACTOR", "the last stage is a head after a C4 body alone")
        }
        var network = Configuration.Backbone.ResNet()
        network.depth = Int(body.split(separator: "-")[1]) ?? 0
        network.stageCount = body.hasSuffix("-C4") ? 3 : 4
        try readBlocks(&network)
        configuration.backbone = .resNet(network)
        let outputs = try reader.whole("MODEL.RESNETS.BACKBONE_OUT_CHANNELS", "pyramid.channels", 1...1 << 16)
        if hasPyramid {
            var pyramid = Configuration.Pyramid()
            pyramid.channels = outputs
            pyramid.normalization = try groupNorm("MODEL.FPN.USE_GN", "pyramid.normalization")
            configuration.pyramid = pyramid
            try reader.require(
                "MODEL.FPN.USE_RELU", false, "a pyramid without activations", else: "a pyramid has no activations")
        } else {
            configuration.pyramid = nil
            guard outputs == configuration.featureChannels else {
                throw reader.unsupported(
                    "MODEL.RESNETS.BACKBONE_OUT_CHANNELS", "the last map has \(configuration.featureChannels) channels")
            }
        }
    }

    private mutating func readBlocks(_ network: inout Configuration.Backbone.ResNet) throws(FrameworkError) {
        let stem = try reader.whole("MODEL.RESNETS.STEM_OUT_CHANNELS", "backbone.width", 1...1024)
        network.width = stem
        guard try reader.whole("MODEL.RESNETS.RES2_OUT_CHANNELS", "backbone.width", 1...1 << 16) == 4 * stem else {
            throw reader.unsupported(
                "MODEL.RESNETS.RES2_OUT_CHANNELS", "the first stage has 4 times as many channels as the stem")
        }
        network.groups = try reader.whole("MODEL.RESNETS.NUM_GROUPS", "backbone.groups", 1...1024)
        let width = try reader.whole("MODEL.RESNETS.WIDTH_PER_GROUP", "backbone.groupWidth", 1...4096)
        guard (width * 64).isMultiple(of: stem) else {
            throw reader.unsupported(
                "MODEL.RESNETS.WIDTH_PER_GROUP", "it does not divide by the stem's \(stem) channels")
        }
        network.groupWidth = width * 64 / stem
        network.stridePlace =
            reader.truth("MODEL.RESNETS.STRIDE_IN_1X1", "backbone.stridePlace") ? .oneByOne : .threeByThree
        // Only the stage that is a head dilates there.
        if hasLastStage {
            try reader.require(
                "MODEL.RESNETS.RES5_DILATION", 1, "a last stage that halves its map",
                else: "a last stage that is a head halves its map")
        }
        let blocks = try reader.name(
            "MODEL.RESNETS.TRANS_FUNC", "backbone.normalization",
            among: ["BottleneckWithFixedBatchNorm", "BottleneckWithGN"], others: ["BottleneckWithBatchNorm"])
        let start = try reader.name(
            "MODEL.RESNETS.STEM_FUNC", "backbone.normalization", among: ["StemWithFixedBatchNorm", "StemWithGN"],
            others: ["StemWithBatchNorm"])
        let hasGroups = blocks == "BottleneckWithGN"
        guard hasGroups == (start == "StemWithGN") else {
            throw reader.unsupported("MODEL.RESNETS.STEM_FUNC", "the stem has the norms of the blocks")
        }
        network.normalization = hasGroups ? try groups() : .frozenBatchNorm(epsilon: 0)
    }

    /// The group norm that a switch turns on.
    mutating func groupNorm(_ key: String, _ meaning: String) throws(FrameworkError) -> NormalizationKind {
        reader.truth(key, meaning) ? try groups() : .none
    }

    private mutating func groups() throws(FrameworkError) -> NormalizationKind {
        try reader.require(
            "MODEL.GROUP_NORM.DIM_PER_GP", -1, "groups of a number",
            else: "group norms have a number of groups, not of channels in each")
        return .groupNorm(
            groups: try reader.whole("MODEL.GROUP_NORM.NUM_GROUPS", "groups of norms", 1...1 << 16),
            epsilon: try reader.real("MODEL.GROUP_NORM.EPSILON", "ε of norms", 0...1))
    }
}
