/// Reads the literals of Python that stand in texts of configurations, as `ast.literal_eval` does for numbers, texts, truth values, `None`,
/// tuples and lists: "(3, 4)", "0.02", "1e-3".
struct PythonLiteral {
    private static let deepest = 32

    private var rest: Substring
    private var depth = 0

    /// The value that a text is; nil where it is none, and so stays a text.
    static func value(of text: String) -> Setting? {
        guard text.utf8.count <= 1 << 16 else { return nil }
        var reader = PythonLiteral(rest: text[...])
        reader.skipSpace()
        guard let first = reader.value() else { return nil }
        reader.skipSpace()
        // A tuple needs no parentheses.
        if reader.rest.first == "," {
            var values = [first]
            while reader.take(",") {
                reader.skipSpace()
                if reader.rest.isEmpty { break }
                guard let next = reader.value() else { return nil }
                values.append(next)
                reader.skipSpace()
            }
            return reader.rest.isEmpty ? .list(values) : nil
        }
        return reader.rest.isEmpty ? first : nil
    }

    private mutating func value() -> Setting? {
        guard let character = rest.first else { return nil }
        switch character {
        case "(": return sequence(until: ")")
        case "[": return sequence(until: "]")
        case "'", "\"": return text(until: character)
        default: return word()
        }
    }

    private mutating func sequence(until end: Character) -> Setting? {
        guard depth < Self.deepest else { return nil }
        depth += 1
        defer { depth -= 1 }
        rest.removeFirst()
        var values: [Setting] = []
        var hasComma = false
        while true {
            skipSpace()
            if take(end) {
                // One value in parentheses alone is that value.
                return end == ")" && values.count == 1 && !hasComma ? values[0] : .list(values)
            }
            guard values.isEmpty || hasComma, let next = value() else { return nil }
            values.append(next)
            skipSpace()
            hasComma = take(",")
        }
    }

    private mutating func text(until mark: Character) -> Setting? {
        rest.removeFirst()
        // A text with escapes is no name of anything here.
        guard let end = rest.firstIndex(of: mark), !rest[..<end].contains("\\") else { return nil }
        defer { rest = rest[rest.index(after: end)...] }
        return .text(String(rest[..<end]))
    }

    private mutating func word() -> Setting? {
        let word = rest.prefix { !" \t\n,()[]".contains($0) }
        rest = rest[word.endIndex...]
        switch word {
        case "True": return .truth(true)
        case "False": return .truth(false)
        case "None": return Setting.none
        default: return Self.number(word)
        }
    }

    /// A number of Python's.
    static func number(_ word: Substring) -> Setting? {
        guard let first = word.first(where: { !"+-".contains($0) }), first.isASCII, first.isNumber || first == ".",
            word.allSatisfy({ $0.isASCII && ($0.isNumber || "+-._eE".contains($0)) }), !word.hasSuffix("_")
        else { return nil }
        let digits = word.replacing("_", with: "")
        if let whole = Int(digits) {
            // Python has no whole numbers with zeros in front.
            let bare = digits.drop { "+-".contains($0) }
            return bare.count > 1 && bare.first == "0" && whole != 0 ? nil : .whole(whole)
        }
        guard let real = Double(digits), digits.contains(where: { ".eE".contains($0) }) else { return nil }
        return .real(real)
    }

    private mutating func skipSpace() { rest = rest.drop { " \t\n".contains($0) } }

    private mutating func take(_ character: Character) -> Bool {
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }
}
