internal import COCO
internal import Geometry

/// An image as an importer found it, before ids are given.
struct ImportedImage: Sendable {
    /// The image's path, beginning with the folder that was asked for.
    var path: String
    /// The size that its objects are in; nil where the image is to be skipped.
    var size: ImageSize?
    var objects: [ImportedObject] = []
    /// The file that holds the picture, where it has none of its own.
    var embeddedIn: String?
    /// Whether more is marked in it than can be used, without a problem of its own for that.
    var hasUnusedMarks = false
    var problems: [ConversionProblem] = []

    /// An image that is left out for a reason.
    static func skipped(_ path: String, _ error: DatasetError) -> ImportedImage {
        ImportedImage(path: path, size: nil, problems: [ConversionProblem(error, effect: .imageSkipped)])
    }

    /// Notes that a file of objects, or one object, is left out.
    mutating func skipObject(_ error: DatasetError) {
        problems.append(ConversionProblem(error, effect: .objectSkipped))
    }

    /// The image without objects that have no pixels; skipped where nothing is left of what was marked in it, since it is no
    /// image without objects then, and would teach that they are background.
    var withoutLostObjects: ImportedImage {
        guard size != nil else { return self }
        var image = self
        image.objects.removeAll(where: \.isEmpty)
        let count = objects.count - image.objects.count
        if count > 0 {
            image.skipObject(
                .layout(
                    file: path, expected: "objects with pixels in the image",
                    found: "\(count == 1 ? "1 object" : "\(count) objects") without"))
        }
        let hasLost = hasUnusedMarks || image.problems.contains { $0.effect == .objectSkipped }
        if image.objects.isEmpty, hasLost {
            image.size = nil
            image.problems.append(
                ConversionProblem(
                    .layout(file: path, expected: "objects that can be used", found: "none of those that are marked"),
                    effect: .imageSkipped))
        }
        return image
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
    /// Whether its pixels, told by one number of a mask, are in several regions.
    var isInParts = false
    var keypoints: [Keypoint]?
    var otherFields: [OtherField] = []

    /// Whether no pixel of the image belongs to the object.
    var isEmpty: Bool {
        switch shape {
        case .mask(let mask), .polygons(_, let mask): mask.isEmpty
        case .box(let box): !(box.width > 0 && box.height > 0)
        }
    }
}
