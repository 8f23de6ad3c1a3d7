internal import COCO
internal import Geometry

/// An image as an importer found it, before ids are given.
struct ImportedImage: Sendable {
    /// The image's path, beginning with the folder that was asked for.
    var path: String
    /// The size that its objects are in; nil where the image is to be skipped.
    var size: ImageSize?
    var objects: [ImportedObject] = []
    var problems: [ConversionProblem] = []

    /// An image that is left out for a reason.
    static func skipped(_ path: String, _ error: DatasetError) -> ImportedImage {
        ImportedImage(path: path, size: nil, problems: [ConversionProblem(error, effect: .imageSkipped)])
    }

    /// Notes that a file of objects, or one object, is left out.
    mutating func skipObject(_ error: DatasetError) {
        problems.append(ConversionProblem(error, effect: .objectSkipped))
    }
}

/// An object as an importer found it.
struct ImportedObject: Sendable {
    enum Shape: Sendable {
        case mask(RunLengthMask)
        /// Rings as the file has them, and the pixels inside them.
        case polygons([[Double]], RunLengthMask)
        case box(AnnotationBox)
    }

    /// The category's name; nil for the only category of formats that know none.
    var category: String?
    var shape: Shape
    var otherFields: [OtherField] = []
}
