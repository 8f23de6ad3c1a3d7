/// About how wide text will be, in a font that is not known: that of the reader's browser, or of the system.
struct TextMeasure {
    /// The size of the font's em.
    var size: Double
    /// Whether it is bold.
    var isBold = false

    /// The width, rather too large than too small for Latin letters.
    func width(of text: String) -> Double {
        let ems = text.unicodeScalars.reduce(0) { $0 + TextMeasure.ems(of: $1) }
        return ems * size * (isBold ? 1.08 : 1)
    }

    /// The text itself where it fits, else its start and an ellipsis.
    func cut(_ text: String, to limit: Double) -> String {
        guard width(of: text) > limit else { return text }
        var result = ""
        var used = width(of: "…")
        for character in text {
            used += width(of: String(character))
            if used > limit { break }
            result.append(character)
        }
        while result.last == " " { result.removeLast() }
        return result.isEmpty ? "" : result + "…"
    }

    /// The text on one line and of a sensible length, whatever a name holds.
    static func line(_ text: String) -> String {
        let scalars = text.unicodeScalars
        // Marks that turn the direction of all that follows have no place in a label or a tooltip.
        let start = scalars.prefix(400).filter { !("\u{202a}"..."\u{202e}" ~= $0 || "\u{2066}"..."\u{2069}" ~= $0) }
            .map { $0.properties.generalCategory == .control ? " " : $0 }
        return String(String.UnicodeScalarView(start)) + (scalars.count > 400 ? "…" : "")
    }

    private static func ems(of scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "j", "l", "I", ".", ",", ":", ";", "|", "'", "!": 0.31
        case " ", "f", "r", "t", "(", ")", "-", "/", "[", "]": 0.4
        case "m", "w", "M", "W", "@", "%", "…": 0.92
        case "A"..."Z", "–", "−": 0.68
        case "\u{0}"..."\u{2ff}": 0.58
        case "\u{300}"..."\u{36f}", "\u{200b}"..."\u{200f}", "\u{202a}"..."\u{202e}", "\u{fe00}"..."\u{fe0f}": 0
        case "\u{1100}"..."\u{11ff}", "\u{2e80}"..."\u{fe4f}", "\u{ff00}"..."\u{ff60}": 1.02
        case "\u{1f000}"...: 1.25
        default: 0.64
        }
    }
}
