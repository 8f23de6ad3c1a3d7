public import Geometry

/// Several pictures in one: side by side or in a grid, on white.
public struct Mosaic: Sendable {
    /// A picture and what is written under it.
    public struct Panel: Sendable {
        /// The picture.
        public var image: Image
        /// What is written under it; nil for nothing.
        public var caption: String?

        /// Creates a panel.
        public init(_ image: Image, caption: String? = nil) {
            self.image = image
            self.caption = caption
        }
    }

    /// How many panels a row has; nil for as many as make the whole about as wide as high.
    public var columns: Int?
    /// The size into which each picture is fitted; nil for the largest width and height among them.
    public var cell: ImageSize?
    /// The space between and around the pictures in pixels; nil for one that suits the cell.
    public var gutter: Int?

    /// Creates a layout.
    public init(columns: Int? = nil, cell: ImageSize? = nil, gutter: Int? = nil) {
        self.columns = columns
        self.cell = cell
        self.gutter = gutter
    }

    /// Pictures beside each other in one row, such as a photograph and its segmentation.
    /// - Throws: `ImagingError` as `compose(_:)` does.
    public static func sideBySide(_ panels: [Panel]) throws(ImagingError) -> Image {
        try Mosaic(columns: max(panels.count, 1)).compose(panels)
    }

    /// The panels in one picture, row by row.
    ///
    /// Pictures are made smaller to fit their cells, never larger, and stand in the middle of them.
    /// - Throws: `ImagingError.invalidSize` where there are no panels, a picture has no pixels or the whole would be too
    ///   large, `ImagingError.noFont` where there are captions and the system has no font.
    public func compose(_ panels: [Panel]) throws(ImagingError) -> Image {
        let cell =
            cell
            ?? ImageSize(
                width: panels.map(\.image.size.width).max() ?? 0, height: panels.map(\.image.size.height).max() ?? 0)
        guard cell.width > 0, cell.height > 0, try cell.checkedArea() > 0 else {
            throw .invalidSize(cell, reason: "a mosaic needs a picture")
        }
        let columns = min(max(columns ?? naturalColumns(panels.count, cell), 1), max(panels.count, 1))
        let rows = (panels.count + columns - 1) / columns
        let gutter = min(max(gutter ?? max(4, min(cell.width, cell.height) / 32), 0), 10_000)
        let font = max(11, Int(13 * power(Double(cell.area).squareRoot() / 554, 0.85)))
        let captions = try panels.map { panel throws(ImagingError) in
            try Caption(panel.caption ?? "", font: font, width: cell.width)
        }
        let lines = captions.map(\.lines.count).max() ?? 0
        let caption = lines > 0 ? font / 2 + lines * Caption.step(font: font) + font / 4 : 0
        let (stepX, stepY) = (cell.width + gutter, cell.height + caption + gutter)
        let whole = ImageSize(
            width: columns * stepX + gutter, height: rows * stepY + (caption > 0 ? gutter / 2 : gutter))
        guard whole.area <= 1 << 29 else { throw .invalidSize(whole, reason: "a mosaic may have 2²⁹ pixels") }
        var canvas = try Image(size: whole, filledWith: .white)
        for (index, panel) in panels.enumerated() {
            let (left, top) = (gutter + index % columns * stepX, gutter + index / columns * stepY)
            let image = try panel.image.fitted(within: cell)
            canvas.paste(
                image, x: left + (cell.width - image.size.width) / 2, y: top + (cell.height - image.size.height) / 2)
            try captions[index].draw(centeredAt: left + cell.width / 2, top: top + cell.height + font / 2, on: &canvas)
        }
        return canvas
    }

    private func naturalColumns(_ count: Int, _ cell: ImageSize) -> Int {
        let columns = (Double(count) * Double(cell.height) / Double(cell.width)).squareRoot()
        return min(max(Int(columns.rounded(.up)), 1), max(count, 1))
    }
}

extension Image {
    /// Puts a picture onto this one, the parts outside left off.
    mutating func paste(_ other: Image, x: Int, y: Int) {
        let columns = max(x, 0)..<max(min(x + other.size.width, size.width), max(x, 0))
        let rows = max(y, 0)..<max(min(y + other.size.height, size.height), max(y, 0))
        let width = size.width
        withUnsafeMutablePixels { pixels in
            for row in rows where !columns.isEmpty {
                let from = 3 * ((row - y) * other.size.width + columns.lowerBound - x)
                let target = UnsafeMutableBufferPointer(rebasing: pixels[(3 * (row * width + columns.lowerBound))...])
                _ = target.update(fromContentsOf: other.pixels[from..<(from + 3 * columns.count)])
            }
        }
    }
}
