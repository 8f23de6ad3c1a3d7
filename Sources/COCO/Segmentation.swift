public import Geometry

/// The pixels of an object, in one of the forms that COCO's files have.
public enum Segmentation: Sendable, Hashable {
    /// Rings whose union is the object, each a flat list x, y, x, y … in continuous pixels; without holes.
    case polygons([[Double]])
    /// Run lengths, compressed to a string in the file or a list of numbers.
    case runLengths(RunLengthMask, isCompressed: Bool)
}
