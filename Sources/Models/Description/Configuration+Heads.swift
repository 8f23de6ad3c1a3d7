public import Torch

extension Configuration {
    /// The head that classifies and refines boxes (Girshick 2015).
    ///
    /// Source: `RoIHeads`, `TwoMLPHead`, `FastRCNNConvFCHead`.
    public struct BoxHead: Sendable, Hashable {
        /// Whether the backbone's fourth stage looks at the aligned features, in place of convolutions and linear layers, and the mask head at
        /// what it gives, as in networks called C4: the backbone then has three stages, and there is no pyramid.
        public var isLastStage = false
        /// Cells a side of the aligned features: 7, or 14 before a last stage, which halves them.
        public var resolution = 7
        /// Samples a side of each cell.
        public var samplingRatio = 2
        /// How many 3×3 convolutions precede the linear layers.
        public var convolutionCount = 0
        /// Channels that each of them gives; nil for those of the maps that it looks at.
        public var convolutionChannels: Int?
        /// What follows each of them.
        public var normalization = NormalizationKind.none
        /// How many linear layers there are,
        public var linearCount = 2
        /// and how many features each gives.
        public var features = 1024
        /// What follows each linear layer: nothing, or a group norm as in maskrcnn-benchmark's networks of them.
        public var linearNormalization = NormalizationKind.none
        /// Whether one box is refined for all classes, rather than one for each: fewer parameters, and for many classes about as
        /// accurate. Source: detectron2's `CLS_AGNOSTIC_BBOX_REG`; torchvision has no such networks.
        public var isClassAgnostic = false
        /// Divisors of dx, dy and of dw, dh.
        public var coderWeights = [10.0, 10, 5, 5]
        /// Detections must score above this.
        public var scoreThreshold = 0.05
        /// For each class, from 1 on, what its detections must score above; ``scoreThreshold`` holds for those beyond the list.
        public var classScoreThresholds: [Double] = []
        /// Detections of one class that overlap a better one more than this go.
        public var nmsThreshold = 0.5
        /// Which detections are compared for that, and what becomes of those that overlap a better one.
        public var suppression = Suppression()
        /// Detections with a shorter side, in pixels of the network's input, go.
        public var minimumSide = 1e-2
        /// How many detections an image keeps.
        public var maximumDetections = 100

        /// Creates torchvision's.
        public init() {}
    }

    /// The head that segments (He et al. 2017). Source: `MaskRCNNHeads`, `MaskRCNNPredictor`.
    public struct MaskHead: Sendable, Hashable {
        /// Cells a side of the aligned features; the masks have twice as many.
        public var resolution = 14
        /// Samples a side of each cell.
        public var samplingRatio = 2
        /// The channels of each 3×3 convolution.
        public var channels = [256, 256, 256, 256]
        /// What follows each of them.
        public var normalization = NormalizationKind.none
        /// Channels after the transposed convolution.
        public var predictorChannels = 256
        /// Whether one mask is made for all classes, rather than one for each: almost as accurate (He et al. 2017, section 4.2), and for
        /// many classes smaller. Source: detectron2's `CLS_AGNOSTIC_MASK`; torchvision has no such networks.
        public var isClassAgnostic = false
        /// A pixel belongs to an instance where its probability is above this.
        public var threshold = 0.5

        /// Creates torchvision's.
        public init() {}
    }
}

// MARK: Files

extension Configuration.BoxHead: Codable {
    /// Reads one; what is missing is torchvision's.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let usual = Self()
        isLastStage = try values.value(.isLastStage, or: usual.isLastStage)
        resolution = try values.value(.resolution, or: usual.resolution)
        samplingRatio = try values.value(.samplingRatio, or: usual.samplingRatio)
        convolutionCount = try values.value(.convolutionCount, or: usual.convolutionCount)
        convolutionChannels = try values.decodeIfPresent(Int.self, forKey: .convolutionChannels)
        normalization = try values.value(.normalization, or: usual.normalization)
        linearCount = try values.value(.linearCount, or: usual.linearCount)
        features = try values.value(.features, or: usual.features)
        linearNormalization = try values.value(.linearNormalization, or: usual.linearNormalization)
        isClassAgnostic = try values.value(.isClassAgnostic, or: usual.isClassAgnostic)
        coderWeights = try values.value(.coderWeights, or: usual.coderWeights)
        scoreThreshold = try values.value(.scoreThreshold, or: usual.scoreThreshold)
        classScoreThresholds = try values.value(.classScoreThresholds, or: usual.classScoreThresholds)
        nmsThreshold = try values.value(.nmsThreshold, or: usual.nmsThreshold)
        suppression = try values.value(.suppression, or: usual.suppression)
        minimumSide = try values.value(.minimumSide, or: usual.minimumSide)
        maximumDetections = try values.value(.maximumDetections, or: usual.maximumDetections)
    }
}

extension Configuration.MaskHead: Codable {
    /// Reads one; what is missing is torchvision's.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let usual = Self()
        resolution = try values.value(.resolution, or: usual.resolution)
        samplingRatio = try values.value(.samplingRatio, or: usual.samplingRatio)
        channels = try values.value(.channels, or: usual.channels)
        normalization = try values.value(.normalization, or: usual.normalization)
        predictorChannels = try values.value(.predictorChannels, or: usual.predictorChannels)
        isClassAgnostic = try values.value(.isClassAgnostic, or: usual.isClassAgnostic)
        threshold = try values.value(.threshold, or: usual.threshold)
    }
}
