internal import CVips
internal import Geometry

extension LabelImage {
    /// Reads a picture of numbers from a PNG, TIFF, BMP or GIF file.
    ///
    /// A grey picture of 8 bits or more gives its values, as they are stored where white is zero, and fractions that are all
    /// whole; one of 1, 2 or 4 bits gives them spread over 0 to 255. PNG, BMP and TIFF files with a palette give the numbers of
    /// its entries; in a PNG file of less than 8 bits a pixel, one that the palette does not have is an error. Colours give red + 256 · green + 65536 · blue, as COCO's panoptic masks count (so do palettes of GIF
    /// files); where all pixels are grey, they give the grey. Transparency is dropped, and EXIF orientation not applied.
    /// - Parameters:
    ///   - path: The file.
    ///   - maximumPixels: The most pixels that the picture may have; larger ones are refused before they are decoded.
    /// - Throws: `ImagingError` where the file cannot be read, is no such picture, has several pages, or is of a format that
    ///   blurs values.
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
            let bitmap = BitmapFile(bytes, name: name)
            let turn = try bitmap.turn(maximumPixels: maximumPixels)
            defer { withExtendedLifetime(turn) {} }
            self = try bitmap.labels(maximumPixels: maximumPixels)
            return
        }
        guard file.format != .jpeg, file.format != .webp else {
            throw .unsupportedPixels(
                file: name, expected: "a format that keeps each value, such as PNG, TIFF or BMP",
                found: "\(file.format.name), which may blur them")
        }
        if file.format == .png, let numbered = PNGPalette.numbered(bytes) {
            let decoded = try numbered.file.withUnsafeBytes { bytes in
                Result { () throws(ImagingError) in
                    let file = try EncodedFile(bytes, name: name)
                    let header = try file.header(as: format, maximumPixels: maximumPixels)
                    let turn = try DecodingMemory(header.size, header).turn(file: name)
                    defer { withExtendedLifetime(turn) {} }
                    return try file.pixels(as: format, header)
                }
            }.get()
            let bands = max(Int(decoded.header.bands), 1)
            let numbers = stride(from: 0, to: decoded.bytes.count, by: bands).map { UInt32(decoded.bytes[$0]) }
            if let highest = numbers.max(), highest >= numbered.numbers {
                let rest = "which may be what is left of a higher number: the file has \(bytes[24]) bits a pixel"
                throw .unsupportedPixels(
                    file: name, expected: "numbers of its palette, which has \(numbered.numbers) colors",
                    found: "\(highest), \(rest)")
            }
            try self.init(size: decoded.size, values: numbers)
            return
        }
        let samples: Samples
        var turn: DecodingTurn?
        defer { withExtendedLifetime(turn) {} }
        if file.format == .tiff {
            let page = try TIFFPage(bytes, name: name)
            let size = page.layout.size
            guard size.area <= maximumPixels else {
                throw .tooManyPixels(file: name, size: size, maximum: maximumPixels)
            }
            turn = try DecodingMemory(page.layout).turn(file: name)
            samples = try page.numbers(limit: EncodedFile.mostValues(maximumPixels))
        } else {
            let header = try file.header(as: format, maximumPixels: maximumPixels)
            guard header.pages <= 1 else {
                throw .unsupportedPixels(file: name, expected: "one frame", found: "\(header.pages) frames")
            }
            turn = try DecodingMemory(header.size, header).turn(file: name)
            samples = try Samples(file.pixels(as: format, header), name: name)
        }
        try self.init(size: samples.size, values: samples.numbers(name: name))
    }
}

extension Samples {
    /// The values as numbers of a mask.
    fileprivate func numbers(name: String) throws(ImagingError) -> [UInt32] {
        let expected = "whole numbers: grey of 8, 16 or 32 bits, a palette, or RGB of 8 bits"
        switch (colors, values) {
        case (.grey, _) where bands <= 2: break
        case (.rgb, .bytes):
            return colorNumbers
        default:
            throw .unsupportedPixels(file: name, expected: expected, found: "\(bands) channels of \(bits) bits")
        }
        var hasOthers: String?
        func number(_ value: Double) -> UInt32 {
            guard let number = UInt32(exactly: value) else {
                if hasOthers == nil { hasOthers = "\(value)" }
                return 0
            }
            return number
        }
        let numbers: [UInt32] =
            switch values.channel(0, of: bands) {
            case .bytes(let values): values.map { UInt32($0) }
            case .words(let values): values.map { UInt32($0) }
            case .integers(let values): values.map { number(Double($0)) }
            case .fractions(let values): values.map(number)
            }
        if let hasOthers {
            throw .unsupportedPixels(
                file: name, expected: "\(expected), none below 0", found: "a value of \(hasOthers)")
        }
        return numbers
    }

    /// Colours as numbers, or as levels of grey where there are no others.
    private var colorNumbers: [UInt32] {
        guard case .bytes(let bytes) = values else { return [] }
        var hasColors = false
        var numbers = bytes.withUnsafeBufferPointer { bytes in
            (0..<size.area).map { index in
                let (red, green, blue) = (bytes[index * bands], bytes[index * bands + 1], bytes[index * bands + 2])
                if red != green || green != blue { hasColors = true }
                return UInt32(red) | UInt32(green) << 8 | UInt32(blue) << 16
            }
        }
        if !hasColors { for index in numbers.indices { numbers[index] &= 0xff } }
        return numbers
    }
}
