/// A picture read from a file, and what of the file it does not show.
public struct DecodedImage: Sendable, Hashable {
    /// The picture.
    public var image: Image
    /// What was left out, or may look otherwise than was meant.
    public var notes: [DecodingNote]

    /// Reads a picture from a file, as `Image` does.
    /// - Throws: `ImagingError` as `Image.init(contentsOfFile:options:)` does.
    public init(contentsOfFile path: String, options: DecodingOptions = DecodingOptions()) throws(ImagingError) {
        self = try InputFile.withContents(of: path) { bytes throws(ImagingError) in
            try DecodedImage(encoded: bytes, name: path, options: options)
        }
    }

    /// Reads a picture from the bytes of a file, which are not kept.
    /// - Throws: `ImagingError` as `Image.init(encoded:name:options:)` does.
    public init(
        encoded bytes: UnsafeRawBufferPointer, name: String, options: DecodingOptions = DecodingOptions()
    ) throws(ImagingError) {
        let file = try EncodedFile(bytes, name: name)
        let stored = try file.parts(options)
        defer { withExtendedLifetime(stored.turn) {} }
        notes = stored.notes + stored.decoded.notes(options.range)
        let ranges = [ValueRange](repeating: options.range, count: stored.decoded.parts.count)
        let picture = try stored.decoded.image(options, ranges: ranges, name: name)
        image = options.appliesOrientation ? picture.upright(fromOrientation: stored.orientation) : picture
    }
}
