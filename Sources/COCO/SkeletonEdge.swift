/// A line between two keypoints of a category, by which objects are drawn.
public struct SkeletonEdge: Sendable, Hashable {
    /// The number of the keypoint where the line begins, counted from 1 as in COCO's files.
    public var start: Int
    /// The number of the keypoint where the line ends, counted from 1 as in COCO's files.
    public var end: Int

    /// Creates a line from the numbers of two keypoints, counted from 1.
    public init(start: Int, end: Int) {
        self.start = start
        self.end = end
    }
}
