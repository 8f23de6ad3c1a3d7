internal import CVips
internal import Geometry

/// A page of a TIFF file, or a part of one, whose samples come as they are stored.
///
/// libvips reads some kinds wrongly without a word (planes of grey up to 8.18), and others not at all. Of all but the usual kinds
/// it gets a file made from the same compressed pieces, of which it needs to know nothing but bytes: single planes, and rows
/// of bytes that are taken apart here.
struct TIFFPage {
    let source: TIFFSource
    let name: String
    let layout: TIFFLayout
    /// All bytes of the file, of which libvips reads this page by itself; nil for others than a file's first.
    private let wholeFile: UnsafeRawBufferPointer?

    /// The first page of a file.
    init(_ bytes: UnsafeRawBufferPointer, name: String) throws(ImagingError) {
        source = .memory(bytes)
        self.name = name
        layout = try TIFFLayout(bytes, name: name)
        wholeFile = bytes
    }

    /// Any page, or some of its pieces.
    init(_ source: TIFFSource, _ layout: TIFFLayout, name: String) {
        (self.source, self.layout, self.name) = (source, layout, name)
        wholeFile = nil
    }

    /// The samples of each pixel, interleaved; of files with planes, those of the first `count` ones.
    /// - Throws: `ImagingError` where they are cut off or damaged, or of a kind that is not read.
    func stored(planes count: Int) throws(ImagingError) -> (values: Samples.Values, bands: Int) {
        guard let compression = TIFFCompression(rawValue: layout.compression) else {
            throw unsupported("compression \(layout.compression)")
        }
        if let name = compression.unreadName { throw unsupported("compression \(name)") }
        if layout.isPlanar {
            let planes = (0..<min(count, layout.samples)).map { $0 }
            var parts: [Samples.Values] = []
            for plane in planes { parts.append(try values(plane: plane, compression)) }
            guard let joined = Samples.Values(interleaving: parts) else { throw unsupported("planes that differ") }
            return (joined, parts.count)
        }
        return (try values(plane: nil, compression), layout.samples)
    }

    func unsupported(_ found: String) -> ImagingError {
        .unsupportedPixels(
            file: name, expected: "grey, RGB, CMYK, YCbCr or a palette in a usual compression", found: found)
    }

    /// The values of one plane, or of all samples where they are interleaved.
    private func values(plane: Int?, _ compression: TIFFCompression) throws(ImagingError) -> Samples.Values {
        let samples = plane == nil ? layout.samples : 1
        if plane == nil, isUsual {
            // libvips reads no tiles of planes, even where there is one.
            if let wholeFile, !(layout.isTiled && layout.saysPlanar) { return try decoded(wholeFile, samples: samples) }
            if compression == .none, !layout.isTiled {
                return try unpacked(rows(plane: nil, samples: samples), samples: samples, predictor: 1)
            }
            let writing = TIFFRewriting(
                self, plane: nil, size: layout.size, piece: layout.piece, samples: samples, bits: layout.bits,
                keepsColors: true)
            return try decoded(writing.file(), samples: samples)
        }
        if compression.isOfBytes { return try unpacked(rows(plane: plane, samples: samples), samples: samples) }
        guard plane == nil || compression == .jpeg else { throw unsupported("planes in compression \(compression)") }
        let writing = TIFFRewriting(
            self, plane: plane, size: layout.size, piece: layout.piece, samples: samples, bits: layout.bits)
        let values = try decoded(writing.file(), samples: samples)
        // libvips spreads the levels of few bits, which are counted here.
        if case .bytes(let levels) = values, layout.bits < 8 {
            return .bytes(levels.map { UInt8(Int($0) * ((1 << layout.bits) - 1) / 255) })
        }
        return values
    }

    /// Whether libvips reads the page's interleaved samples rightly by itself.
    var isUsual: Bool {
        guard layout.format == .unsigned, [8, 16].contains(layout.bits), !layout.isPlanar else { return false }
        return switch layout.photometric {
        case 1: layout.samples == 1
        case 2: layout.samples <= 4
        case 5: layout.samples == 4
        default: layout.photometric == 6 && layout.compression == TIFFCompression.jpeg.rawValue
        }
    }

