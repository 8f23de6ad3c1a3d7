/// An axis-aligned box: its corners in continuous pixel coordinates of an image, x to the right and y down.
///
/// The left edge of the leftmost pixel is at x = 0, and its right edge at x = 1 (torchvision's `xyxy`).
public struct Box: Sendable, Hashable, Codable {
    /// The left edge.
    public var x1: Float
    /// The top edge.
    public var y1: Float
    /// The right edge.
    public var x2: Float
    /// The bottom edge.
    public var y2: Float

    /// Creates a box from its left, top, right and bottom edges.
    public init(x1: Float, y1: Float, x2: Float, y2: Float) {
        self.x1 = x1
        self.y1 = y1
        self.x2 = x2
        self.y2 = y2
    }

    /// x2 − x1.
    public var width: Float { x2 - x1 }

    /// y2 − y1.
    public var height: Float { y2 - y1 }

    /// width × height.
    public var area: Float { width * height }

    /// Intersection over union with another box; 0 where neither has an area.
    public func iou(with other: Box) -> Float {
        let width = max(0, min(x2, other.x2) - max(x1, other.x1))
        let height = max(0, min(y2, other.y2) - max(y1, other.y1))
        let intersection = width * height
        let union = area + other.area - intersection
        return union > 0 ? intersection / union : 0
    }
}
