public import Torch

extension Configuration {
    /// The head that classifies and refines boxes (Girshick 2015).
    ///
    /// Source: `RoIHeads`, `TwoMLPHead`, `FastRCNNConvFCHead`.
    public struct BoxHead: Sendable, Hashable {
        /// Cells a side of the aligned features.
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
        func value<Value: Decodable>(_ key: CodingKeys, _ fallback: Value) throws -> Value {
            try values.decodeIfPresent(Value.self, forKey: key) ?? fallback
        }
        let usual = Self()
        resolution = try value(.resolution, usual.resolution)
        samplingRatio = try value(.samplingRatio, usual.samplingRatio)
        convolutionCount = try value(.convolutionCount, usual.convolutionCount)
        convolutionChannels = try values.decodeIfPresent(Int.self, forKey: .convolutionChannels)
        normalization = try value(.normalization, usual.normalization)
        linearCount = try value(.linearCount, usual.linearCount)
        features = try value(.features, usual.features)
        isClassAgnostic = try value(.isClassAgnostic, usual.isClassAgnostic)
        coderWeights = try value(.coderWeights, usual.coderWeights)
        scoreThreshold = try value(.scoreThreshold, usual.scoreThreshold)
        classScoreThresholds = try value(.classScoreThresholds, usual.classScoreThresholds)
        nmsThreshold = try value(.nmsThreshold, usual.nmsThreshold)
        suppression = try value(.suppression, usual.suppression)
        minimumSide = try value(.minimumSide, usual.minimumSide)
        maximumDetections = try value(.maximumDetections, usual.maximumDetections)
    }
}

extension Configuration.MaskHead: Codable {
    /// Reads one; what is missing is torchvision's.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys, _ fallback: Value) throws -> Value {
            try values.decodeIfPresent(Value.self, forKey: key) ?? fallback
        }
        let usual = Self()
        resolution = try value(.resolution, usual.resolution)
        samplingRatio = try value(.samplingRatio, usual.samplingRatio)
        channels = try value(.channels, usual.channels)
        normalization = try value(.normalization, usual.normalization)
        predictorChannels = try value(.predictorChannels, usual.predictorChannels)
        isClassAgnostic = try value(.isClassAgnostic, usual.isClassAgnostic)
        threshold = try value(.threshold, usual.threshold)
    }
}
