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

    /// The size, the orientation and the number of pages of a file that libvips reads.
    func header(as vips: cv_format, maximumPixels: Int) throws(ImagingError) -> cv_header {
        switch Vips.header(of: bytes, format: vips) {
        case .success(let header):
            try check(ImageSize(width: Int(header.width), height: Int(header.height)), maximumPixels)
            return header
        case .failure(let failure): throw failure.error(file: name, format: format)
        }
    }

    /// The values of a picture's pixels, the way round that they are stored, and what is to be known of them.
    func samples(maximumPixels: Int) throws(ImagingError) -> (samples: Samples, orientation: Int, notes: [DecodingNote])
    {
        if format == .tiff {
            let page = try TIFFPage(bytes, name: name)
            try check(page.layout.size, maximumPixels)
            return (
                try page.samples(limit: EncodedFile.mostValues(maximumPixels)), page.layout.orientation, page.notes
            )
        }
        guard let vips = format.vips else {
            let image = try BitmapFile(bytes, name: name).decoded(maximumPixels: maximumPixels)
            return (
                Samples(size: image.size, bands: 3, colors: .rgb, opacity: nil, values: .bytes(image.pixels), bits: 8),
                1,
                []
            )
        }
        let header = try header(as: vips, maximumPixels: maximumPixels)
        guard header.colors != CV_OTHER else {
            throw .unsupportedPixels(
                file: name, expected: "8- or 16-bit grey, RGB or CMYK", found: header.words)
        }
        return (
            try Samples(pixels(as: vips), name: name), header.turning,
            header.pages > 1 ? [.pages(Int(header.pages))] : []
        )
    }

    func pixels(as vips: cv_format) throws(ImagingError) -> Vips.Decoded {
        switch Vips.decode(bytes, format: vips) {
        case .success(let decoded): return decoded
        case .failure(let failure): throw failure.error(file: name, format: format)
        }
    }

    /// How many values a picture with many channels may have.
    static func mostValues(_ maximumPixels: Int) -> Int {
        let (most, overflow) = maximumPixels.multipliedReportingOverflow(by: 4)
        return overflow ? .max : most
    }

    private func check(_ size: ImageSize, _ maximumPixels: Int) throws(ImagingError) {
        guard size.area <= maximumPixels else {
            throw .tooManyPixels(file: name, size: size, maximum: maximumPixels)
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
    /// EXIF's orientation, from 1 to 8.
    var turning: Int { (1...8).contains(orientation) ? Int(orientation) : 1 }

    /// The kind of pixels, for messages.
    var words: String {
        let channels = bands == 1 ? "1 channel" : "\(bands) channels"
        return "\(channels) of \(String(cString: sample_name)) values (\(String(cString: colors_name)))"
    }
}
