public import Torch

/// Everything that says which network a model is and how it detects; the parts mirror the network's modules.
///
/// The defaults are those of torchvision's `maskrcnn_resnet50_fpn`.
public struct Configuration: Codable, Sendable, Hashable {
    /// The name of the preset it came from, for people.
    public var name = "maskrcnn_resnet50_fpn"
    /// The number of classes, the background (0) included.
    public var classCount = 91
    /// From an image to the network's input.
    public var transform = Transform()
    /// The feature extractor.
    public var backbone = Backbone()
    /// The feature pyramid on top of it.
    public var pyramid = Pyramid()
    /// The region proposal network.
    public var proposals = Proposals()
    /// The head that classifies and refines boxes.
    public var boxHead = BoxHead()
    /// The head that segments.
    public var maskHead = MaskHead()

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
    }

    /// The feature extractor: a ResNet (He et al. 2015) with the stride on the 3×3 convolution.
    ///
    /// Source: `resnet_fpn_backbone`.
    public struct Backbone: Codable, Sendable, Hashable {
        /// 18, 34, 50, 101 or 152 layers.
        public var depth = 50
        /// Channels of the first convolution, from which all others follow; the paper's networks have 64.
        public var width = 64
        /// What follows each convolution. In torchvision's published COCO v1 checkpoint ε is 0, else 1e-5.
        public var normalization = NormalizationKind.frozenBatchNorm(epsilon: 1e-5)

        /// Creates the default.
        public init() {}

        /// Reads one; where there is no width, it is 64.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            depth = try values.decode(Int.self, forKey: .depth)
            width = try values.decodeIfPresent(Int.self, forKey: .width) ?? 64
            normalization = try values.decode(NormalizationKind.self, forKey: .normalization)
        }
    }

    /// The feature pyramid network (Lin et al. 2017). Source: `FeaturePyramidNetwork`.
    public struct Pyramid: Codable, Sendable, Hashable {
        /// Channels of every level.
        public var channels = 256
        /// What follows each convolution.
        public var normalization = NormalizationKind.none
    }

    /// The region proposal network (Ren et al. 2015). Source: `RegionProposalNetwork`.
    public struct Proposals: Codable, Sendable, Hashable {
        /// The side of the square with an anchor's area, for each level, in pixels of the resized image.
        public var anchorSizes = [32, 64, 128, 256, 512]
        /// Height over width of each level's anchors.
        public var aspectRatios = [0.5, 1, 2]
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
    }

    /// The head that classifies and refines boxes (Girshick 2015).
    ///
    /// Source: `RoIHeads`, `TwoMLPHead`, `FastRCNNConvFCHead`.
    public struct BoxHead: Codable, Sendable, Hashable {
        /// Cells a side of the aligned features.
        public var resolution = 7
        /// Samples a side of each cell.
        public var samplingRatio = 2
        /// How many 3×3 convolutions precede the linear layers.
        public var convolutionCount = 0
        /// What follows each of them.
        public var normalization = NormalizationKind.none
        /// How many linear layers there are,
        public var linearCount = 2
        /// and how many features each gives.
        public var features = 1024
        /// Divisors of dx, dy and of dw, dh.
        public var coderWeights = [10.0, 10, 5, 5]
        /// Detections must score above this.
        public var scoreThreshold = 0.05
        /// Detections of one class that overlap a better one more than this go.
        public var nmsThreshold = 0.5
        /// Detections with a shorter side, in pixels of the network's input, go.
        public var minimumSide = 1e-2
        /// How many detections an image keeps.
        public var maximumDetections = 100
    }

    /// The head that segments (He et al. 2017). Source: `MaskRCNNHeads`, `MaskRCNNPredictor`.
    public struct MaskHead: Codable, Sendable, Hashable {
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
        /// A pixel belongs to an instance where its probability is above this.
        public var threshold = 0.5
    }
}

extension Configuration {
    /// The most anchors that are decoded, proposals that an image keeps, and detections.
    static let mostDecoded = 1_000_000
    static let mostProposals = 1_000_000
    static let mostDetections = 100_000

