/// A keypoint of an object as annotations have it, such as a person's left elbow; which one, its place in the list says
/// (`ObjectCategory.keypoints`).
public struct Keypoint: Sendable, Hashable {
    /// From the image's left edge, in continuous pixels; 0 where the keypoint is not labelled.
    public var x: Double
    /// From the image's top edge, in continuous pixels; 0 where the keypoint is not labelled.
    public var y: Double
    /// Whether the keypoint is labelled, and can be seen.
    public var visibility: Visibility

    /// COCO's `v`.
    public enum Visibility: Int, Sendable, Hashable, CaseIterable {
        /// 0: nobody said where the keypoint is; it may lie outside the image.
        case unlabelled = 0
        /// 1: labelled where it must be, behind something else.
        case hidden = 1
        /// 2: labelled, and seen.
        case visible = 2
    }

    /// Creates a keypoint from its place and its visibility.
    public init(x: Double, y: Double, visibility: Visibility) {
        self.x = x
        self.y = y
        self.visibility = visibility
    }

    /// A keypoint that is not labelled, as files have it: 0, 0, 0.
    public static let unlabelled = Keypoint(x: 0, y: 0, visibility: .unlabelled)

    /// Whether the keypoint is labelled, seen or not.
    public var isLabelled: Bool { visibility != .unlabelled }
}

extension Collection<Keypoint> {
    /// How many keypoints are labelled: what COCO's `num_keypoints` should be.
    public var labelledCount: Int { count { $0.isLabelled } }
}

extension Annotation {
    /// Whether the object is to be found where keypoints are compared: `labelledKeypointCount` says so, or, where the file has
    /// none, a labelled keypoint.
    public var hasLabelledKeypoint: Bool { (labelledKeypointCount ?? keypoints?.labelledCount ?? 0) > 0 }
}
