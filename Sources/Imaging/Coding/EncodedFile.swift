internal import CVips
internal import Geometry

/// The bytes of a file whose format is known, on their way through libvips.
struct EncodedFile {
    let bytes: UnsafeRawBufferPointer
    let name: String
    let format: ImageFormat

    init(_ bytes: UnsafeRawBufferPointer, name: String) throws(ImagingError) {
        guard !bytes.isEmpty else { throw .empty(file: name) }
        guard let format = ImageFormat(startingWith: bytes) else {
            throw .notAnImage(file: name, found: InputFile.describeStart(of: bytes))
        }
        self.bytes = bytes
        self.name = name
        self.format = format
    }

    func header(as vips: cv_format, maximumPixels: Int) throws(ImagingError) -> cv_header {
        let header = try decoding { Vips.header(of: bytes, format: vips) }
        let size = ImageSize(width: Int(header.width), height: Int(header.height))
        guard size.area <= maximumPixels else {
            throw .tooManyPixels(file: name, size: size, maximum: maximumPixels)
        }
        return header
    }

    func singleChannel(maximumPixels: Int) throws(ImagingError) -> Vips.Decoded {
        let expected = "one channel of 8 or 16 bits"
        guard let vips = format.vips else {
            throw .unsupportedPixels(file: name, expected: expected, found: "a BMP file")
        }
        let header = try header(as: vips, maximumPixels: maximumPixels)
        guard header.bands == 1, header.colors == CV_GREY, header.sample_bytes > 0 else {
            throw .unsupportedPixels(file: name, expected: expected, found: header.words)
        }
        return try pixels(as: vips, upright: false)
    }

    func pixels(as vips: cv_format, upright: Bool) throws(ImagingError) -> Vips.Decoded {
        try decoding { Vips.decode(bytes, format: vips, upright: upright) }
    }

    private func decoding<Value>(_ body: () -> Result<Value, VipsFailure>) throws(ImagingError) -> Value {
        switch body() {
        case .success(let value): return value
        case .failure(let failure): throw .undecodable(file: name, format: format, reason: failure.reason)
        }
    }
}

extension ImageFormat {
    /// The shim's name of the format; nil for BMP, which libvips reads only through ImageMagick.
    var vips: cv_format? {
        switch self {
        case .jpeg: CV_JPEG
        case .png: CV_PNG
        case .webp: CV_WEBP
        case .tiff: CV_TIFF
        case .gif: CV_GIF
        case .bmp: nil
        }
    }
}

extension cv_header {
    /// The kind of pixels, for messages.
    var words: String {
        let channels = bands == 1 ? "1 channel" : "\(bands) channels"
        return "\(channels) of \(String(cString: sample_name)) values (\(String(cString: colors_name)))"
    }
}
