internal import CVips
public import Geometry

extension LabelImage {
    /// The picture as the bytes of a TIFF file: one page of whole numbers without sign, of 16 bits where all values fit, else of 32; in
    /// strips and deflated, which ImageJ, tifffile and libtiff read.
    /// - Parameter pixelSize: The size of a pixel in micrometres, for the file's resolution; nil writes 72 an inch, which readers take for
    ///   an unknown one.
    /// - Throws: `ImagingError.unencodable` for a picture without pixels or larger than the format can hold.
    public func encodedAsTIFF(pixelSize: PixelSpacing? = nil) throws(ImagingError) -> [UInt8] {
        let longest = 10_000_000
        guard size.area > 0 else { throw .unencodable(format: .tiff, reason: "it has no pixels") }
        guard max(size.width, size.height) <= longest else {
            throw .unencodable(
                format: .tiff, reason: "its size is \(size), and a side may have at most \(longest) pixels")
        }
        let bytes: [UInt8]
        let isShort = (values.max() ?? 0) <= UInt32(UInt16.max)
        if isShort {
            bytes = values.map { UInt16(truncatingIfNeeded: $0) }.withUnsafeBytes { Array($0) }
        } else {
            bytes = values.withUnsafeBytes { Array($0) }
        }
        let perMillimetre = pixelSize.map { (x: 1000 / $0.x, y: 1000 / $0.y) } ?? (0, 0)
        let result = Vips.encodeNumbers(
            bytes, size: size, sampleBytes: isShort ? 2 : 4, resolution: perMillimetre)
        switch result {
        case .success(let encoded): return encoded
        case .failure(let failure): throw .unencodable(format: .tiff, reason: failure.reason)
        }
    }
}
