import COCO
import Datasets
import Files
import Foundation
import Geometry
import Imaging
import TestSupport

/// A folder that a test fills with small pictures and texts.
struct SampleFolder {
    let path: String

    static func with<Value>(_ body: (SampleFolder) throws -> Value) throws -> Value {
        try Scratch.with { try body(SampleFolder(path: $0.path)) }
    }

    func callAsFunction(_ name: String) -> String { path + "/" + name }

    /// Writes a file after the folders that it is in.
    func add(_ name: String, _ bytes: [UInt8]) throws {
        try FileManager.default.createDirectory(
            atPath: Path.folder(of: self(name)), withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: self(name)))
    }

    func add(_ name: String, text: String) throws { try add(name, Array(text.utf8)) }

    /// A grey picture, as PNG whatever its name says: readers look at the content.
    func addImage(_ name: String, _ width: Int = 6, _ height: Int = 4) throws {
        let size = ImageSize(width: width, height: height)
        try add(name, Image(size: size, filledWith: .black).encoded(as: .png))
    }

    /// A picture of one row of colours.
    func addColors(_ name: String, _ colors: [[UInt8]]) throws {
        let image = try Image(size: ImageSize(width: colors.count, height: 1), pixels: colors.flatMap(\.self))
        try add(name, image.encoded(as: .png))
    }

    /// A picture of numbers, drawn with characters: `.` is 0, digits and letters are themselves in base 36.
    func addLabels(_ name: String, _ rows: String..., depth: GrayImage.Depth = .bits8) throws {
        try add(name, labels(rows, depth: depth).encodedAsPNG())
    }

    private func labels(_ rows: [String], depth: GrayImage.Depth) throws -> GrayImage {
        let size = ImageSize(width: rows.first?.count ?? 0, height: rows.count)
        return try GrayImage(size: size, depth: depth, values: numbers(rows).map { UInt16($0) })
    }
}

/// The numbers of rows drawn with characters.
func numbers(_ rows: [String]) -> [Int] { rows.joined().map { Int(String($0), radix: 36) ?? 0 } }

/// A mask drawn with characters: `.` is background.
func mask(_ rows: String...) throws -> RunLengthMask {
    try RunLengthMask(
        bitmap: rows.joined().map { $0 == "." ? 0 : 1 },
        size: ImageSize(width: rows.first?.count ?? 0, height: rows.count))
}

extension ImportedDataset {
    /// The masks of an image in the order of its annotations.
    func masks(of name: String) -> [RunLengthMask] {
        let id = dataset.images.first { $0.fileName == name }?.id
        return dataset.annotations.filter { $0.imageID == id }.compactMap(\.mask)
    }

    var fileNames: [String] { dataset.images.compactMap(\.fileName) }

    /// The category's name of each annotation.
    var categoryNames: [String] {
        dataset.annotations.map { annotation in
            dataset.categories.first { $0.id == annotation.categoryID }?.name ?? "?"
        }
    }

    /// Problems as text, without the folder that changes from run to run.
    func messages(in folder: SampleFolder) -> [String] {
        problems.map { "\($0)".replacingOccurrences(of: folder.path + "/", with: "") }
    }
}

extension Annotation {
    /// The mask of an annotation that has run lengths.
    var mask: RunLengthMask? {
        if case .runLengths(let mask, _) = segmentation { mask } else { nil }
    }
}
