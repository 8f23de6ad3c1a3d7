/// How the predictions that losses are computed from are chosen. The defaults are torchvision's.
///
/// Source: the arguments `rpn_…` and `box_…` of `MaskRCNN`.
public struct TargetSampling: Codable, Sendable, Equatable {
    /// Which anchors the proposal network learns from.
    public var anchors = Choice(foregroundIoU: 0.7, backgroundIoU: 0.3, count: 256, positiveFraction: 0.5)
    /// Which proposals the heads learn from.
    public var proposals = Choice(foregroundIoU: 0.5, backgroundIoU: 0.5, count: 512, positiveFraction: 0.25)
    /// How many of a level's anchors are decoded to proposals, the best first.
    public var countBeforeNMS = 2000
    /// How many proposals an image keeps over all levels.
    public var countAfterNMS = 2000

    /// Creates torchvision's.
    public init() {}

    /// A choice among candidates.
    public struct Choice: Codable, Sendable, Equatable {
        /// A candidate is positive where it overlaps an object at least so much,
        public var foregroundIoU: Double
        /// and negative where it overlaps all objects less than this.
        public var backgroundIoU: Double
        /// How many are chosen of each image,
        public var count: Int
        /// and which share of them may be positive.
        public var positiveFraction: Double
    }

    /// Fewer samples, for small networks and small images: heads cost as much as there are samples.
    public static let small: TargetSampling = {
        var sampling = TargetSampling()
        sampling.anchors.count = 128
        sampling.proposals.count = 96
        sampling.proposals.positiveFraction = 0.34
        sampling.countBeforeNMS = 400
        sampling.countAfterNMS = 400
        return sampling
    }()
}
