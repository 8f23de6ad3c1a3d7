internal import COCO

/// A format that has files of its own for each image.
protocol ExportFormat: Sendable {
    /// The folder of images in the new folder; empty where they lie beside their annotations.
    var imageFolder: String { get }

    /// Whether crowds have a place in the format.
    var keepsCrowds: Bool { get }

    /// Writes an image's objects.
    func write(_ image: ExportedImage, to folder: ExportFolder) throws(DatasetError) -> ExportedFiles

    /// Writes the files that all images share; gives how many.
    func writeShared(with images: [ExportedImage], to folder: ExportFolder) throws(DatasetError) -> Int
}

extension ExportFormat {
    var imageFolder: String { "images" }
    var keepsCrowds: Bool { false }
    func writeShared(with images: [ExportedImage], to folder: ExportFolder) throws(DatasetError) -> Int { 0 }
}

/// The categories of a data set, by their ids.
struct CategoryTable: Sendable {
    /// The names in the order of the file.
    let names: [String]
    private let indexOfID: [Int: Int]

    init(_ categories: [ObjectCategory]) {
        names = categories.map(\.name)
        indexOfID = Dictionary(categories.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    /// The place of an annotation's category in the file.
    func index(of annotation: Annotation) throws(DatasetError) -> Int {
        guard let index = indexOfID[annotation.categoryID] else {
            throw .coco(
                .mismatch(
                    subject: "annotation \(annotation.id)", expected: "a category of the data set",
                    found: "\(annotation.categoryID)"))
        }
        return index
    }

    /// The name of an annotation's category.
    func name(of annotation: Annotation) throws(DatasetError) -> String { names[try index(of: annotation)] }
}
