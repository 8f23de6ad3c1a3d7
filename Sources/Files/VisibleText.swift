/// Text from outside, such as the name of a file or a class, made fit for a terminal or a log.
package enum VisibleText {
    /// The text with every character written out that would not be shown but obeyed: controls (`\n`, `\u{1B}`), those that turn
    /// the direction of writing (`\u{202E}`), and bytes of a file's name that are no UTF-8 (`\xE9`).
    /// - Parameter keepsLines: Whether ends of lines are left, for text whose lines are our own.
    package static func of(_ text: String, keepsLines: Bool = false) -> String {
        // C1 controls begin with 0xC2 in UTF-8, separators and directions with 0xE2, raw bytes with 0xF4.
        let isSuspect = text.utf8.contains { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 || $0 == 0xE2 || $0 == 0xF4 }
        if !isSuspect { return text }
        var visible = ""
        for scalar in text.unicodeScalars {
            if keepsLines, scalar == "\n" {
                visible.unicodeScalars.append(scalar)
            } else {
                append(scalar, to: &visible)
            }
        }
        return visible
    }

    /// Whether a character is obeyed rather than shown.
    package static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
        if let byte = Path.rawByte(scalar) {
            text += "\\x" + String(byte, radix: 16, uppercase: true)
            return
        }
        guard isObeyed(scalar) else {
            text.unicodeScalars.append(scalar)
            return
        }
        switch scalar {
        case "\n": text += "\\n"
        case "\r": text += "\\r"
        case "\t": text += "\\t"
        default: text += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        }
    }
}
