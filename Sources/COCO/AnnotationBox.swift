public import Geometry

/// A box as COCO's files have it: its left and top edges and its sides, in continuous pixels of the image.
///
/// Numbers keep a file's full precision, since COCO's figures are computed from it; `Box` is for pixels and models.
public struct AnnotationBox: Sendable, Hashable {
    /// The left edge.
    public var x: Double
    /// The top edge.
    public var y: Double
    /// The width.
    public var width: Double
    /// The height.
    public var height: Double

    /// Creates a box from its left and top edges and its sides.
    public init(x: Double, y: Double, width: Double, height: Double) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// Creates a box from one in single precision.
    public init(_ box: Box) {
        self.init(
            x: Double(box.x1), y: Double(box.y1), width: Double(box.x2) - Double(box.x1),
            height: Double(box.y2) - Double(box.y1))
    }

    /// The box in single precision, as images and models use it.
    public var box: Box { Box(x1: Float(x), y1: Float(y), x2: Float(x + width), y2: Float(y + height)) }

    /// width × height.
    public var area: Double { width * height }
}
