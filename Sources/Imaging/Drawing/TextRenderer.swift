internal import CVips
internal import Geometry
internal import Synchronization

/// One line of text as coverage, and where it stands on its line.
struct TextLine: Sendable {
    let width: Int
    let height: Int
    /// From the start of the line to the first column.
    let left: Int
    /// From the top of the line to the first row.
    let top: Int
    let values: [UInt8]
}

/// Draws text through Pango, and remembers what it has drawn.
enum TextRenderer {
    private struct Key: Hashable {
        var text: String
        var size: Int
    }

    private struct State {
        var lines: [Key: TextLine] = [:]
        var hasFont: Bool?
    }

    private static let state = Mutex(State())
    /// Labels repeat a few class names and a hundred percentages; beyond that the memory is not worth it.
    private static let capacity = 2048

    /// A line of bold text; nil where it has nothing to show.
    /// - Parameter size: The size of the font's em in pixels.
    /// - Throws: `ImagingError.noFont` where text cannot be drawn.
    static func line(_ text: String, size: Int) throws(ImagingError) -> TextLine? {
        try requireFont()
        return try draw(text, size: size)
    }

    /// A line of bold text that is cut off where it would be wider than some pixels: at its end, or in its middle, since ends
    /// of file names tell them apart.
    /// - Parameter suffix: What follows the cut text and is kept.
    static func line(
        _ text: String, suffix: String = "", size: Int, fittingWidth width: Int, keepsEnd: Bool = false
    ) throws(ImagingError) -> TextLine? {
        var kept = text.count
        var line = try line(text + suffix, size: size)
        while let current = line, current.width > width, kept > 3 {
            kept = min(kept - 1, max(3, kept * width / current.width))
            let start = trimmed(text.prefix(keepsEnd ? kept - kept / 2 : kept))
            line = try self.line(start + "…" + (keepsEnd ? text.suffix(kept / 2) : "") + suffix, size: size)
        }
        return line
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }

    /// The distance from the top of a line to its baseline, and the height of a capital above it.
    static func metrics(size: Int) throws(ImagingError) -> (baseline: Int, capital: Int) {
        guard let letter = try line("H", size: size) else {
            throw .noFont(reason: "the system's font has no letters")
        }
        return (letter.top + letter.height, letter.height)
    }

    /// Without any font Pango draws every letter as the same empty frame.
    static func requireFont() throws(ImagingError) {
        if state.withLock({ $0.hasFont }) == nil {
            let (one, other) = (try draw("A", size: 16), try draw("M", size: 16))
            let differ = one?.values != other?.values
            state.withLock { $0.hasFont = differ }
        }
        guard state.withLock({ $0.hasFont }) == true else {
            throw .noFont(reason: "the system has no font; install one, such as the package fonts-dejavu-core")
        }
    }

    private static func draw(_ text: String, size: Int) throws(ImagingError) -> TextLine? {
        let text = printable(text)
        guard !text.allSatisfy(\.isWhitespace) else { return nil }
        let key = Key(text: text, size: size)
        if let line = state.withLock({ $0.lines[key] }) { return line }
        var drawn = cv_text()
        let font = "DejaVu Sans Condensed,DejaVu Sans,Sans Bold \(size)"
        if let reason = Vips.failure(of: { cv_draw_text(escaped(text), font, &drawn, $0) }) {
            throw .noFont(reason: reason)
        }
        defer { cv_free(drawn.data) }
        let (width, height) = (Int(drawn.width), Int(drawn.height))
        let line = TextLine(
            width: width, height: height, left: Int(drawn.left), top: Int(drawn.top),
            values: Array(UnsafeRawBufferPointer(start: drawn.data, count: width * height)))
        state.withLock {
            if $0.lines.count >= capacity { $0.lines.removeAll() }
            $0.lines[key] = line
        }
        return line
    }

    /// The text on one line and of a sensible length, whatever a label holds.
    private static func printable(_ text: String) -> String {
        let line = String(
            String.UnicodeScalarView(
                text.unicodeScalars.prefix(200).map { $0.properties.generalCategory == .control ? " " : $0 }))
        return line.count > 80 ? line.prefix(79) + "…" : line
    }

    /// The text as Pango's markup that means just itself.
    private static func escaped(_ text: String) -> String {
        var markup = ""
        for character in text {
            switch character {
            case "&": markup += "&amp;"
            case "<": markup += "&lt;"
            case ">": markup += "&gt;"
            default: markup.append(character)
            }
        }
        return markup
    }
}

extension TextLine {
    /// Lays the line over a picture, its start at `x` and its baseline at `baseline`, where it lies inside.
    func blend(_ color: Color, x: Int, baseline: Int, lineBaseline: Int, into image: inout Image) {
        let size = image.size
        let (originX, originY) = (x + left, baseline - lineBaseline + top)
        image.withUnsafeMutablePixels { pixels in
            for row in 0..<height where originY + row >= 0 && originY + row < size.height {
                for column in 0..<width where originX + column >= 0 && originX + column < size.width {
                    let share = UInt32(values[row * width + column])
                    guard share > 0 else { continue }
                    let index = 3 * ((originY + row) * size.width + originX + column)
                    pixels[index] = mixed(pixels[index], color.red, share)
                    pixels[index + 1] = mixed(pixels[index + 1], color.green, share)
                    pixels[index + 2] = mixed(pixels[index + 2], color.blue, share)
                }
            }
        }
    }
}
