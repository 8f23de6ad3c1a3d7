/// The categories' names in a `data.yaml` of YOLO's.
///
/// Of YAML only what such files have under `names:` is read: a list in brackets (over one line or several), one entry a
/// line after `- `, or one a line as `0: name`, in any order. Names may be in single or double quotes; escapes in double
/// quotes, anchors and blocks of text are not read.
struct YOLONames {
    /// The names in the order of their numbers; nil where the text has no such key.
    let names: [String]?

    /// Reads the text of a file.
    /// - Throws: `DatasetError.content` with the line that cannot be read.
    init(yaml text: String, file: String) throws(DatasetError) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        guard let start = lines.firstIndex(where: { $0.hasPrefix("names:") || $0.hasPrefix("\"names\":") }) else {
            names = nil
            return
        }
        let first = YOLONames.trimmed(YOLONames.withoutComment(String(lines[start].drop { $0 != ":" }.dropFirst())))
        if first.hasPrefix("[") || first.hasPrefix("{") {
            names = try YOLONames.flow(first, lines: lines, start: start, file: file)
            return
        }
        guard first.isEmpty else {
            throw .content(
                file: file, line: start + 1, expected: "a list or a map of names", found: "\"\(first.prefix(40))\"")
        }
        var numbered: [Int: String] = [:]
        for index in lines.indices.dropFirst(start + 1) {
            let line = YOLONames.withoutComment(lines[index])
            let content = YOLONames.trimmed(line)
            if content.isEmpty { continue }
            if content.hasPrefix("- ") {
                numbered[numbered.count] = YOLONames.unquoted(String(content.dropFirst(2)))
            } else if line.first == " " || line.first == "\t" {
                let (key, value) = try YOLONames.entry(content, file: file, line: index + 1)
                numbered[key] = value
            } else {
                break
            }
        }
        names = try YOLONames.ordered(numbered, file: file, line: start + 1)
    }

    /// What stands in brackets or braces, to the one that closes them.
    private static func flow(_ first: String, lines: [String], start: Int, file: String) throws(DatasetError)
        -> [String]
    {
        let closing: Character = first.hasPrefix("[") ? "]" : "}"
        // The search goes on from line to line: to begin again with each would take a square of them.
        var search = UnquotedSearch()
        var text = ""
        var line = String(first.dropFirst())
        var next = start + 1
        while true {
            line += " "
            if let end = search.first(in: line, where: { character, _ in character == closing }) {
                text += line[..<end]
                break
            }
            text += line
            guard next < lines.count else {
                throw .content(
                    file: file, line: start + 1, expected: "\(closing) after the names", found: "the end of the file")
            }
            line = withoutComment(lines[next])
            next += 1
        }
        let parts = split(text[...]).map(trimmed).filter { !$0.isEmpty }
        if closing == "]" { return parts.map(unquoted) }
        var numbered: [Int: String] = [:]
        for part in parts {
            let (key, value) = try entry(part, file: file, line: start + 1)
            numbered[key] = value
        }
        return try ordered(numbered, file: file, line: start + 1)
    }

    private static func entry(_ text: String, file: String, line: Int) throws(DatasetError) -> (Int, String) {
        let parts = text.split(separator: ":", maxSplits: 1).map { trimmed(String($0)) }
        guard parts.count == 2, let key = Int(unquoted(parts[0])), key >= 0, key < 1_000_000 else {
            throw .content(
                file: file, line: line, expected: "a category's number, a colon and its name",
                found: "\"\(text.prefix(40))\"")
        }
        return (key, unquoted(parts[1]))
    }

    private static func ordered(_ numbered: [Int: String], file: String, line: Int) throws(DatasetError) -> [String] {
        guard !numbered.isEmpty else {
            throw .content(file: file, line: line, expected: "the names of categories", found: "none")
        }
        guard let names = filled(numbered) else {
            throw .content(
                file: file, line: line, expected: "names for most numbers of categories",
                found: "\(numbered.count) for numbers up to \(numbered.keys.max() ?? 0)")
        }
        return names
    }

    /// The names in the order of their numbers. A number without a name still counts, so that the others keep theirs; nil
    /// where hardly any has one: a few letters must not make a million categories.
    static func filled(_ numbered: [Int: String]) -> [String]? {
        guard let last = numbered.keys.max(), last < max(10_000, 16 * numbered.count) else { return nil }
        return (0...last).map { numbered[$0] ?? "class \($0)" }
    }

    /// Calls `body` with each character that is outside quotes, until it returns true; gives that character's place.
    private static func firstUnquoted(
        in text: some StringProtocol, where body: (Character, _ before: Character?) -> Bool
    ) -> String.Index? {
        var search = UnquotedSearch()
        return search.first(in: text, where: body)
    }

    private static func end(of closing: Character, in text: some StringProtocol) -> String.Index? {
        firstUnquoted(in: text) { character, _ in character == closing }
    }

    private static func withoutComment(_ line: String) -> String {
        // A number sign begins a comment only at the start of a word.
        let end = firstUnquoted(in: line) { character, before in character == "#" && before?.isWhitespace != false }
        return end.map { String(line[..<$0]) } ?? line
    }

    private static func split(_ text: Substring) -> [String] {
        var parts: [String] = []
        var rest = text
        while let comma = end(of: ",", in: rest) {
            parts.append(String(rest[..<comma]))
            rest = rest[rest.index(after: comma)...]
        }
        return parts + [String(rest)]
    }

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    private static func unquoted(_ text: String) -> String {
        let text = trimmed(text)
        guard text.count >= 2, let quote = text.first, quote == "\"" || quote == "'", text.last == quote else {
            return text
        }
        let inner = text.dropFirst().dropLast()
        // In single quotes a doubled one stands for one.
        return quote == "'"
            ? inner.split(separator: "''", omittingEmptySubsequences: false).joined(separator: "'") : String(inner)
    }
}

/// A search for a character that stands outside quotes, which can go on in another text.
private struct UnquotedSearch {
    private var quote: Character?
    private var before: Character?

    mutating func first(
        in text: some StringProtocol, where body: (Character, _ before: Character?) -> Bool
    ) -> String.Index? {
        for (index, character) in zip(text.indices, text) {
            if let open = quote {
                if character == open { quote = nil }
            } else if body(character, before) {
                return index
            } else if (character == "\"" || character == "'") && before?.isLetter != true {
                quote = character
            }
            before = character
        }
        return nil
    }
}
