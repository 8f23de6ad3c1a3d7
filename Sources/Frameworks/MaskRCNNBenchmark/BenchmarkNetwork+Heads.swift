internal import Models
internal import Torch

extension BenchmarkNetwork {
    mutating func readBoxHead() throws(FrameworkError) {
        let head = "MODEL.ROI_BOX_HEAD."
        configuration.classCount = try reader.whole(
            head + "NUM_CLASSES", "classCount, with the background", 2...1 << 20)
        (configuration.boxHead.resolution, configuration.boxHead.samplingRatio) = try pooler(head, "boxHead")
        try reader.name(
            head + "PREDICTOR", "boxHead", among: [hasLastStage ? "FastRCNNPredictor" : "FPNPredictor"],
            others: ["FastRCNNPredictor", "FPNPredictor"])
        if !hasLastStage { try readBoxLayers(head) }
        configuration.boxHead.isClassAgnostic = reader.truth("MODEL.CLS_AGNOSTIC_BBOX_REG", "boxHead.isClassAgnostic")
        configuration.boxHead.coderWeights = try reader.reals(
            "MODEL.ROI_HEADS.BBOX_REG_WEIGHTS", "boxHead.coderWeights", count: 4)
        configuration.boxHead.scoreThreshold = try reader.real(
            "MODEL.ROI_HEADS.SCORE_THRESH", "boxHead.scoreThreshold", 0...1)
        configuration.boxHead.nmsThreshold = try reader.real("MODEL.ROI_HEADS.NMS", "boxHead.nmsThreshold", 0...1)
        let most = try reader.whole(
            "MODEL.ROI_HEADS.DETECTIONS_PER_IMG", "boxHead.maximumDetections", -1...100_000)
        // None or less is no limit there.
        configuration.boxHead.maximumDetections = most <= 0 ? 100_000 : most
    }

    private mutating func readBoxLayers(_ head: String) throws(FrameworkError) {
        configuration.boxHead.features = try reader.whole(head + "MLP_HEAD_DIM", "boxHead.features", 1...1 << 16)
        let hasConvolutions =
            reader.text(head + "FEATURE_EXTRACTOR", "boxHead") == "FPNXconv1fcFeatureExtractor"
        let norm = try groupNorm(head + "USE_GN", "boxHead.normalization")
        guard hasConvolutions else {
            // There they follow the linear layers.
            configuration.boxHead.linearNormalization = norm
            configuration.boxHead.linearCount = 2
            return
        }
        try reader.require(
            head + "DILATION", 1, "convolutions without gaps", else: "convolutions of heads have no gaps")
        configuration.boxHead.normalization = norm
        configuration.boxHead.convolutionCount = try reader.whole(
            head + "NUM_STACKED_CONVS", "boxHead.convolutionCount", 1...100)
        let channels = try reader.whole(head + "CONV_HEAD_DIM", "boxHead.convolutionChannels", 1...1 << 16)
        configuration.boxHead.convolutionChannels = channels == configuration.featureChannels ? nil : channels
        configuration.boxHead.linearCount = 1
    }

    mutating func readMaskHead() throws(FrameworkError) {
        guard reader.truth("MODEL.MASK_ON", "maskHead") else {
            configuration.maskHead = nil
            return
        }
        let head = "MODEL.ROI_MASK_HEAD."
        let extractor = try reader.name(
            head + "FEATURE_EXTRACTOR", "maskHead",
            among: [hasLastStage ? "ResNet50Conv5ROIFeatureExtractor" : "MaskRCNNFPNFeatureExtractor"],
            others: ["ResNet50Conv5ROIFeatureExtractor", "MaskRCNNFPNFeatureExtractor", "FBNet.roi_head_mask"])
        try reader.require(
            head + "SHARE_BOX_FEATURE_EXTRACTOR", .truth(hasLastStage), "the mask head's own layers",
            else: hasLastStage
                ? "the mask head looks at what the box head's stage gives" : "the mask head has convolutions of its own"
        )
        try reader.name(
            head + "PREDICTOR", "maskHead.predictorChannels", among: ["MaskRCNNC4Predictor"],
            others: ["MaskRCNNConv1x1Predictor"])
        let layers = try reader.wholes(head + "CONV_LAYERS", "maskHead.channels")
        guard let last = layers.last, layers.count <= 100, layers.allSatisfy({ (1...1 << 16).contains($0) }) else {
            throw reader.wrong(head + "CONV_LAYERS", "expected 1 to 100 numbers of channels")
        }
        var mask = Configuration.MaskHead()
        mask.predictorChannels = last
        if extractor == "ResNet50Conv5ROIFeatureExtractor" {
            // Its convolutions are the box head's stage, and the list tells the predictor's channels alone.
            mask.channels = []
            mask.resolution = configuration.boxHead.resolution
            mask.samplingRatio = configuration.boxHead.samplingRatio
        } else {
            mask.channels = layers
            try reader.require(
                head + "DILATION", 1, "convolutions without gaps", else: "convolutions of heads have no gaps")
            mask.normalization = try groupNorm(head + "USE_GN", "maskHead.normalization")
            (mask.resolution, mask.samplingRatio) = try pooler(head, "maskHead")
        }
        if reader.truth(head + "POSTPROCESS_MASKS", "maskHead.threshold") {
            mask.threshold = try reader.real(head + "POSTPROCESS_MASKS_THRESHOLD", "maskHead.threshold", 0...1)
        }
        configuration.maskHead = mask
    }

    mutating func readKeypointHead() throws(FrameworkError) {
        guard reader.truth("MODEL.KEYPOINT_ON", "keypointHead") else {
            configuration.keypointHead = nil
            return
        }
        let head = "MODEL.ROI_KEYPOINT_HEAD."
        try reader.name(
            head + "FEATURE_EXTRACTOR", "keypointHead", among: ["KeypointRCNNFeatureExtractor"],
            others: ["FBNet.roi_head_keypoints"])
        try reader.name(head + "PREDICTOR", "keypointHead", among: ["KeypointRCNNPredictor"])
        try reader.require(
            head + "SHARE_BOX_FEATURE_EXTRACTOR", false, "the keypoint head's own layers",
            else: "the keypoint head has convolutions of its own")
        var keypoints = Configuration.KeypointHead.numbered(
            try reader.whole(head + "NUM_CLASSES", "keypointHead.names", 1...1000))
        keypoints.channels = try reader.wholes(head + "CONV_LAYERS", "keypointHead.channels")
        (keypoints.resolution, keypoints.samplingRatio) = try pooler(head, "keypointHead")
        configuration.keypointHead = keypoints
    }

    /// How a head looks at a box.
    private mutating func pooler(
        _ head: String, _ field: String
    ) throws(FrameworkError) -> (resolution: Int, samplingRatio: Int) {
        let resolution = try reader.whole(head + "POOLER_RESOLUTION", field + ".resolution", 1...256)
        let ratio = try reader.whole(head + "POOLER_SAMPLING_RATIO", field + ".samplingRatio", 0...256)
        let strides = configuration.pyramid == nil ? configuration.levelStrides : headStrides
        let scales = strides.map { 1 / Double($0) }
        let given = reader.value(head + "POOLER_SCALES", "the maps that it looks at").reals
        guard given == scales else {
            throw reader.unsupported(
                head + "POOLER_SCALES",
                "the maps that heads look at have the scales \(scales.map { "\($0)" }.joined(separator: ", "))")
        }
        return (resolution, ratio)
    }

    private var headStrides: [Int] { Array(configuration.levelStrides.dropLast()) }
}
