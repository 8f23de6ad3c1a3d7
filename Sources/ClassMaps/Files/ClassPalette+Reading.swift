internal import COCO
internal import Files
internal import Imaging

extension ClassPalette {
    /// Reads the classes that a file names.
    ///
    /// A text has one class a line, from class 0 on: where there is a background, it has a line, too. A line is a name, or a name
    /// with its colour as CVAT and Datumaro write them in `labelmap.txt`: `name:red,green,blue`, where more may follow after a
    /// further colon. Lines that begin with `#`, and empty ones, are none. Classes without a colour have Pascal VOC's. A COCO data
    /// set gives the background and its categories (``init(categoriesOf:)``).
    /// - Throws: `ClassMapError` where the file cannot be read, or names no classes.
    public init(contentsOfFile path: String) throws(ClassMapError) {
        var bytes: [UInt8]
        do throws(FileError) {
            let file = try RegularFile(path: path)
            bytes = try file.next(4096)
            // A data set is read by its own reader.
            if Self.start(of: bytes) != UInt8(ascii: "{") { bytes += try file.rest(limit: Self.longestText) }
        } catch {
            throw .unreadable(file: path, reason: error.reason)
        }
        switch Self.start(of: bytes) {
        case UInt8(ascii: "{"):
            let dataset: Dataset
            do {
                dataset = try Dataset(contentsOfFile: path)
            } catch {
                throw .coco(error)
            }
            try self.init(categoriesOf: dataset)
        case UInt8(ascii: "["):
            throw .classes(subject: path, expected: "a text with one name a line, or a COCO file", found: "a JSON list")
        default: try self.init(text: bytes, name: path)
        }
    }

    /// Far more than the names of 255 classes.
    private static let longestText = 1 << 20

    private static func start(of bytes: [UInt8]) -> UInt8? {
        bytes.first { !" \t\r\n".utf8.contains($0) }
    }

    private init(text bytes: [UInt8], name: String) throws(ClassMapError) {
        let text: String
        do {
            text = try UTF8Text.string(bytes)
        } catch {
            throw .classes(subject: "\(name):\(error.line)", expected: error.expected, found: error.found)
        }
        var (names, colors): ([String], [Color]) = ([], [])
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = Self.trimmed(line)
            if line.isEmpty || line.hasPrefix("#") { continue }
            let (name, color) = try Self.entry(line, place: "\(name):\(index + 1)")
            colors.append(color ?? Color(vocClass: names.count))
            names.append(name)
        }
        guard !names.isEmpty else { throw .classes(subject: name, expected: "a name a line", found: "no names") }
        try self.init(names: names, colors: colors, subject: name)
    }

    /// A line's name, and its colour where it has one. A colon that no colour or second colon follows is part of a name.
    private static func entry(_ line: Substring, place: String) throws(ClassMapError) -> (String, Color?) {
        let fields = line.split(separator: ":", omittingEmptySubsequences: false)
        guard fields.count > 1 else { return (String(line), nil) }
        let channels = fields[1].split(separator: ",", omittingEmptySubsequences: false).map { trimmed($0) }
        let isColor = channels.count == 3 && channels.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isNumber) }
        guard isColor || fields.count > 2 else { return (String(line), nil) }
        let name = String(trimmed(fields[0]))
        if trimmed(fields[1]).isEmpty { return (name, nil) }
        let values = channels.compactMap { UInt8($0) }
        guard isColor, values.count == 3 else {
            throw .classes(
                subject: place, expected: "a color of three numbers from 0 to 255 after the name",
                found: "\"\(fields[1].prefix(40))\"")
        }
        return (name, Color(red: values[0], green: values[1], blue: values[2]))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
