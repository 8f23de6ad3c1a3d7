/// Text made safe for XML and HTML.
package enum Markup {
    /// The text with what has a meaning in XML or HTML, also inside attributes, written so that it has none.
    ///
    /// Characters that XML cannot hold at all become U+FFFD, and so do those that would turn the direction of what follows.
    package static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\r": result += "&#13;"
            case "\t", "\n": result.unicodeScalars.append(scalar)
            case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{fffe}", "\u{ffff}", "\u{2028}"..."\u{202e}",
                "\u{2066}"..."\u{2069}":
                result += "\u{fffd}"
            default:
                let isNoncharacter = scalar.value & 0xfffe == 0xfffe || (0xfdd0...0xfdef).contains(scalar.value)
                result.unicodeScalars.append(isNoncharacter ? "\u{fffd}" : scalar)
            }
        }
        return result
    }
}
