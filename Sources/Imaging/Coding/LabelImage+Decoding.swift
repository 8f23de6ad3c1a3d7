internal import CVips
internal import Geometry

extension LabelImage {
    /// Reads a picture of numbers from a PNG, TIFF, BMP or GIF file.
    ///
    /// A grey picture of 8, 16 or 32 bits gives its values; one of 1, 2 or 4 bits gives them spread over 0 to 255. PNG and
    /// BMP files with a palette give the numbers of its entries. Colours give red + 256 · green + 65536 · blue, as COCO's
    /// panoptic masks count (so do palettes of GIF and TIFF files); where all pixels are grey, they give the grey.
    /// Transparency is dropped, and EXIF orientation not applied.
    /// - Parameters:
    ///   - path: The file.
    ///   - maximumPixels: The most pixels that the picture may have; larger ones are refused before they are decoded.
    /// - Throws: `ImagingError` where the file cannot be read, is no such picture, or is of a format that blurs values.
    public init(contentsOfFile path: String, maximumPixels: Int = DecodingOptions.defaultMaximumPixels)
        throws(ImagingError)
    {
        self = try InputFile.withMappedContents(of: path) { bytes throws(ImagingError) in
            try LabelImage(encoded: bytes, name: path, maximumPixels: maximumPixels)
        }
    }

    /// Reads a picture of numbers from the bytes of a file.
    /// - Throws: `ImagingError` as `init(contentsOfFile:maximumPixels:)` does.
    public init(
        encoded bytes: UnsafeRawBufferPointer, name: String, maximumPixels: Int = DecodingOptions.defaultMaximumPixels
    ) throws(ImagingError) {
        let file = try EncodedFile(bytes, name: name)
        guard let format = file.format.vips else {
            self = try BitmapFile(bytes, name: name).labels(maximumPixels: maximumPixels)
            return
        }
        guard file.format != .jpeg, file.format != .webp else {
            throw .unsupportedPixels(
                file: name, expected: "a format that keeps each value, such as PNG, TIFF or BMP",
                found: "\(file.format.name), which may blur them")
        }
        if file.format == .png, let numbered = PNGPalette.numbered(bytes) {
            let decoded = try numbered.withUnsafeBytes { bytes in
                Result { () throws(ImagingError) in
                    let file = try EncodedFile(bytes, name: name)
                    _ = try file.header(as: format, maximumPixels: maximumPixels)
                    return try file.pixels(as: format, upright: false)
                }
            }.get()
            let bands = max(Int(decoded.header.bands), 1)
            let numbers = stride(from: 0, to: decoded.bytes.count, by: bands).map { UInt32(decoded.bytes[$0]) }
            try self.init(size: decoded.size, values: numbers)
            return
        }
        let header = try file.header(as: format, maximumPixels: maximumPixels)
        let isGrey = header.bands <= 2 && header.integer_bytes > 0
        guard isGrey || (header.colors == CV_RGB && header.bands <= 4 && header.integer_bytes == 1) else {
            throw .unsupportedPixels(
                file: name, expected: "whole numbers: grey of 8, 16 or 32 bits, a palette, or RGB of 8 bits",
                found: header.words)
        }
        let decoded = try file.pixels(as: format, upright: false)
        try self.init(size: decoded.size, values: isGrey ? levels(in: decoded, name: name) : numbers(in: decoded))
    }
}

/// The values of a picture's first channel.
private func levels(in decoded: Vips.Decoded, name: String) throws(ImagingError) -> [UInt32] {
    let header = decoded.header
    let (count, bands) = (decoded.size.area, Int(header.bands))
    func values<Value: FixedWidthInteger>(of type: Value.Type) -> [UInt32]? {
        decoded.bytes.withUnsafeBytes { bytes in
            var isSound = true
            let step = bands * MemoryLayout<Value>.size
            let values = (0..<count).map { index in
                let value = bytes.loadUnaligned(fromByteOffset: index * step, as: type)
                if value < 0 { isSound = false }
                return UInt32(truncatingIfNeeded: value)
            }
            return isSound ? values : nil
        }
    }
    let result =
        switch (header.integer_bytes, header.is_signed != 0) {
        case (1, false): values(of: UInt8.self)
        case (1, true): values(of: Int8.self)
        case (2, false): values(of: UInt16.self)
        case (2, true): values(of: Int16.self)
        case (_, false): values(of: UInt32.self)
        case (_, true): values(of: Int32.self)
        }
    guard let result else {
        throw .unsupportedPixels(file: name, expected: "no negative values", found: "some")
    }
    return result
}

/// Colours as numbers, or as levels of grey where there are no others.
private func numbers(in decoded: Vips.Decoded) -> [UInt32] {
    let bands = Int(decoded.header.bands)
    var hasColors = false
    var values = decoded.bytes.withUnsafeBufferPointer { bytes in
        (0..<decoded.size.area).map { index in
            let (red, green, blue) = (bytes[index * bands], bytes[index * bands + 1], bytes[index * bands + 2])
            if red != green || green != blue { hasColors = true }
            return UInt32(red) | UInt32(green) << 8 | UInt32(blue) << 16
        }
    }
    if !hasColors { for index in values.indices { values[index] &= 0xff } }
    return values
}
