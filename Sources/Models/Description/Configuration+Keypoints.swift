package import COCO

extension Configuration {
    /// The head that finds an object's keypoints (He et al. 2017, section 5). Source: `KeypointRCNNHeads`, `KeypointRCNNPredictor`.
    public struct KeypointHead: Codable, Sendable, Hashable {
        /// The name of each keypoint, in the order in which data and results have them. As many as there are names are found.
        public var names = Self.cocoPersonNames
        /// Pairs of keypoints that a drawing joins, by their numbers from 1, as in COCO's categories.
        public var skeleton = Self.cocoPersonSkeleton
        /// Cells a side of the aligned features; the heat maps have four times as many.
        public var resolution = 14
        /// Samples a side of each cell.
        public var samplingRatio = 2
        /// The channels of each 3×3 convolution.
        public var channels = [512, 512, 512, 512, 512, 512, 512, 512]

        /// Creates torchvision's, for the 17 keypoints of a person in COCO.
        public init() {}

        /// Reads one; what is missing is torchvision's. Other names than COCO's have no skeleton where none is given.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            let usual = Self()
            names = try values.decodeIfPresent([String].self, forKey: .names) ?? usual.names
            skeleton = try values.decodeIfPresent([[Int]].self, forKey: .skeleton) ?? usual.skeleton
            // COCO's skeleton joins COCO's keypoints and no others: where only names are changed, nothing is joined.
            if names != usual.names, skeleton == usual.skeleton { skeleton = [] }
            resolution = try values.decodeIfPresent(Int.self, forKey: .resolution) ?? usual.resolution
            samplingRatio = try values.decodeIfPresent(Int.self, forKey: .samplingRatio) ?? usual.samplingRatio
            channels = try values.decodeIfPresent([Int].self, forKey: .channels) ?? usual.channels
        }

        /// The keypoints of a person in COCO.
        public static let cocoPersonNames = [
            "nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder", "left_elbow",
            "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee",
            "left_ankle", "right_ankle",
        ]

        /// Which of them COCO joins: legs, hips, trunk, shoulders, arms, face.
        public static let cocoPersonSkeleton = [
            [16, 14], [14, 12], [17, 15], [15, 13], [12, 13], [6, 12], [7, 13], [6, 7], [6, 8], [7, 9], [8, 10],
            [9, 11], [2, 3], [1, 2], [1, 3], [2, 4], [3, 5], [4, 6], [5, 7],
        ]
    }

    /// Whether objects that are found have keypoints.
    public var hasKeypoints: Bool { keypointHead != nil }

    /// torchvision's `keypointrcnn_resnet50_fpn` (He et al. 2017): 59,137,258 parameters with 2 classes and 17 keypoints.
    public static let keypointRCNNResNet50FPN: Configuration = {
        var configuration = fasterRCNNResNet50FPN
        configuration.name = "keypointrcnn_resnet50_fpn"
        configuration.classCount = 2
        configuration.keypointHead = KeypointHead()
        return configuration
    }()
}

extension Configuration.KeypointHead {
    /// The pairs of ``skeleton``.
    package var edges: [SkeletonEdge] {
        skeleton.filter { $0.count == 2 }.map { SkeletonEdge(start: $0[0], end: $0[1]) }
    }
}
