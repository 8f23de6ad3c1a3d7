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

    /// Creates a box from its left and top edges and its sides (COCO's `xywh`).
    public init(x: Float, y: Float, width: Float, height: Float) {
        self.init(x1: x, y1: y, x2: x + width, y2: y + height)
    }

    /// x2 − x1.
    public var width: Float { x2 - x1 }

    /// y2 − y1.
    public var height: Float { y2 - y1 }

    /// width × height.
    public var area: Float { width * height }

    /// The left edge, the top edge, the width and the height (COCO's `bbox`).
    public var xywh: [Float] { [x1, y1, width, height] }

    /// The point halfway between the edges.
    public var center: Point { Point(x: (Double(x1) + Double(x2)) / 2, y: (Double(y1) + Double(y2)) / 2) }

    /// The box with each edge moved, where it lies outside, onto the border of an image (torchvision's
    /// `clip_boxes_to_image`).
    public func clipped(to size: ImageSize) -> Box {
        let width = Float(size.width)
        let height = Float(size.height)
        return Box(
            x1: min(max(x1, 0), width), y1: min(max(y1, 0), height),
            x2: min(max(x2, 0), width), y2: min(max(y2, 0), height))
    }

    /// The box with its x coordinates multiplied by one factor and its y coordinates by another.
    public func scaled(x: Float, y: Float) -> Box {
        Box(x1: x1 * x, y1: y1 * y, x2: x2 * x, y2: y2 * y)
    }

    /// The area that two boxes share; 0 where they only touch or lie apart.
    public func intersectionArea(with other: Box) -> Float {
        let width = max(0, min(x2, other.x2) - max(x1, other.x1))
        let height = max(0, min(y2, other.y2) - max(y1, other.y1))
        return width * height
    }

    /// Intersection over union with another box; 0 where neither has an area.
    public func iou(with other: Box) -> Float {
        let intersection = intersectionArea(with: other)
        let union = area + other.area - intersection
        return union > 0 ? intersection / union : 0
    }
}
