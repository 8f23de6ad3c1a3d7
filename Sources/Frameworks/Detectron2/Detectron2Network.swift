internal import Models
internal import Torch

/// Makes a network's description of detectron2's settings.
struct Detectron2Network {
    var reader: SettingReader
    var configuration = Configuration.usual(of: .detectron2, hasPyramid: true)

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
        noteAugmentation()
    }

    /// Whether the last stage is the box head, as in networks called C4.
    var hasLastStage: Bool { configuration.boxHead.isLastStage }

    private mutating func checkKind() throws(FrameworkError) {
        try reader.name(
            "MODEL.META_ARCHITECTURE", "a Mask, Faster or Keypoint R-CNN", among: ["GeneralizedRCNN"],
            others: [
                "RetinaNet", "PanopticFPN", "ProposalNetwork", "SemanticSegmentor", "FCOS", "TensorMask", "DensePose",
            ])
        try reader.name(
            "MODEL.PROPOSAL_GENERATOR.NAME", "a region proposal network", among: ["RPN"],
            others: ["PrecomputedProposals", "RRPN"])
        try reader.require(
            "MODEL.LOAD_PROPOSALS", false, "proposals of its own", else: "proposals are made, never read")
        let heads = try reader.name(
            "MODEL.ROI_HEADS.NAME", "the heads", among: ["StandardROIHeads", "Res5ROIHeads"],
            others: ["CascadeROIHeads", "PointRendROIHeads", "RROIHeads", "DensePoseROIHeads"])
        configuration.boxHead.isLastStage = heads == "Res5ROIHeads"
        let deforms = reader.value("MODEL.RESNETS.DEFORM_ON_PER_STAGE", "plain convolutions")
        if case .list(let stages) = deforms, stages.contains(where: { $0 != .truth(false) }) {
            throw reader.unsupported("MODEL.RESNETS.DEFORM_ON_PER_STAGE", "there are no deformable convolutions")
        }
        try reader.require(
            "MODEL.ROI_BOX_HEAD.USE_SIGMOID_CE", false, "scores by softmax",
            else: "scores are made by softmax, not by a sigmoid")
        configuration.name = "detectron2"
    }

    private mutating func readInput() throws(FrameworkError) {
        let format = try reader.name(
            "INPUT.FORMAT", "conventions.channelOrder", among: ["BGR", "RGB"], others: ["L", "YUV-BT.601"])
        configuration.conventions.channelOrder = format == "BGR" ? .bgr : .rgb
        configuration.transform.mean = try reader.reals("MODEL.PIXEL_MEAN", "transform.mean", count: 3)
        configuration.transform.standardDeviation = try reader.reals(
            "MODEL.PIXEL_STD", "transform.standardDeviation", count: 3)
        let least = try reader.whole("INPUT.MIN_SIZE_TEST", "transform.minimumSide", 0...1 << 20)
        if least == 0 {
            throw reader.unsupported(
                "INPUT.MIN_SIZE_TEST", "images are always resized; --scale 1 leaves them as they are")
        }
        configuration.transform.minimumSide = least
        configuration.transform.maximumSide = try reader.whole(
            "INPUT.MAX_SIZE_TEST", "transform.maximumSide", least...1 << 20)
    }

    private mutating func noteAugmentation() {
        if reader.truth("TEST.AUG.ENABLED", "a note") {
            reader.notes.append(
                "TEST.AUG.ENABLED asks for results of several sizes and mirror images: the file alone does not do that here"
            )
        }
    }

    /// What follows convolutions, as detectron2 names it.
    mutating func norm(_ key: String, _ meaning: String) throws(FrameworkError) -> NormalizationKind {
        switch try reader.name(
            key, meaning, among: ["", "FrozenBN", "BN", "SyncBN", "nnSyncBN", "naiveSyncBN", "GN"], others: ["LN"])
        {
        case "FrozenBN": .frozenBatchNorm(epsilon: 1e-5)
        case "GN": .groupNorm(groups: 32, epsilon: 1e-5)
        case "": .none
        default: .batchNorm(epsilon: 1e-5)
        }
    }
}
