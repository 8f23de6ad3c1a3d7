internal import Files
internal import Foundation
internal import Yams

/// A small YAML file that a person wrote, read without anything of YAML that a configuration has no use for.
enum YAMLDocument {
    /// The most bytes that a file may have.
    static let longest = 1 << 18

    /// Reads a file.
    static func text(ofFile path: String) throws(TrainingError) -> String {
        let file: MappedFile
        do {
            file = try MappedFile(path: path)
        } catch {
            throw FileStatus.exists(path)
                ? .configurationFile(file: path, reason: "cannot be read: \(error.reason)")
                : .file(file: path, reason: "\(error)")
        }
        let bytes = file.bytes
        guard bytes.count <= longest else {
            throw .configurationFile(
                file: path, reason: "expected at most \(longest) bytes of YAML, found \(bytes.count)")
        }
        do {
            return try UTF8Text.string(bytes)
        } catch {
            throw .configurationFile(
                file: "\(path):\(error.line)", reason: "expected \(error.expected), found \(error.found)")
        }
    }

    /// Parses a text; an empty one is nothing.
    ///
    /// - Throws: ``TrainingError/configurationFile(file:reason:)`` with the line where it is no YAML, or has anchors, aliases,
    ///   tags or several documents.
    static func parse(_ text: String, path: String) throws(TrainingError) -> Node? {
        guard text.utf8.count <= longest else {
            throw .configurationFile(
                file: path, reason: "expected at most \(longest) bytes of YAML, found \(text.utf8.count)")
        }
        if let (line, found) = unusable(text) {
            throw .configurationFile(file: "\(path):\(line)", reason: "expected plain values, found \(found)")
        }
        do {
            return try Yams.compose(yaml: text)
        } catch {
            throw fault(error, path: path)
        }
    }

    /// The first anchor, alias or tag: a few aliases of aliases would make a billion values of a few lines, so they must
    /// not come to the parser.
    private static func unusable(_ text: String) -> (line: Int, found: String)? {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map { Array($0.utf8) }
        let codes = lines.map { $0.prefix(commentStart(in: $0)) }
        // Only in a quoted or block text can # be something else than the beginning of a comment. Where there is one, comments
        // are searched as well: better one comment too many than a bomb in what looked like a comment.
        let isPlain = !codes.contains { $0.contains { "\"'|>".utf8.contains($0) } }
        for (index, line) in (isPlain ? codes : lines.map { $0[...] }).enumerated() {
            var previous = UInt8(ascii: " ")
            for (place, byte) in line.enumerated() {
                defer { previous = byte }
                guard " \t[]{},:-?".utf8.contains(previous) else { continue }
                let next = place + 1 < line.count ? line[place + 1] : UInt8(ascii: " ")
                switch byte {
                case UInt8(ascii: "&") where !isBlank(next): return (index + 1, "an anchor (&)")
                case UInt8(ascii: "*") where !isBlank(next): return (index + 1, "an alias (*)")
                case UInt8(ascii: "!"): return (index + 1, "a tag (!)")
                default: break
                }
            }
        }
        return nil
    }

    private static func commentStart(in line: [UInt8]) -> Int {
        line.indices.first { line[$0] == UInt8(ascii: "#") && ($0 == 0 || isBlank(line[$0 - 1])) } ?? line.count
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private static func fault(_ error: any Error, path: String) -> TrainingError {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            .configurationFile(file: "\(path):\(mark.line)", reason: "this is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            .configurationFile(
                file: "\(path):\(context.mark.line)",
                reason: "\(duplicates.sorted().joined(separator: ", ")): the key is there twice")
        case .reader(let problem, _, _, _):
            .configurationFile(file: path, reason: "this is not YAML: \(problem)")
        default:
            .configurationFile(file: path, reason: "this is not YAML: \(error)")
        }
    }
}
