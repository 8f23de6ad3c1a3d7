public import Geometry

/// The keypoints of an object, and the lines between them.
public struct OverlaySkeleton: Sendable, Hashable {
    /// A keypoint to be drawn.
    public struct Joint: Sendable, Hashable {
        /// Where it is, in continuous pixel coordinates of the picture.
        public var position: Point
        /// Whether it is behind something else: it is drawn as a ring then.
        public var isHidden: Bool

        /// Creates a keypoint from its place.
        public init(position: Point, isHidden: Bool = false) {
            self.position = position
            self.isHidden = isHidden
        }
    }

    /// A line between two keypoints.
    public struct Bone: Sendable, Hashable {
        /// The places of the keypoints among the joints, from 0.
        public var start: Int, end: Int

        /// Creates a line from the places of two keypoints, from 0.
        public init(start: Int, end: Int) {
            self.start = start
            self.end = end
        }
    }

    /// The keypoints in their order; nil where one is not known.
    public var joints: [Joint?]
    /// The lines; those whose ends are not both known are not drawn.
    public var bones: [Bone]

    /// Creates a skeleton from its keypoints and lines.
    public init(joints: [Joint?], bones: [Bone]) {
        self.joints = joints
        self.bones = bones
    }

    /// The place of a keypoint that can be drawn.
    func position(_ place: Int) -> Point? {
        guard joints.indices.contains(place), let joint = joints[place],
            abs(joint.position.x) < 1e7, abs(joint.position.y) < 1e7
        else { return nil }
        return joint.position
    }

    /// The smallest box around what can be drawn; nil where nothing can.
    var boundingBox: Box? {
        let points = joints.indices.compactMap(position)
        guard let left = points.map(\.x).min(), let right = points.map(\.x).max(),
            let top = points.map(\.y).min(), let bottom = points.map(\.y).max()
        else { return nil }
        return Box(x1: Float(left), y1: Float(top), x2: Float(right), y2: Float(bottom))
    }
}

extension OverlayItem {
    /// Draws the lines between keypoints and a disc at each, a ring where it is hidden.
    func strokeSkeleton(width: Float, on image: inout Image) {
        guard let skeleton = instance.skeleton, let bounds = skeleton.boundingBox else { return }
        let radius = max(1.5, 1.5 * width)
        var lines = Coverage(around: bounds.expanded(by: width / 2 + 1), in: image.size)
        for bone in skeleton.bones {
            guard let start = skeleton.position(bone.start), let end = skeleton.position(bone.end) else { continue }
            lines.stroke(from: start, to: end, radius: width / 2)
        }
        lines.blend(.solid(color), opacity: 0.85, into: &image)
        let around = bounds.expanded(by: radius + 2)
        var rims = Coverage(around: around, in: image.size)
        var discs = Coverage(around: around, in: image.size)
        var holes = Coverage(around: around, in: image.size)
        for (place, joint) in skeleton.joints.enumerated() {
            guard let joint, let position = skeleton.position(place) else { continue }
            rims.stroke(from: position, to: position, radius: radius + 1)
            discs.stroke(from: position, to: position, radius: radius)
            if joint.isHidden { holes.stroke(from: position, to: position, radius: radius / 2) }
        }
        // A rim sets a disc off from lines and masks of its own colour.
        rims.blend(.solid(color.contrastingText), opacity: 0.85, into: &image)
        discs.blend(.solid(color), into: &image)
        holes.blend(.solid(color.contrastingText), into: &image)
    }
}
