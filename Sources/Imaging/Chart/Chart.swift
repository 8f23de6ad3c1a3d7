/// A drawing of numbers: `LineChart`, `BarChart`, `HeatMap` or `Histogram`.
///
/// It is drawn as SVG text, which needs nothing outside itself, or as a picture.
public protocol Chart: Sendable {
    /// What is shown, in a few words.
    var title: String { get }
    /// What there is to see, for readers who cannot see it.
    var summary: String { get }
    /// The shapes that the chart is made of.
    func drawing() -> ChartDrawing
}

extension Chart {
    /// The chart as SVG text.
    ///
    /// With `.light` and `.dark` the text is a whole file; with `.page` it is an element for an HTML page that has
    /// `ChartTheme.pageStyleSheet` among its styles.
    public func svg(theme: ChartTheme = .light) -> String {
        var writer = SVGWriter(theme: theme)
        return writer.text(of: drawing(), title: title, summary: summary)
    }

    /// The chart as a picture.
    /// - Parameters:
    ///   - theme: The colours; `.page` has no meaning here and is drawn as `.light`.
    ///   - scale: How many pixels a unit of the drawing has.
    /// - Throws: `ImagingError.libraryFailed` where libvips was built without librsvg, `ImagingError.noFont` where the
    ///   system has no font, `ImagingError.invalidSize` where a side would have no pixel or more than 32,000.
    public func image(theme: ChartTheme = .light, scale: Double = 2) throws(ImagingError) -> Image {
        try ChartPicture.image(of: svg(theme: theme == .page ? .light : theme), drawing().size, scale: scale)
    }

    /// Writes the chart to a file, all of it or nothing, as what the name's extension says: SVG, PNG, JPEG or WebP.
    /// - Throws: `ImagingError` as `image(theme:scale:)` does, and where the extension is unknown or the file cannot be
    ///   written.
    public func write(
        toFile path: String, theme: ChartTheme = .light, scale: Double = 2
    ) throws(ImagingError) {
        guard path.lowercased().hasSuffix(".svg") else {
            let format = try ImageFormat(writing: path)
            return try writeFile(image(theme: theme, scale: scale).encoded(as: format), to: path)
        }
        try writeFile(Array(svg(theme: theme == .page ? .light : theme).utf8), to: path)
    }
}
