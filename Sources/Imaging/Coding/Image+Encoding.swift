internal import CVips
internal import Files
internal import Geometry

extension Image {
    /// The picture as the bytes of a PNG, JPEG or WebP file.
    /// - Parameters:
    ///   - format: The file format.
    ///   - quality: From 1 to 100, for JPEG and WebP; PNG is always exact.
    ///   - lossless: Whether WebP is to be exact.
    /// - Throws: `ImagingError.unencodable` for the formats that are read only, and for a picture without pixels or
    ///   larger than the format can hold.
    public func encoded(
        as format: ImageFormat, quality: Int = 92, lossless: Bool = false
    ) throws(ImagingError) -> [UInt8] {
        try encode(
            pixels, size: size, bands: 3, sampleBytes: 1, as: format, quality: quality, lossless: lossless)
    }

    /// Writes the picture to a file, in the format that the name's extension says, all of it or nothing.
    /// - Throws: `ImagingError` where the extension is unknown, the picture cannot be encoded, or the file not written.
    public func write(toFile path: String, quality: Int = 92) throws(ImagingError) {
        let format = try ImageFormat(writing: path)
        try writeFile(encoded(as: format, quality: quality), to: path)
    }
}

extension GrayImage {
    /// The picture as the bytes of a PNG file of its depth.
    /// - Throws: `ImagingError.unencodable` for a picture without pixels or larger than the format can hold.
    public func encodedAsPNG() throws(ImagingError) -> [UInt8] {
        let bytes =
            depth == .bits8
            ? values.map { UInt8(truncatingIfNeeded: $0) }
            : values.withUnsafeBytes { Array($0) }
        return try encode(
            bytes, size: size, bands: 1, sampleBytes: depth == .bits8 ? 1 : 2, as: .png, quality: 100, lossless: true)
    }

    /// Writes the picture to a PNG file, all of it or nothing.
    /// - Throws: `ImagingError` where the name does not end in `.png`, the picture cannot be encoded, or the file not
    ///   written.
    public func write(toFile path: String) throws(ImagingError) {
        guard case .png = try ImageFormat(writing: path) else {
            throw .unencodable(format: try ImageFormat(writing: path), reason: "masks are written as PNG")
        }
        try writeFile(encodedAsPNG(), to: path)
    }
}

/// Writes bytes to a file, all of them or none.
func writeFile(_ bytes: [UInt8], to path: String) throws(ImagingError) {
    do {
        try AtomicFile.write(bytes, to: path)
    } catch {
        switch error {
        case .unreadable(let file, let reason), .unwritable(let file, let reason):
            throw .unwritable(file: file, reason: reason)
        case .unusableName(let file, let reason): throw .unusableName(file: file, reason: reason)
        }
    }
}

/// Values as the bytes of a file.
func encode(
    _ bytes: [UInt8], size: ImageSize, bands: Int, sampleBytes: Int, as format: ImageFormat, quality: Int,
    lossless: Bool
) throws(ImagingError) -> [UInt8] {
    let (vips, longest): (cv_format, Int) =
        switch format {
        case .png: (CV_PNG, 1_000_000)
        case .jpeg: (CV_JPEG, 65_500)
        case .webp: (CV_WEBP, 16_383)
        case .tiff, .gif, .bmp: throw .unencodable(format: format, reason: "this format is only read")
        }
    guard size.area > 0 else { throw .unencodable(format: format, reason: "it has no pixels") }
    guard max(size.width, size.height) <= longest else {
        throw .unencodable(format: format, reason: "its size is \(size), and a side may have at most \(longest) pixels")
    }
    let result = Vips.encode(
        bytes, size: size, bands: bands, sampleBytes: sampleBytes, as: vips, quality: min(max(quality, 1), 100),
        lossless: lossless)
    switch result {
    case .success(let encoded): return encoded
    case .failure(let failure): throw .unencodable(format: format, reason: failure.reason)
    }
}
