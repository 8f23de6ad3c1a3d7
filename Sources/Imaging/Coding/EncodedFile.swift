internal import CVips
internal import Files
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
    func header(as vips: cv_format, maximumPixels: Int, page: Int = 0) throws(ImagingError) -> cv_header {
        switch Vips.header(of: believable(upTo: Self.longestHead), format: vips, page: page) {
        case .success(let header):
            try check(header.size, maximumPixels)
            return header
        case .failure(let failure): throw failure.error(file: name, format: format)
        }
    }

    /// A picture's values, and what belongs to them.
    struct Stored {
        /// The values of its pixels, the way round that they are stored.
        var samples: Samples
        var orientation = 1
        /// The memory that decoding takes until the values are a picture.
        var turn: DecodingTurn
    }

    /// The values of a picture's pixels.
    /// - Parameter page: Which frame of a file that has some; of a TIFF file the first page is read.
    func samples(maximumPixels: Int, page: Int = 0) throws(ImagingError) -> Stored {
        if format == .tiff {
            let page = try TIFFPage(bytes, name: name)
            try check(page.layout.size, maximumPixels)
            let turn = try DecodingMemory(page.layout).turn(file: name)
            return Stored(
                samples: try page.samples(limit: EncodedFile.mostValues(maximumPixels)),
                orientation: page.layout.orientation, turn: turn)
        }
        guard let vips = format.vips else {
            let bitmap = BitmapFile(bytes, name: name)
            let turn = try bitmap.turn(maximumPixels: maximumPixels)
            let image = try bitmap.decoded(maximumPixels: maximumPixels)
            return Stored(
                samples: Samples(
                    size: image.size, bands: 3, colors: .rgb, opacity: nil, values: .bytes(image.pixels), bits: 8),
                turn: turn)
        }
        let header = try header(as: vips, maximumPixels: maximumPixels, page: page)
        guard header.colors != CV_OTHER else {
            throw .unsupportedPixels(
                file: name, expected: "8- or 16-bit grey, RGB or CMYK", found: header.words)
        }
        let turn = try DecodingMemory(header.size, header).turn(file: name)
        return Stored(
            samples: try Samples(pixels(as: vips, header, page: page), name: name), orientation: header.turning,
            turn: turn)
    }

    func pixels(as vips: cv_format, _ header: cv_header, page: Int = 0) throws(ImagingError) -> Vips.Decoded {
        let values = Int.product(header.size.width, header.size.height, Int(header.bands), Int(header.sample_bytes))
        switch Vips.decode(believable(upTo: .sum(Self.longestHead, .product(2, values))), format: vips, page: page) {
        case .success(let decoded): return decoded
        case .failure(let failure): throw failure.error(file: name, format: format)
        }
    }

    /// More than what stands before the pixels of any file, such as colour profiles and thumbnails.
    static let longestHead = 64 << 20

    /// The part of the file in which a decoder may look: a JPEG decoder searches all that follows for the next mark, through
    /// gigabytes of nothing if there are such.
    ///
    /// Pages of TIFF files may lie anywhere, and frames of GIF files are counted to the end.
    func believable(upTo count: Int) -> UnsafeRawBufferPointer {
        switch format {
        case .jpeg, .png: UnsafeRawBufferPointer(rebasing: bytes.prefix(count))
        case .webp where bytes.count >= 12:
            // The file says how long it is.
            UnsafeRawBufferPointer(
                rebasing: bytes.prefix(
                    8 + Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))))
        case .webp, .tiff, .gif, .bmp: bytes
        }
    }

    /// How many values a picture with many channels may have.
    static func mostValues(_ maximumPixels: Int) -> Int {
        let (most, overflow) = maximumPixels.multipliedReportingOverflow(by: 4)
        return overflow ? .max : most
    }

    func check(_ size: ImageSize, _ maximumPixels: Int) throws(ImagingError) {
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
    var size: ImageSize { ImageSize(width: Int(width), height: Int(height)) }

    /// EXIF's orientation, from 1 to 8.
    var turning: Int { (1...8).contains(orientation) ? Int(orientation) : 1 }

    /// The kind of pixels, for messages.
    var words: String {
        let channels = bands == 1 ? "1 channel" : "\(bands) channels"
        return "\(channels) of \(String(cString: sample_name)) values (\(String(cString: colors_name)))"
    }
}
