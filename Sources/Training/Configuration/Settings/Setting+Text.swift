extension Setting {
    /// The value in YAML on one line; mappings in braces.
    var inlineYAML: String {
        switch self {
        case .boolean(let value): String(value)
        case .whole(let value): String(value)
        case .unsigned(let value): String(value)
        case .number(let value): Self.yaml(value)
        case .choice(let name, _): name
        case .text(let text): Self.isPlain(text) ? text : Self.quoted(text)
        case .interval(let lower, let upper): "[\(Self.yaml(lower)), \(Self.yaml(upper))]"
        case .list(let entries, _): "[" + entries.map(\.inlineYAML).joined(separator: ", ") + "]"
        case .levels(let list, _): list.inlineYAML
        case .mapping(let members):
            "{" + members.map { $0.key + ": " + $0.value.inlineYAML }.joined(separator: ", ") + "}"
        case .alternative(let chosen, _):
            if case .mapping(let members) = chosen.value, members.isEmpty {
                chosen.key
            } else {
                "{\(chosen.key): \(chosen.value.inlineYAML)}"
            }
        case .optional(let value, _): value?.inlineYAML ?? "null"
        }
    }

    /// The lines of a mapping's members in YAML.
    func yamlLines(indent: String = "") -> [String] {
        guard case .mapping(let members) = present else { return [indent + inlineYAML] }
        return members.flatMap { member -> [String] in
            if case .mapping(let inner) = member.value.present, !inner.isEmpty {
                return [indent + member.key + ":"] + member.value.yamlLines(indent: indent + "  ")
            }
            // What would make a long line.
            if case .alternative(let chosen, _) = member.value.present, case .mapping(let inner) = chosen.value,
                inner.count > 3
            {
                return [indent + member.key + ":"] + Setting.mapping([chosen]).yamlLines(indent: indent + "  ")
            }
            return [indent + member.key + ": " + member.value.inlineYAML]
        }
    }

    /// The value in JSON, as the synthesized `init(from:)` reads it.
    var json: String {
        switch self {
        case .boolean(let value): String(value)
        case .whole(let value): String(value)
        case .unsigned(let value): String(value)
        case .number(let value): "\(value)"
        case .choice(let text, _), .text(let text): Self.quoted(text)
        case .interval(let lower, let upper): "{\"lower\":\(lower),\"upper\":\(upper)}"
        case .list(let entries, _): "[" + entries.map(\.json).joined(separator: ",") + "]"
        case .levels(let list, _): list.json
        case .mapping(let members):
            "{" + members.map { Self.quoted($0.key) + ":" + $0.value.json }.joined(separator: ",") + "}"
        case .alternative(let chosen, _): "{\(Self.quoted(chosen.key)):\(chosen.value.json)}"
        case .optional(let value, _): value?.json ?? "null"
        }
    }

    /// What an optional holds, where it holds something; else itself.
    private var present: Setting {
        if case .optional(let value?, _) = self { value } else { self }
    }

    /// A number as YAML 1.1, too, takes it for one: with a point before an exponent.
    private static func yaml(_ value: Double) -> String {
        let text = "\(value)"
        guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
        return text[..<exponent] + ".0" + text[exponent...]
    }

    /// Whether a text needs no quotation marks to be one in YAML.
    private static func isPlain(_ text: String) -> Bool {
        let word = text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
        }
        let isNumber = text.utf8.first.map { (0x30...0x39).contains($0) || $0 == 0x5F } ?? true
        let reserved = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        return word && !isNumber && !reserved.contains(text.lowercased())
    }

    /// A text in quotation marks, the same in YAML and JSON.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
