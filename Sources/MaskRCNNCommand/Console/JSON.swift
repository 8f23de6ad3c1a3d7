import Files

/// A JSON value whose members keep their order, so that equal runs write equal bytes.
enum JSON: Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    /// A 32-bit number, which is written with no more digits than it holds.
    case float(Float)
    case string(String)
    case array([JSON])
    case object([(String, JSON)])

    /// The value's text, on one line.
    var line: String {
        var text = ""
        write(to: &text, indent: nil)
        return text
    }

    /// The value's text, a member a line.
    var document: TerminalText {
        var text = ""
        write(to: &text, indent: 0)
        return TerminalText(document: text)
    }

    /// A string, or null.
    static func optional(_ string: String?) -> JSON {
        string.map(JSON.string) ?? .null
    }

    private func write(to text: inout String, indent: Int?) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        // JSON has no word for infinity or not-a-number.
        case .number(let value): text += value.isFinite ? String(describing: value) : "null"
        case .float(let value): text += value.isFinite ? String(describing: value) : "null"
        case .string(let value): Self.quote(value, to: &text)
        case .array(let values):
            // Numbers, as of a box, stay on one line.
            let inner = values.contains(where: \.isContainer) ? indent : nil
            Self.enclose("[", values, "]", indent: inner, to: &text) { value, text, indent in
                value.write(to: &text, indent: indent)
            }
        case .object(let members):
            Self.enclose("{", members, "}", indent: indent, to: &text) { member, text, indent in
                Self.quote(member.0, to: &text)
                text += ": "
                member.1.write(to: &text, indent: indent)
            }
        }
    }

    private var isContainer: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }

    private static func enclose<Element>(
        _ open: String, _ elements: [Element], _ close: String, indent: Int?, to text: inout String,
        write: (Element, inout String, Int?) -> Void
    ) {
        text += open
        let inner = indent.map { $0 + 2 }
        for (index, element) in elements.enumerated() {
            if index > 0 { text += inner == nil ? ", " : "," }
            if let inner { text += "\n" + String(repeating: " ", count: inner) }
            write(element, &text, inner)
        }
        if let indent, !elements.isEmpty { text += "\n" + String(repeating: " ", count: indent) }
        text += close
    }

    /// JSON asks only for the controls below the blank; the others act on some terminals, too. Bytes of a file's name that are
    /// no UTF-8, which JSON cannot hold, are written as in messages: `\xE9`.
    private static func quote(_ string: String, to text: inout String) {
        let string = Path.isUnicode(string) ? string : VisibleText.of(string)
        text += JSONText.quoted(string, escaping: VisibleText.isObeyed)
    }
}
