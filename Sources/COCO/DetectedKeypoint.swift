/// A keypoint that a detector found, as result files have it.
///
/// Evaluation, as pycocotools does it, looks at the place alone: every keypoint of a result counts, whatever its score.
public struct DetectedKeypoint: Sendable, Hashable {
    /// From the image's left edge, in continuous pixels.
    public var x: Double
    /// From the image's top edge, in continuous pixels.
    public var y: Double
    /// The third number of the file, which each program fills in its own way: how sure the detector is of this keypoint, or
    /// 1 or 2 as a visibility.
    public var score: Double

    /// Creates a keypoint from its place and its score.
    public init(x: Double, y: Double, score: Double) {
        self.x = x
        self.y = y
        self.score = score
    }
}
