internal import COCO
internal import Files
internal import Foundation
internal import Geometry
#if canImport(FoundationXML)
    internal import FoundationXML
#endif

/// What one of Pascal VOC's XML files says of an image.
///
/// Boxes are of pixels counted from 1, both ends within: x is xmin − 1, and the width xmax − xmin + 1.
/// Source: the VOC 2012 development kit, 2.4 (the top-left pixel is (1, 1)).
struct VOCAnnotation {
    struct Object {
        var name: String
        var box: AnnotationBox
        /// `difficult`, `truncated`, `occluded` and `pose`, as the file has them.
        var otherFields: [OtherField]
    }

    /// The image's file name; nil where the file has none.
    private(set) var fileName: String?
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
            throw .file(path: path, reason: error.reason)
        }
        guard file.bytes.count <= VOCAnnotation.largestFile else {
            throw .content(
                file: path, line: nil, expected: "an annotation of one image", found: "\(file.bytes.count) bytes")
        }
        // Without declarations of its own a document has no entities that grow.
        let document = Data(file.bytes)
        if document.range(of: Data("<!ENTITY".utf8)) != nil {
            throw .content(file: path, line: nil, expected: "XML without declarations of entities", found: "some")
        }
        let reader = VOCReader(file: path)
        let parser = XMLParser(data: document)
        parser.shouldResolveExternalEntities = false
        parser.delegate = reader
        let isSound = parser.parse()
        if let error = reader.failure { throw error }
        guard isSound else {
            let reason = parser.parserError.map { "\(($0 as NSError).code)" } ?? "unknown"
            throw .content(
                file: path, line: max(parser.lineNumber, 1), expected: "XML",
                found: "something else (libxml2's error \(reason))")
        }
        guard reader.hasRoot else {
            throw .content(file: path, line: 1, expected: "an element <annotation>", found: "none")
        }
        fileName = reader.fileName
        size = reader.size
        objects = reader.objects
        errors = reader.errors
    }
}

/// Follows the elements of a file, by the path of their names.
private final class VOCReader: NSObject, XMLParserDelegate {
    let file: String
    var hasRoot = false
    var fileName: String?
    var size: ImageSize?
    var objects: [VOCAnnotation.Object] = []
    var errors: [DatasetError] = []
    var failure: DatasetError?

    private var path: [String] = []
    private var text = ""
    private var fields: [String: String] = [:]
    private var objectLine = 0

    init(file: String) { self.file = file }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        path.append(name)
        text = ""
        if path.count == 1 {
            hasRoot = name == "annotation"
            if !hasRoot {
                failure = .content(
                    file: file, line: parser.lineNumber, expected: "an element <annotation>",
                    found: "<\(name.prefix(40))>")
                parser.abortParsing()
            }
        }
        if path == ["annotation", "object"] {
            fields = [:]
            objectLine = parser.lineNumber
        }
        if path.count > 64 { parser.abortParsing() }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        let value = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        switch (path.dropLast().joined(separator: "/"), name) {
        case ("annotation", "filename"): fileName = value.isEmpty ? nil : value
        case ("annotation/size", _): fields[name] = value
        case ("annotation", "size"): endSize()
        // The parts of a person have names and boxes too, one level deeper.
        case ("annotation/object/bndbox", _), ("annotation/object", _): fields[name] = value
        case ("annotation", "object"): endObject()
        default: break
        }
        if !path.isEmpty { path.removeLast() }
        text = ""
    }

    private func endSize() {
        if let width = Int(fields["width"] ?? ""), let height = Int(fields["height"] ?? ""), width > 0, height > 0 {
            size = ImageSize(width: width, height: height)
        }
        fields = [:]
    }

    private func endObject() {
        guard let name = fields["name"], !name.isEmpty else {
            errors.append(.content(file: file, line: objectLine, expected: "an object with a <name>", found: "none"))
            return
        }
        var edges: [Double] = []
        for edge in ["xmin", "ymin", "xmax", "ymax"] {
            guard let value = Double(fields[edge] ?? ""), value.magnitude < 1e7 else {
                let found = fields[edge].map { "\"\($0.prefix(40))\"" } ?? "none"
                errors.append(
                    .content(file: file, line: objectLine, expected: "a number in <\(edge)> of \(name)", found: found))
                return
            }
            edges.append(value)
        }
        guard edges[2] >= edges[0], edges[3] >= edges[1] else {
            errors.append(
                .content(
                    file: file, line: objectLine, expected: "a box of \(name) whose ends follow its beginnings",
                    found: "\(edges[0]), \(edges[1]) to \(edges[2]), \(edges[3])"))
            return
        }
        var others: [OtherField] = []
        for field in ["difficult", "truncated", "occluded"] {
            if let value = Int(fields[field] ?? "") { others.append(OtherField(name: field, json: "\(value)")) }
        }
        if let pose = fields["pose"], !pose.isEmpty {
            let json = String(decoding: JSONValue.string(pose).jsonBytes(), as: UTF8.self)
            others.append(OtherField(name: "pose", json: json))
        }
        let box = AnnotationBox(
            x: edges[0] - 1, y: edges[1] - 1, width: edges[2] - edges[0] + 1, height: edges[3] - edges[1] + 1)
        objects.append(VOCAnnotation.Object(name: name, box: box, otherFields: others))
    }
}
