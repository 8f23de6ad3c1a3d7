extension Detection {
    /// A point of an object, such as a person's left knee, as a model found it.
    public struct Keypoint: Sendable, Hashable {
        /// What it is.
        public let name: String
        /// Where it is, in continuous pixels of the image from its left border.
        public let x: Float
        /// The same from its upper border.
        public let y: Float
        /// How high its heat map is there: a logit, not a probability, and of use for comparing one keypoint in several objects.
        ///
        /// Source: `keypoints_scores` of torchvision's results.
        public let score: Float

        /// Creates a keypoint.
        public init(name: String, x: Float, y: Float, score: Float) {
            self.name = name
            self.x = x
            self.y = y
            self.score = score
        }
    }
}
