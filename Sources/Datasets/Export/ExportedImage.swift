internal import COCO
internal import Files
internal import Geometry

/// An image with its objects, on its way to files of another format.
struct ExportedImage: Sendable {
    /// The image's name in the new folder: its own, without a leading slash and steps to outer folders.
    var name: String
    /// The image's file; nil where nobody said where images are.
    var path: String?
    /// The file of labels that holds the image, where it has none of its own.
    var embeddedIn: String?
    var size: ImageSize
    var annotations: [Annotation]

    /// The name without its extension, folders included.
    var stem: String {
        (FileTree.folders(of: name) + [Path.stem(of: name)]).joined(separator: "/")
    }
}

/// What one image gave.
struct ExportedFiles: Sendable {
    var fileCount = 0
    var objectCount = 0
    var problems: [ConversionProblem] = []

    mutating func skipObject(_ error: DatasetError) {
        problems.append(ConversionProblem(error, effect: .objectSkipped))
    }
}

extension Annotation {
    /// The segmentation; nil where there is none, or a list of nothing, as programs write for boxes.
    /// - Throws: `DatasetError.coco` where it is no outline.
    private func outlined() throws(DatasetError) -> Segmentation? {
        do {
            return try outlinedSegmentation
        } catch {
            throw .coco(error)
        }
    }

    /// The object's pixels in an image of a size; nil where it has a box alone.
    func mask(in size: ImageSize) throws(DatasetError) -> RunLengthMask? {
        do {
            return try pixels(in: size)
        } catch {
            throw .coco(error)
        }
    }

    /// The object's rings without holes, each x, y, x, y …; nil where it has a box alone.
    func rings(in size: ImageSize, tolerance: Double) throws(DatasetError) -> [[Double]]? {
        if case .polygons(let rings) = try outlined() { return rings.filter { $0.count >= 6 } }
        return try mask(in: size)?.cocoPolygons(simplifiedTo: tolerance)
    }

    /// The object's box: the file's, or the one around its pixels; nil where it has neither.
    func someBox(in size: ImageSize) throws(DatasetError) -> AnnotationBox? {
        if let box { return box }
        return try mask(in: size)?.boundingBox.map(AnnotationBox.init)
    }
}
