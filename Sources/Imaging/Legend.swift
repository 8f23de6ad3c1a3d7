internal import Geometry

/// What the colours of a picture mean, as a strip below it: a chip of each colour and a few words, row by row.
public struct Legend: Sendable, Hashable {
    /// A colour and what it means.
    public struct Entry: Sendable, Hashable {
        /// The colour.
        public var color: Color
        /// What it means.
        public var text: String

        /// Creates an entry.
        public init(_ text: String, color: Color) {
            self.color = color
            self.text = text
        }
    }

    /// The entries, in the order in which they are read.
    public var entries: [Entry]

    /// Creates a legend.
    public init(_ entries: [Entry]) {
        self.entries = entries
    }

    /// The picture with the legend on white below it; the picture alone where the legend has no entries.
    ///
    /// Words that are wider than the picture are cut off.
    /// - Throws: `ImagingError.noFont` where the system has no font, `ImagingError.invalidSize` where the whole would be too large.
    public func appended(below image: Image) throws(ImagingError) -> Image {
        let width = image.size.width
        guard !entries.isEmpty, width > 0, image.size.height > 0 else { return image }
        let font = Int(OverlayStyle().fontSize(on: image.size).rounded())
        let layout = try LegendLayout(entries, font: font, width: width)
        let size = ImageSize(width: width, height: image.size.height + layout.height)
        var canvas = try Image(size: size, filledWith: .white)
        canvas.paste(image, x: 0, y: 0)
        try layout.draw(below: image.size.height, on: &canvas)
        return canvas
    }
}

/// Where the entries of a legend stand.
private struct LegendLayout {
    private struct Place {
        var color: Color
        var line: TextLine?
        var x: Int
        var row: Int
    }

    private let font: Int
    private var places: [Place] = []
    private var rowCount = 1

    /// A chip is as high as a capital, and wider than high, so that its colour is seen.
    private var chipWidth: Int { font * 5 / 4 }
    private var gap: Int { max(2, font / 2) }
    private var step: Int { font * 3 / 2 }

    /// How high the strip is.
    var height: Int { rowCount * step + gap }

    init(_ entries: [Legend.Entry], font: Int, width: Int) throws(ImagingError) {
        self.font = font
        var (x, row) = (gap, 0)
        for entry in entries {
            let room = max(width - 3 * gap - chipWidth, 1)
            let line = try TextRenderer.line(entry.text, size: font, fittingWidth: room)
            let needed = chipWidth + gap + (line?.width ?? 0)
            if x > gap, x + needed + gap > width {
                x = gap
                row += 1
            }
            places.append(Place(color: entry.color, line: line, x: x, row: row))
            x += needed + 2 * gap
        }
        rowCount = row + 1
    }

    /// Draws the strip, which begins at a row of the picture.
    func draw(below top: Int, on image: inout Image) throws(ImagingError) {
        let metrics = try TextRenderer.metrics(size: font)
        for place in places {
            let baseline = top + gap / 2 + place.row * step + (step + metrics.capital + 1) / 2
            let chip = Box(
                x: Float(place.x), y: Float(baseline - metrics.capital), width: Float(chipWidth),
                height: Float(metrics.capital))
            // A rim, since some colours are white.
            for (box, color) in [(chip.expanded(by: 1), Color(hex: 0x666666)), (chip, place.color)] {
                var coverage = Coverage(around: box.expanded(by: 1), in: image.size)
                coverage.fill(roundedRectangleDistance(box, radius: 1))
                coverage.blend(.solid(color), into: &image)
            }
            guard let line = place.line else { continue }
            line.blend(
                Color(hex: 0x333333), x: place.x + chipWidth + gap - line.left, baseline: baseline,
                lineBaseline: metrics.baseline, into: &image)
        }
    }
}
