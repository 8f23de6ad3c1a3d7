internal import Geometry

extension Image {
    /// Reads a picture from a file: JPEG, PNG, WebP, TIFF, GIF (its first frame) or BMP, told apart by content.
    ///
    /// Colour profiles are not applied, as in PIL; 16-bit values are cut to their high byte, unless the options say otherwise.
    /// Of several pages or channels the first are taken, which ``DecodedImage`` tells.
    /// - Throws: `ImagingError` where the file cannot be read, is no such image, is cut off or damaged, or has more
    ///   pixels than the options allow.
    /// Source: PIL's `Image.open(path).convert("RGB")`, whose pixels JPEG, PNG and WebP files give exactly.
    /// Differs: PIL cuts 16-bit grey off at 255, and keeps a colour under a GIF's transparent pixels, here black.
    public init(contentsOfFile path: String, options: DecodingOptions = DecodingOptions()) throws(ImagingError) {
        self = try DecodedImage(contentsOfFile: path, options: options).image
    }

    /// Reads a picture from the bytes of a file.
    /// - Parameters:
    ///   - bytes: The whole file, in one of the formats of `init(contentsOfFile:options:)`.
    ///   - name: What errors call the file.
    ///   - options: How bytes become pixels.
    /// - Throws: `ImagingError` as `init(contentsOfFile:options:)` does.
    public init(
        encoded bytes: [UInt8], name: String, options: DecodingOptions = DecodingOptions()
    ) throws(ImagingError) {
        self = try bytes.withUnsafeBytes { bytes in
            Result { () throws(ImagingError) in try Image(encoded: bytes, name: name, options: options) }
        }.get()
    }

    /// Reads a picture from the bytes of a file, which are not kept.
    /// - Throws: `ImagingError` as `init(contentsOfFile:options:)` does.
    public init(
        encoded bytes: UnsafeRawBufferPointer, name: String, options: DecodingOptions = DecodingOptions()
    ) throws(ImagingError) {
        self = try DecodedImage(encoded: bytes, name: name, options: options).image
    }

    /// Starts the library that decodes pictures, so that the first one need not wait for it (about 20 ms).
    ///
    /// It may be called from any thread and more than once.
    /// - Throws: `ImagingError.libraryFailed` where it cannot be started.
    public static func prepareDecoding() throws(ImagingError) {
        try Vips.start()
    }
}

extension GrayImage {
    /// Reads a picture of one channel, 8 or 16 bits deep, such as a mask in a PNG file.
    /// - Throws: `ImagingError` as `Image` does, and `ImagingError.unsupportedPixels` for a picture with colours, a
    ///   palette or transparency.
    public init(contentsOfFile path: String, maximumPixels: Int = DecodingOptions.defaultMaximumPixels)
        throws(ImagingError)
    {
        self = try InputFile.withContents(of: path) { bytes throws(ImagingError) in
            try GrayImage(encoded: bytes, name: path, maximumPixels: maximumPixels)
        }
    }

    /// Reads a picture of one channel from the bytes of a file.
    /// - Throws: `ImagingError` as `init(contentsOfFile:maximumPixels:)` does.
    public init(encoded bytes: [UInt8], name: String, maximumPixels: Int = DecodingOptions.defaultMaximumPixels)
        throws(ImagingError)
    {
        self = try bytes.withUnsafeBytes { bytes in
            Result { () throws(ImagingError) in
                try GrayImage(encoded: bytes, name: name, maximumPixels: maximumPixels)
            }
        }.get()
    }

    private init(encoded bytes: UnsafeRawBufferPointer, name: String, maximumPixels: Int) throws(ImagingError) {
        let samples = try EncodedFile(bytes, name: name).samples(maximumPixels: maximumPixels).samples
        switch samples.values {
        case .bytes(let values) where samples.colors == .grey && samples.bands == 1:
            self.init(size: samples.size, depth: .bits8, checked: values.map { UInt16($0) })
        case .words(let values) where samples.colors == .grey && samples.bands == 1:
            self.init(size: samples.size, depth: .bits16, checked: values)
        default:
            throw .unsupportedPixels(
                file: name, expected: "one channel of 8 or 16 bits",
                found: "\(samples.bands == 1 ? "1 channel" : "\(samples.bands) channels") of \(samples.bits) bits")
        }
    }
}
