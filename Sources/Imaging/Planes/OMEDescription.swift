internal import Files
internal import Foundation

#if canImport(FoundationXML)
    internal import FoundationXML
#endif

/// What the XML of an OME-TIFF file says of its pictures: their channels, depths and times, and the page that each is on.
///
/// Source: the OME schema of 2016-06, elements `Image`, `Pixels`, `Channel` and `TiffData`.
struct OMEDescription {
    /// One of the file's pictures.
    struct Picture {
        var size: (width: Int, height: Int)
        var depths: Int
        var times: Int
        var channels: Int
        /// The axes' names, the fastest first, such as `XYCZT`.
        var order: String
        var channelElements: [(name: String, samples: Int)] = []
        var places: [Place] = []
        var pixelWidth: Double?
        var pixelHeight: Double?
    }

    /// Where planes are: from a page on, beginning with one plane, in the picture's order.
    struct Place {
        var page: Int?
        var first: (channel: Int, depth: Int, time: Int)
        var count: Int?
        /// The name of another file that has them.
        var otherFile: String?
    }

    /// At least one.
    var pictures: [Picture]

    /// Whether a description is meant to be OME's.
    static func isOne(_ description: UnsafeRawBufferPointer) -> Bool {
        let start = String(decoding: description.prefix(4096), as: UTF8.self)
        guard let first = start.first(where: { !$0.isWhitespace && $0 != "\u{feff}" }), first == "<" else {
            return false
        }
        return start.contains("<OME") || start.contains(":OME")
    }

    /// The most bytes that are read: what describes a thousand planes has about 100,000.
    private static let largest = 256 << 20

    /// - Throws: `TextFault` where it is no XML, or does not say what OME's has to.
    init(_ description: UnsafeRawBufferPointer) throws(TextFault) {
        // Text fields end with a zero byte, or with many.
        let end = description.firstIndex(of: 0) ?? description.count
        guard end <= Self.largest else {
            throw TextFault(line: 1, expected: "a description of at most \(Self.largest) bytes", found: "\(end)")
        }
        let document = try XMLText(UnsafeRawBufferPointer(rebasing: description[..<end]))
        let reader = OMEReader()
        let parser = XMLParser(data: Data(document.bytes))
        parser.shouldResolveExternalEntities = false
        parser.delegate = reader
        let isSound = parser.parse()
        let line = max(parser.lineNumber, 1)
        if let fault = reader.fault { throw fault }
        if let open = reader.openElement {
            throw TextFault(line: line, expected: "XML", found: "no end of <\(open.prefix(40))>")
        }
        guard isSound else { throw TextFault(line: line, expected: "XML", found: "something else") }
        guard !reader.pictures.isEmpty else {
            throw TextFault(line: line, expected: "an element <Pixels>", found: "none")
        }
        pictures = reader.pictures
    }
}

/// Follows the elements of OME's XML.
private final class OMEReader: NSObject, XMLParserDelegate {
    var pictures: [OMEDescription.Picture] = []
    var fault: TextFault?
    private var path: [Substring] = []
    /// What the document calls its own file.
    private var ownUUID: String?
    private var text = ""

    var openElement: String? { path.last.map(String.init) }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        let name = name.split(separator: ":").last ?? ""
        path.append(name)
        guard path.count <= 64 else {
            return fail(parser, expected: "at most 64 elements in one another", found: "more")
        }
        if path.count == 1 { ownUUID = attributes["UUID"] }
        switch (path.dropLast().last, name) {
        case ("Image", "Pixels"): begin(parser, attributes)
        case ("Pixels", "Channel"):
            guard let last = pictures.indices.last else { return }
            let samples = attributes["SamplesPerPixel"].flatMap { Int($0) } ?? 1
            guard (1...65_535).contains(samples) else {
                return fail(parser, expected: "SamplesPerPixel above 0", found: "\(samples)")
            }
            pictures[last].channelElements.append((attributes["Name"] ?? "", samples))
        case ("Pixels", "TiffData"):
            guard let last = pictures.indices.last else { return }
            func number(_ name: String) -> Int? {
                attributes[name].flatMap { Int($0) }.map { min(max($0, 0), 1 << 31) }
            }
            pictures[last].places.append(
                OMEDescription.Place(
                    page: number("IFD"),
                    first: (number("FirstC") ?? 0, number("FirstZ") ?? 0, number("FirstT") ?? 0),
                    count: number("PlaneCount")))
        case ("TiffData", "UUID"):
            guard let last = pictures.indices.last, let place = pictures[last].places.indices.last else { return }
            pictures[last].places[place].otherFile = attributes["FileName"] ?? "another file"
            text = ""
        default: break
        }
    }

    private func begin(_ parser: XMLParser, _ attributes: [String: String]) {
        func number(_ name: String) -> Int? {
            attributes[name].flatMap { Int($0) }.flatMap { (1..<1 << 31).contains($0) ? $0 : nil }
        }
        guard let width = number("SizeX"), let height = number("SizeY"), let channels = number("SizeC"),
            let depths = number("SizeZ"), let times = number("SizeT")
        else {
            return fail(parser, expected: "SizeX, SizeY, SizeC, SizeZ and SizeT above 0", found: "others")
        }
        let order = attributes["DimensionOrder"] ?? "XYCZT"
        guard order.count == 5, Set(order) == Set("XYCZT"), order.hasPrefix("XY") else {
            return fail(parser, expected: "a DimensionOrder such as XYCZT", found: "\(order.prefix(40))")
        }
        func length(_ side: String) -> Double? {
            let unit = attributes["PhysicalSize\(side)Unit"] ?? "µm"
            guard let size = attributes["PhysicalSize\(side)"].flatMap({ Double($0) }), size.isFinite, size > 0,
                let factor = PixelSize.micrometres(of: unit)
            else { return nil }
            return size * factor
        }
        pictures.append(
            OMEDescription.Picture(
                size: (width, height), depths: depths, times: times, channels: channels, order: order,
                pixelWidth: length("X"), pixelHeight: length("Y")))
    }

    private func fail(_ parser: XMLParser, expected: String, found: String) {
        fault = TextFault(line: max(parser.lineNumber, 1), expected: expected, found: found)
        parser.abortParsing()
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        if path.last == "UUID", text.utf8.count < 256 { text += string }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        guard let ended = path.popLast() else { return }
        // A file that was renamed is known by its number.
        if ended == "UUID", path.last == "TiffData", let ownUUID, text.contains(ownUUID),
            let last = pictures.indices.last, let place = pictures[last].places.indices.last
        {
            pictures[last].places[place].otherFile = nil
        }
    }
}
