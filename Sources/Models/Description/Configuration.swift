public import Torch

/// Everything that says which network a model is and how it detects; the parts mirror the network's modules.
///
/// The defaults are those of torchvision's `maskrcnn_resnet50_fpn`.
/// Heads that are nil are not there: without a mask head and a keypoint head it is a Faster R-CNN.
public struct Configuration: Sendable, Hashable {
    /// The name of the preset it came from, for people.
    public var name = "maskrcnn_resnet50_fpn"
    /// The number of classes, the background (0) included.
    public var classCount = 91
    /// From an image to the network's input.
    public var transform = Transform()
    /// The feature extractor.
    public var backbone = Backbone()
    /// The feature pyramid on top of it; nil hands the backbone's last map on, a single level, as in networks called C4 and C5.
    public var pyramid: Pyramid? = Pyramid()
    /// The region proposal network.
    public var proposals = Proposals()
    /// The head that classifies and refines boxes.
    public var boxHead = BoxHead()
    /// The head that segments; nil where objects have boxes alone.
    public var maskHead: MaskHead? = MaskHead()
    /// The head that finds keypoints; nil where objects have none.
    public var keypointHead: KeypointHead?
    /// What it does where frameworks differ.
    public var conventions = Conventions()

    /// Creates torchvision's `maskrcnn_resnet50_fpn`.
    public init() {}

    /// From an image to the network's input. Source: `GeneralizedRCNNTransform`.
    public struct Transform: Codable, Sendable, Hashable {
        /// The short side is scaled to this many pixels,
        public var minimumSide = 800
        /// unless the long side would then have more than these.
        public var maximumSide = 1333
        /// Taken from red, green and blue in [0, 1].
        public var mean = [0.485, 0.456, 0.406]
        /// What they are then divided by.
        public var standardDeviation = [0.229, 0.224, 0.225]
        /// Sides are padded to a multiple of this.
        public var sizeDivisor = 32

        /// Creates torchvision's.
        public init() {}
    }

    /// The feature pyramid network (Lin et al. 2017). Source: `FeaturePyramidNetwork`.
    public struct Pyramid: Codable, Sendable, Hashable {
        /// Channels of every level.
        public var channels = 256
        /// What follows each convolution.
        public var normalization = NormalizationKind.none
        /// A coarser level for proposals alone, above those that the backbone's maps give.
        public var extraLevel = ExtraLevel.maxPool

        /// Creates torchvision's.
        public init() {}

        /// Reads one; what is missing is torchvision's.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            let usual = Self()
            channels = try values.decodeIfPresent(Int.self, forKey: .channels) ?? usual.channels
            normalization =
                try values.decodeIfPresent(NormalizationKind.self, forKey: .normalization) ?? usual.normalization
            extraLevel = try values.decodeIfPresent(ExtraLevel.self, forKey: .extraLevel) ?? usual.extraLevel
        }

        /// A level above those of the backbone's maps. Source: `extra_blocks`.
        public enum ExtraLevel: String, CaseIterable, Codable, Sendable, Hashable {
            /// None.
            case none
            /// Every second cell of the coarsest level. Source: `LastLevelMaxPool`.
            case maxPool
        }
    }

    /// The region proposal network (Ren et al. 2015). Source: `RegionProposalNetwork`.
    public struct Proposals: Sendable, Hashable {
        /// For each level the sides of the squares with its anchors' areas, in pixels of the resized image. In files
        /// `[32, 64]` is short for one size a level, `[[32], [64]]`.
        public var anchorSizes = [[32], [64], [128], [256], [512]]
        /// For each level height over width of its anchors; one list serves all levels, and is `[0.5, 1, 2]` in files.
        public var aspectRatios = [[0.5, 1, 2]]
        /// How many 3×3 convolutions precede the predictions.
        public var convolutionCount = 1
        /// How many of a level's anchors are decoded, the best first.
        public var countBeforeNMS = 1000
        /// How many proposals an image keeps over all levels.
        public var countAfterNMS = 1000
        /// Proposals of one level that overlap a better one more than this go.
        public var nmsThreshold = 0.7
        /// Proposals of a lower probability go.
        public var scoreThreshold = 0.0
        /// Proposals with a shorter side, in pixels, go.
        public var minimumSide = 1e-3

        /// Creates torchvision's.
        public init() {}
    }
}
