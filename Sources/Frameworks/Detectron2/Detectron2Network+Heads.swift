internal import Models
internal import Torch

extension Detectron2Network {
    mutating func readBoxHead() throws(FrameworkError) {
        let head = "MODEL.ROI_BOX_HEAD."
        configuration.classCount =
            try reader.whole("MODEL.ROI_HEADS.NUM_CLASSES", "classCount, with the background", 1...(1 << 20) - 1) + 1
        configuration.conventions.alignsBoxes = try aligns(head, "conventions.alignsBoxes")
        configuration.boxHead.resolution = try reader.whole(head + "POOLER_RESOLUTION", "boxHead.resolution", 1...256)
        configuration.boxHead.samplingRatio = try reader.whole(
            head + "POOLER_SAMPLING_RATIO", "boxHead.samplingRatio", 0...256)
        if !hasLastStage { try readBoxLayers(head) }
        configuration.boxHead.isClassAgnostic = reader.truth(head + "CLS_AGNOSTIC_BBOX_REG", "boxHead.isClassAgnostic")
        configuration.boxHead.coderWeights = try reader.reals(
            head + "BBOX_REG_WEIGHTS", "boxHead.coderWeights", count: 4)
        configuration.boxHead.scoreThreshold = try reader.real(
            "MODEL.ROI_HEADS.SCORE_THRESH_TEST", "boxHead.scoreThreshold", 0...1)
        configuration.boxHead.nmsThreshold = try reader.real(
            "MODEL.ROI_HEADS.NMS_THRESH_TEST", "boxHead.nmsThreshold", 0...1)
        let most = try reader.whole("TEST.DETECTIONS_PER_IMAGE", "boxHead.maximumDetections", -1...100_000)
        // Less than none is no limit there.
        configuration.boxHead.maximumDetections = most < 0 ? 100_000 : most
    }

    private mutating func readBoxLayers(_ head: String) throws(FrameworkError) {
        try reader.name(head + "NAME", "boxHead", among: ["FastRCNNConvFCHead"])
        let linear = try reader.whole(head + "NUM_FC", "boxHead.linearCount", 0...100)
        guard linear > 0 else {
            throw reader.unsupported(head + "NUM_FC", "a box head ends with at least 1 linear layer")
        }
        configuration.boxHead.linearCount = linear
        configuration.boxHead.features = try reader.whole(head + "FC_DIM", "boxHead.features", 1...1 << 16)
        configuration.boxHead.convolutionCount = try reader.whole(
            head + "NUM_CONV", "boxHead.convolutionCount", 0...100)
        let channels = try reader.whole(head + "CONV_DIM", "boxHead.convolutionChannels", 1...1 << 16)
        configuration.boxHead.convolutionChannels =
            configuration.boxHead.convolutionCount == 0 || channels == configuration.featureChannels ? nil : channels
        configuration.boxHead.normalization = try norm(head + "NORM", "boxHead.normalization")
    }

    mutating func readMaskHead() throws(FrameworkError) {
        guard reader.truth("MODEL.MASK_ON", "maskHead") else {
            configuration.maskHead = nil
            return
        }
        let head = "MODEL.ROI_MASK_HEAD."
        try reader.name(
            head + "NAME", "maskHead", among: ["MaskRCNNConvUpsampleHead"],
            others: ["PointRendMaskHead", "CoarseMaskHead"])
        let count = try reader.whole(head + "NUM_CONV", "maskHead.channels", 0...100)
        let channels = try reader.whole(head + "CONV_DIM", "maskHead.channels", 1...1 << 16)
        guard count > 0 || hasLastStage else {
            throw reader.unsupported(head + "NUM_CONV", "a mask head has at least 1 convolution but after a last stage")
        }
        var mask = Configuration.MaskHead()
        mask.channels = Array(repeating: channels, count: count)
        mask.predictorChannels = channels
        mask.normalization = try norm(head + "NORM", "maskHead.normalization")
        mask.isClassAgnostic = reader.truth(head + "CLS_AGNOSTIC_MASK", "maskHead.isClassAgnostic")
        if hasLastStage {
            // It looks at what the box head's stage gives of the box head's cells.
            mask.resolution = configuration.boxHead.resolution
            mask.samplingRatio = configuration.boxHead.samplingRatio
            configuration.conventions.alignsMasks = configuration.conventions.alignsBoxes
        } else {
            mask.resolution = try reader.whole(head + "POOLER_RESOLUTION", "maskHead.resolution", 1...256)
            mask.samplingRatio = try reader.whole(head + "POOLER_SAMPLING_RATIO", "maskHead.samplingRatio", 0...256)
            configuration.conventions.alignsMasks = try aligns(head, "conventions.alignsMasks")
        }
        configuration.maskHead = mask
    }

    mutating func readKeypointHead() throws(FrameworkError) {
        guard reader.truth("MODEL.KEYPOINT_ON", "keypointHead") else {
            configuration.keypointHead = nil
            return
        }
        let head = "MODEL.ROI_KEYPOINT_HEAD."
        guard !hasLastStage else {
            throw reader.unsupported("MODEL.KEYPOINT_ON", "heads after a last stage find no keypoints, there either")
        }
        try reader.name(head + "NAME", "keypointHead", among: ["KRCNNConvDeconvUpsampleHead"])
        var keypoints = Configuration.KeypointHead.numbered(
            try reader.whole(head + "NUM_KEYPOINTS", "keypointHead.names", 1...1000))
        keypoints.channels = try reader.wholes(head + "CONV_DIMS", "keypointHead.channels")
        keypoints.resolution = try reader.whole(head + "POOLER_RESOLUTION", "keypointHead.resolution", 1...256)
        keypoints.samplingRatio = try reader.whole(
            head + "POOLER_SAMPLING_RATIO", "keypointHead.samplingRatio", 0...256)
        configuration.conventions.alignsKeypoints = try aligns(head, "conventions.alignsKeypoints")
        configuration.keypointHead = keypoints
    }

    /// Whether RoIAlign moves boxes by half a cell.
    private mutating func aligns(_ head: String, _ meaning: String) throws(FrameworkError) -> Bool {
        try reader.name(
            head + "POOLER_TYPE", meaning, among: ["ROIAlignV2", "ROIAlign"], others: ["ROIPool", "ROIAlignRotated"])
            == "ROIAlignV2"
    }
}

extension Configuration.KeypointHead {
    /// A head for so many keypoints: a person's of COCO, else with numbers for names.
    static func numbered(_ count: Int) -> Self {
        var head = Self()
        if count != head.names.count {
            head.names = (1...count).map { "keypoint \($0)" }
            head.skeleton = []
        }
        return head
    }
}
