/// Dark text of one size about a middle, in as many lines as its width asks for.
struct Caption {
    let lines: [TextLine]
    private let font: Int

    /// More are not read under a picture.
    private static let mostLines = 3

    /// Breaks text between words, and cuts off what is still too wide or too long.
    init(_ text: String, font: Int, width: Int) throws(ImagingError) {
        self.font = font
        var lines: [TextLine] = []
        var rest = text.split(separator: " ")[...]
        while !rest.isEmpty, lines.count < Self.mostLines {
            let isLast = lines.count == Self.mostLines - 1
            var count = rest.count
            var line = try TextRenderer.line(rest.joined(separator: " "), size: font)
            while let current = line, current.width > width, count > 1, !isLast {
                count -= 1
                line = try TextRenderer.line(rest.prefix(count).joined(separator: " "), size: font)
            }
            if let current = line, current.width > width {
                line = try TextRenderer.line(
                    rest.prefix(count).joined(separator: " "), size: font, fittingWidth: width, keepsEnd: true)
            }
            if let line { lines.append(line) }
            rest = rest.dropFirst(count)
        }
        self.lines = lines
    }

    /// From one line to the next.
    static func step(font: Int) -> Int { font * 3 / 2 }

    func draw(centeredAt middle: Int, top: Int, on image: inout Image) throws(ImagingError) {
        guard !lines.isEmpty else { return }
        let metrics = try TextRenderer.metrics(size: font)
        for (index, line) in lines.enumerated() {
            line.blend(
                Color(hex: 0x333333), x: middle - line.width / 2 - line.left,
                baseline: top + metrics.capital + index * Self.step(font: font), lineBaseline: metrics.baseline,
                into: &image)
        }
    }
}
