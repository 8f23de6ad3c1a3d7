public import Geometry

/// A picture whose pixels are places in a list of colours, such as a class map: one byte a pixel, row by row from the top left.
public struct IndexedImage: Sendable, Hashable {
    /// The picture's size in pixels.
    public let size: ImageSize
    /// The places: that of pixel (x, y) is at y · width + x.
    public let indices: [UInt8]
    /// The colours, at most 256; a place beyond the last has none, which files may have, too.
    public let colors: [Color]

    /// Creates a picture from the places of its pixels' colours.
    /// - Throws: `ImagingError.invalidSize` where a side is negative or the area immense, `ImagingError.wrongPixelCount` where there
    ///   is not one place a pixel, and `ImagingError.unencodable` for no colours, or more than 256.
    public init(size: ImageSize, indices: [UInt8], colors: [Color]) throws(ImagingError) {
        let expected = try size.checkedArea()
        guard indices.count == expected else {
            throw .wrongPixelCount(size: size, expected: expected, found: indices.count)
        }
        guard (1...256).contains(colors.count) else {
            throw .unencodable(format: .png, reason: "a palette has 1 to 256 colours, not \(colors.count)")
        }
        self.size = size
        self.indices = indices
        self.colors = colors
    }

    /// The picture as the bytes of a PNG file of 8 bits with a palette, which gives the same places again.
    /// - Throws: `ImagingError.unencodable` for a picture without pixels or larger than the format can hold.
    public func encodedAsPNG() throws(ImagingError) -> [UInt8] {
        // libvips would choose a palette of its own: what it writes of the places as levels of grey has them unchanged.
        let grey = try encode(
            indices, size: size, bands: 1, sampleBytes: 1, as: .png, quality: 100, lossless: true)
        guard let file = PNGPalette.colored(grey, colors: colors) else {
            throw .unencodable(format: .png, reason: "libvips wrote no 8-bit grey for grey")
        }
        return file
    }

    /// Writes the picture to a PNG file, all of it or nothing.
    /// - Throws: `ImagingError` where the name does not end in `.png`, the picture cannot be encoded, or the file not written.
    public func write(toFile path: String) throws(ImagingError) {
        let format = try ImageFormat(writing: path)
        guard format == .png else {
            throw .unencodable(format: format, reason: "pictures with a palette are written as PNG")
        }
        try writeFile(encodedAsPNG(), to: path)
    }
}
