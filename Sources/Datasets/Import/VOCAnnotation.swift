internal import COCO
internal import Files
internal import Foundation
internal import Geometry
#if canImport(FoundationXML)
    internal import FoundationXML
#endif

/// What one of Pascal VOC's XML files says of an image, or one of the older LabelMe's, whose objects are polygons.
///
/// Source: the VOC 2012 development kit, 2.4; Roboflow's and supervision's `<polygon>` of `<x1>`, `<y1>` and so on; LabelMe's
/// web tool, whose `<polygon>` has a `<pt>` for each point; roLabelImg's `<robndbox>`.
struct VOCAnnotation {
    struct Object {
        var name: String
        var line: Int
        /// `xmin`, `ymin`, `xmax` and `ymax` as they stand; nil where the object has no box.
        var edges: Edges?
        /// A box in continuous pixels, where that is how the file has it.
        var plainBox: AnnotationBox?
        /// Rings x, y, x, y … as they stand.
        var polygons: [[Double]]
        /// Whether polygons count pixels from 0 whatever the boxes do.
        var hasPointsFromZero: Bool
        /// `difficult`, `truncated`, `occluded` and `pose`, as the file has them.
        var otherFields: [OtherField]
    }

    struct Edges: Hashable {
        var left: Double
        var top: Double
        var right: Double
        var bottom: Double
        /// Whether most of them are written with a decimal point.
        var hasDecimals = false
    }

    /// The image's file name; nil where the file has none.
    private(set) var fileName: String?
    /// The program that wrote the file, where it is one that is known to count from 0.
    private(set) var programFromZero: String?
    /// The image's size; nil where the file has none, or zeros.
    private(set) var size: ImageSize?
    private(set) var objects: [Object] = []
    /// Objects that cannot be read, with their lines.
    private(set) var errors: [DatasetError] = []

    /// A file larger than this is no annotation of one image.
    private static let largestFile = 64 << 20

    /// Reads a file; entities that it declares or points to are not loaded.
    /// - Throws: `DatasetError` with the line where the file is not XML, or none of VOC's.
    init(contentsOfFile path: String) throws(DatasetError) {
        let file: MappedFile
        do {
            file = try MappedFile(path: path)
        } catch {
            throw .file(file: path, reason: error.reason)
        }
        guard file.bytes.count <= VOCAnnotation.largestFile else {
            throw .content(
                file: path, line: nil, expected: "an annotation of one image", found: "\(file.bytes.count) bytes")
        }
        let document: XMLText
        do {
            document = try XMLText(file.bytes)
        } catch {
            throw DatasetError(error, file: path)
        }
        let reader = VOCReader(file: path)
        let parser = XMLParser(data: Data(document.bytes))
        parser.shouldResolveExternalEntities = false
        parser.delegate = reader
        let isSound = parser.parse()
        if let error = reader.failure { throw error }
        if let open = reader.openElement {
            // On Linux the parser goes on where tags do not match, and ends without an error.
            throw .content(
                file: path, line: max(parser.lineNumber, 1), expected: "XML", found: "no end of <\(open.prefix(40))>")
        }
        guard isSound || !reader.hasRoot else {
            let reason = parser.parserError.map { "\(($0 as NSError).code)" } ?? "unknown"
            throw .content(
                file: path, line: max(parser.lineNumber, 1), expected: "XML",
                found: "something else (libxml2's error \(reason))")
        }
        guard reader.hasRoot else {
            throw .content(file: path, line: 1, expected: "an element <annotation>", found: "none")
        }
        // LabelMe's files end names with a line break.
        fileName = reader.fileName?.split(separator: "\\").last.map(String.init)
        // Label Studio puts its name in the place of the pictures' owner.
        programFromZero = reader.owner == "Label Studio" ? reader.owner : nil
        size = reader.size
        objects = reader.objects
        errors = reader.errors
    }
}