    /// Finds the first value that makes no sense.
    ///
    /// - Throws: ``MaskRCNNError/configuration(field:expected:)``, which names the field.
    public func validate() throws(MaskRCNNError) {
        func require(_ condition: Bool, _ field: String, _ expected: String) throws(MaskRCNNError) {
            if !condition { throw .configuration(field: field, expected: expected) }
        }
        // A file's metadata can say anything; the upper limits keep sizes within what can be computed with.
        try require(
            (2...1 << 20).contains(classCount), "classCount",
            "from 2, the background and one more, to \(1 << 20)")
        try require(ResNet.stages(depth: backbone.depth) != nil, "backbone.depth", "18, 34, 50, 101 or 152")

        try require((1...1024).contains(backbone.width), "backbone.width", "from 1 to 1024")

        let sides = 1...1 << 20
        try require(sides.contains(transform.minimumSide), "transform.minimumSide", "above 0")
        try require(
            sides.contains(transform.maximumSide) && transform.maximumSide >= transform.minimumSide,
            "transform.maximumSide", "at least the minimum side")
        try require(
            transform.mean.count == 3 && transform.mean.allSatisfy(\.isFinite), "transform.mean", "three numbers")
        try require(
            transform.standardDeviation.count == 3
                && transform.standardDeviation.allSatisfy { $0 > 0 && $0.isFinite },
            "transform.standardDeviation", "three numbers above 0")
        try require((1...4096).contains(transform.sizeDivisor), "transform.sizeDivisor", "from 1 to 4096")

        let channels = 1...1 << 16
        try require(channels.contains(pyramid.channels), "pyramid.channels", "from 1 to 65536")
        try require(
            proposals.anchorSizes.count == 5 && proposals.anchorSizes.allSatisfy(sides.contains),
            "proposals.anchorSizes", "one size above 0 for each of the 5 levels")
        try require(
            (1...100).contains(proposals.aspectRatios.count)
                && proposals.aspectRatios.allSatisfy { (0.001...1000).contains($0) },
            "proposals.aspectRatios", "at least one and at most 100, all from 0.001 to 1000")
        try require((1...100).contains(proposals.convolutionCount), "proposals.convolutionCount", "from 1 to 100")
        try require(
            (0...Self.mostDecoded).contains(proposals.countBeforeNMS), "proposals.countBeforeNMS",
            "from 0 to \(Self.mostDecoded)")
        try require(
            (0...Self.mostProposals).contains(proposals.countAfterNMS), "proposals.countAfterNMS",
            "from 0 to \(Self.mostProposals)")
        try require((0...1).contains(proposals.nmsThreshold), "proposals.nmsThreshold", "from 0 to 1")
        try require((0...1).contains(proposals.scoreThreshold), "proposals.scoreThreshold", "from 0 to 1")
        try require(
            proposals.minimumSide >= 0 && proposals.minimumSide.isFinite, "proposals.minimumSide", "at least 0")

        try require((1...256).contains(boxHead.resolution), "boxHead.resolution", "from 1 to 256")
        try require((0...256).contains(boxHead.samplingRatio), "boxHead.samplingRatio", "from 0 to 256")
        try require((0...100).contains(boxHead.convolutionCount), "boxHead.convolutionCount", "from 0 to 100")
        try require((1...100).contains(boxHead.linearCount), "boxHead.linearCount", "from 1 to 100")
        try require(channels.contains(boxHead.features), "boxHead.features", "from 1 to 65536")
        try require(
            boxHead.coderWeights.count == 4 && boxHead.coderWeights.allSatisfy { $0 > 0 && $0.isFinite },
            "boxHead.coderWeights", "four numbers above 0")
        try require((0...1).contains(boxHead.scoreThreshold), "boxHead.scoreThreshold", "from 0 to 1")
        try require((0...1).contains(boxHead.nmsThreshold), "boxHead.nmsThreshold", "from 0 to 1")
        try require(
            boxHead.minimumSide >= 0 && boxHead.minimumSide.isFinite, "boxHead.minimumSide", "at least 0")
        try require(
            (0...Self.mostDetections).contains(boxHead.maximumDetections), "boxHead.maximumDetections",
            "from 0 to \(Self.mostDetections)")

        try require((1...256).contains(maskHead.resolution), "maskHead.resolution", "from 1 to 256")
        try require((0...256).contains(maskHead.samplingRatio), "maskHead.samplingRatio", "from 0 to 256")
        try require(
            (1...100).contains(maskHead.channels.count) && maskHead.channels.allSatisfy(channels.contains),
            "maskHead.channels", "at least one convolution of 1 to 65536 channels")
        try require(channels.contains(maskHead.predictorChannels), "maskHead.predictorChannels", "from 1 to 65536")
        try require((0...1).contains(maskHead.threshold), "maskHead.threshold", "from 0 to 1")
    }
}