    /// One of a pixel's samples, from every pixel, as it is stored.
    /// - Throws: `ImagingError` as `stored(planes:)` does.
    func stored(sample: Int) throws(ImagingError) -> Samples.Values {
        guard layout.isPlanar else {
            let (values, bands) = try stored(planes: layout.samples)
            return values.channel(sample, of: bands)
        }
        guard let compression = TIFFCompression(rawValue: layout.compression) else {
            throw unsupported("compression \(layout.compression)")
        }
        if let name = compression.unreadName { throw unsupported("compression \(name)") }
        return try values(plane: sample, compression)
    }

    /// Rows of bytes, with those of tiles behind one another.
    private func rows(plane: Int?, samples: Int) throws(ImagingError) -> [UInt8] {
        let pieceRow = (layout.piece.width * samples * layout.bits + 7) / 8
        return try bytes(
            plane: plane, size: ImageSize(width: layout.piecesAcross * pieceRow, height: layout.size.height),
            piece: ImageSize(width: pieceRow, height: layout.piece.height))
    }

    /// The bytes of the pieces, as a picture of bytes.
    func bytes(plane: Int?, size: ImageSize, piece: ImageSize) throws(ImagingError) -> [UInt8] {
        let writing = TIFFRewriting(
            self, plane: plane, size: size, piece: piece, samples: 1, bits: 8, format: .unsigned)
        if wholeFile == nil, layout.compression == TIFFCompression.none.rawValue, !layout.isTiled, layout.fillOrder == 1
        {
            return try writing.joinedPieces()
        }
        let values = try decoded(writing.file(), samples: 1)
        guard case .bytes(let result) = values, result.count == size.area else { throw unsupported("such pieces") }
        return result
    }

    private func decoded(_ file: [UInt8], samples: Int) throws(ImagingError) -> Samples.Values {
        try file.withUnsafeBytes { bytes in
            Result { () throws(ImagingError) in try decoded(bytes, samples: samples) }
        }.get()
    }

    private func decoded(_ bytes: UnsafeRawBufferPointer, samples: Int) throws(ImagingError) -> Samples.Values {
        let decoded: Vips.Decoded
        switch Vips.decode(bytes, format: CV_TIFF) {
        case .success(let result): decoded = result
        case .failure(let failure): throw failure.error(file: name, format: .tiff)
        }
        guard Int(decoded.header.bands) == samples, let values = decoded.values else {
            throw unsupported(decoded.header.words)
        }
        return values
    }

    /// Values from rows of bytes.
    private func unpacked(
        _ rows: [UInt8], samples: Int, predictor: Int? = nil
    ) throws(ImagingError) -> Samples.Values {
        var reader = PackedValues(
            rows: rows, bits: layout.bits, isBigEndian: layout.isBigEndian, width: layout.size.width * samples,
            height: layout.size.height, pieceWidth: layout.piece.width * samples)
        guard reader.undo(predictor: predictor ?? layout.predictor, samples: samples) else {
            throw unsupported("predictor \(layout.predictor) of \(layout.bits) bits")
        }
        guard let values = reader.values(layout.format) else {
            throw unsupported("\(layout.format) samples of \(layout.bits) bits")
        }
        return values
    }
}

/// How pieces of a TIFF file are compressed.
enum TIFFCompression: Int {
    case none = 1
    case huffman = 2
    case group3 = 3
    case group4 = 4
    case lzw = 5
    case oldJPEG = 6
    case jpeg = 7
    case deflate = 8
    case packBits = 32_773
    case oldDeflate = 32_946
    case lerc = 34_887
    case lzma = 34_925
    case zstd = 50_000
    case webP = 50_001
    case jpegXL = 50_002
    case standardJPEGXL = 52_546
    case aperioYCbCr = 33_003
    case aperioRGB = 33_005
    case jpeg2000 = 34_712
    case jpegXR = 34_934
    case oldJPEGXR = 22_610
    case png = 34_933

    /// Whether it keeps any bytes, whatever they mean.
    var isOfBytes: Bool {
        switch self {
        case .none, .lzw, .deflate, .oldDeflate, .packBits, .lzma, .zstd: true
        default: false
        }
    }

    /// The name of a kind that libtiff does not read.
    var unreadName: String? {
        switch self {
        case .jpegXL, .standardJPEGXL: "JPEG XL"
        case .jpeg2000, .aperioYCbCr, .aperioRGB: "JPEG 2000"
        case .jpegXR, .oldJPEGXR: "JPEG XR"
        case .png: "PNG"
        case .oldJPEG: "old-style JPEG"
        default: nil
        }
    }
}
