package import MaskRCNN

extension TrainingConfiguration {
    /// What each loss is multiplied by in their sum. torchvision's sum has 1 for all.
    ///
    /// A part whose weight rises learns faster at the cost of the others: masks that are coarse want a larger ``mask``. A weight of 0 leaves
    /// a part as it is.
    public struct LossWeights: Codable, Sendable, Equatable {
        /// Of the class of each sampled proposal.
        public var classifier = 1.0
        /// Of the box of each positive proposal.
        public var box = 1.0
        /// Of the mask of each positive proposal.
        public var mask = 1.0
        /// Of the keypoints of each positive proposal.
        public var keypoint = 1.0
        /// Of whether there is an object at each sampled anchor.
        public var objectness = 1.0
        /// Of the box of each positive anchor.
        public var proposalBox = 1.0

        /// Creates torchvision's.
        public init() {}

        /// By the kind of loss.
        package var byKind: [Losses.Kind: Double] {
            [
                .classifier: classifier, .box: box, .mask: mask, .keypoint: keypoint, .objectness: objectness,
                .proposalBox: proposalBox,
            ]
        }
    }
}
