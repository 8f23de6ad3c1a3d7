internal import COCO
internal import Foundation
internal import Geometry
#if canImport(FoundationXML)
    internal import FoundationXML
#endif

/// Follows the elements of one of VOC's files, by the path of their names.
final class VOCReader: NSObject, XMLParserDelegate {
    let file: String
    private(set) var hasRoot = false
    private(set) var fileName: String?
    private(set) var owner: String?
    private(set) var size: ImageSize?
    private(set) var objects: [VOCAnnotation.Object] = []
    private(set) var errors: [DatasetError] = []
    private(set) var failure: DatasetError?

    /// The innermost element that has begun and not ended.
    var openElement: String? { path.last }

    private var path: [String] = []
    private var text = ""
    private var fields: [String: String] = [:]
    private var objectLine = 0
    private var polygons: [VOCPolygon] = []

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
            polygons = []
            objectLine = parser.lineNumber
        }
        if path == ["annotation", "object", "polygon"] { polygons.append(VOCPolygon()) }
        if path.count > 64 { parser.abortParsing() }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        let value = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let outer = path.dropLast()
        switch (outer.joined(separator: "/"), name) {
        case ("annotation", "filename"): fileName = value.isEmpty ? nil : value
        case ("annotation/owner", "name"): owner = value
        case ("annotation/size", _), ("annotation/imagesize", _): fields[name] = value
        case ("annotation", "size"): endSize("width", "height")
        case ("annotation", "imagesize"): endSize("ncols", "nrows")
        // The parts of a person have names and boxes too, one level deeper.
        case ("annotation/object/bndbox", _), ("annotation/object", _): fields[name] = value
        case ("annotation/object/robndbox", _), ("annotation/object/segm", _):
            fields["\(outer.last ?? "")/\(name)"] = value
        case ("annotation", "object"): endObject()
        default: break
        }
        if path.starts(with: ["annotation", "object", "polygon"]), !polygons.isEmpty {
            polygons[polygons.count - 1].add(value, of: name)
        }
        if !path.isEmpty { path.removeLast() }
        text = ""
    }

    private func endSize(_ width: String, _ height: String) {
        if let width = Int(fields[width] ?? ""), let height = Int(fields[height] ?? ""), width > 0, height > 0 {
            size = ImageSize(width: width, height: height)
        }
        fields = [:]
    }

    private func endObject() {
        // LabelMe's web tool leaves in the file what was taken out.
        if fields["deleted"] == "1" { return }
        do throws(DatasetError) {
            objects.append(try object())
        } catch {
            errors.append(error)
        }
    }

    private func object() throws(DatasetError) -> VOCAnnotation.Object {
        guard let name = fields["name"], !name.isEmpty else {
            throw .content(file: file, line: objectLine, expected: "an object with a <name>", found: "none")
        }
        var rings: [[Double]] = []
        for polygon in polygons {
            do {
                rings.append(try polygon.ring())
            } catch {
                throw .content(
                    file: file, line: objectLine, expected: "3 points or more in a <polygon> of \(name)",
                    found: error.reason)
            }
        }
        let turned = try turnedBox(of: name)
        if let turned { rings.append(turned) }
        var object = VOCAnnotation.Object(
            name: name, line: objectLine, edges: try edges(of: name, isNeeded: rings.isEmpty), polygons: rings,
            hasPointsFromZero: turned != nil || polygons.contains(where: \.isLabelMe), otherFields: otherFields)
        // LabelMe's web tool draws boxes as polygons, too.
        if fields["type"] == "bounding_box", object.edges == nil, let ring = rings.first {
            object.plainBox = VOCReader.box(around: ring)
            object.polygons = []
        }
        return object
    }

    private static func box(around ring: [Double]) -> AnnotationBox {
        let x = stride(from: 0, to: ring.count, by: 2).map { ring[$0] }
        let y = stride(from: 1, to: ring.count, by: 2).map { ring[$0] }
        let (left, top) = (x.min() ?? 0, y.min() ?? 0)
        return AnnotationBox(x: left, y: top, width: (x.max() ?? 0) - left, height: (y.max() ?? 0) - top)
    }

    private func edges(of name: String, isNeeded: Bool) throws(DatasetError) -> VOCAnnotation.Edges? {
        let names = ["xmin", "ymin", "xmax", "ymax"]
        if !isNeeded, names.allSatisfy({ fields[$0] == nil }) { return nil }
        if isNeeded, let mask = fields["segm/mask"] {
            throw .content(
                file: file, line: objectLine, expected: "a box or a polygon of \(name)",
                found: "a mask, \(mask.prefix(80)), which is not read")
        }
        let edges = try names.map { (edge) throws(DatasetError) in try number(edge, of: name) }
        guard edges[2] >= edges[0], edges[3] >= edges[1] else {
            throw .content(
                file: file, line: objectLine, expected: "a box of \(name) whose ends follow its beginnings",
                found: "\(edges[0]), \(edges[1]) to \(edges[2]), \(edges[3])")
        }
        return VOCAnnotation.Edges(
            left: edges[0], top: edges[1], right: edges[2], bottom: edges[3],
            hasDecimals: names.count { fields[$0]?.contains(".") ?? false } > 2)
    }

    /// The corners of a box that is turned by an angle in radians, with the clock as the picture is seen.
    private func turnedBox(of name: String) throws(DatasetError) -> [Double]? {
        let prefix = "robndbox/"
        guard fields[prefix + "angle"] != nil else { return nil }
        let values = try ["cx", "cy", "w", "h", "angle"].map { (field) throws(DatasetError) in
            try number(prefix + field, of: name)
        }
        let (sine, cosine) = (sin(values[4]), cos(values[4]))
        return [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)].flatMap { corner in
            let (x, y) = (corner.0 * values[2], corner.1 * values[3])
            return [values[0] + x * cosine - y * sine, values[1] + x * sine + y * cosine]
        }
    }

    private func number(_ field: String, of name: String) throws(DatasetError) -> Double {
        guard let value = Double(fields[field] ?? ""), value.magnitude < 1e7 else {
            let found = fields[field].map { "\"\($0.prefix(40))\"" } ?? "none"
            throw .content(file: file, line: objectLine, expected: "a number in <\(field)> of \(name)", found: found)
        }
        return value
    }

    private var otherFields: [OtherField] {
        var others: [OtherField] = []
        for field in ["difficult", "truncated", "occluded"] {
            if let value = Int(fields[field] ?? "") { others.append(OtherField(name: field, json: "\(value)")) }
        }
        if let pose = fields["pose"], !pose.isEmpty {
            let json = String(decoding: JSONValue.string(pose).jsonBytes(), as: UTF8.self)
            others.append(OtherField(name: "pose", json: json))
        }
        return others
    }
}
