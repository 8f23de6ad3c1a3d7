internal import Geometry

/// How a page of a TIFF file holds its picture.
struct TIFFLayout: Sendable {
    /// What samples are.
    enum SampleFormat: Sendable {
        case unsigned
        case signed
        case floating
    }

    var size: ImageSize
    var samples: Int
    var bits: Int
    var format: SampleFormat
    var photometric: Int
    var compression: Int
    /// Whether each sample has a picture of its own, rather than each pixel all samples.
    var isPlanar: Bool
    /// Whether the file says that it has planes, of which a picture of one sample has but one.
    var saysPlanar: Bool
    /// What the samples beyond the colours are: 1 and 2 are opacity, 0 anything.
    var extraSamples: [Int]
    /// What is stored of each value: 1 itself, 2 how much it differs from the last, 3 likewise of fractions' bytes.
    var predictor: Int
    var fillOrder: Int
    var orientation: Int
    var pageCount: Int
    /// Whether the pieces are tiles, and not strips.
    var isTiled: Bool
    /// The sides of a piece; strips are as wide as the picture.
    var piece: ImageSize
    var offsets: [Int]
    /// Nil where the file does not say.
    var byteCounts: [Int]?
    /// The entries' colours: all reds, all greens, all blues, 16 bits each.
    var colorMap: [Int]
    var isCMYK: Bool
    /// How many pixels share one sample of chroma, across and down.
    var subsampling: (across: Int, down: Int)
    var yCbCr: YCbCrConversion
    var jpegTables: [UInt8]
    /// What decoders of single compressions need to know, by the fields' tags.
    var codecFields: [TIFFTag: [Int]]
    /// Whether numbers of several bytes begin with their highest.
    var isBigEndian: Bool

    /// The layout of the first page.
    /// - Throws: `ImagingError.undecodable` where fields are missing or make no sense.
    init(_ bytes: UnsafeRawBufferPointer, name: String) throws(ImagingError) {
        guard let file = TIFFFile(bytes), let page = file.first else {
            throw .undecodable(file: name, format: .tiff, reason: "its first directory is missing or cut off")
        }
        try self.init(file, page, name: name)
        pageCount = max(file.pageCount, TIFFLayout.imageJPages(in: file.data(.description, of: page)))
    }

    /// The layout of any page.
    /// - Throws: `ImagingError.undecodable` where fields are missing or make no sense.
    init(_ file: TIFFFile, _ page: TIFFFile.Directory, name: String) throws(ImagingError) {
        func damaged(_ reason: String) -> ImagingError { .undecodable(file: name, format: .tiff, reason: reason) }
        func number(_ tag: TIFFTag, _ usual: Int) -> Int { file.numbers(tag, of: page)?.first ?? usual }
        let (width, height) = (number(.width, 0), number(.height, 0))
        guard width > 0, height > 0, width < 1 << 31, height < 1 << 31 else {
            throw damaged("its width and height are \(width) and \(height)")
        }
        size = ImageSize(width: width, height: height)
        samples = number(.samplesPerPixel, 1)
        let depths = file.numbers(.bitsPerSample, of: page) ?? [1]
        guard samples > 0, samples <= 65_535, (1...64).contains(depths[0]) else {
            throw damaged("\(samples) samples of \(depths[0]) bits")
        }
        bits = depths[0]
        let formats = file.numbers(.sampleFormat, of: page) ?? [1]
        guard Set(depths).count == 1, Set(formats).count == 1 else {
            throw .unsupportedPixels(
                file: name, expected: "samples of one kind",
                found: "samples of \(depths.prefix(8)) bits and formats \(formats.prefix(8))")
        }
        switch formats[0] {
        case 1, 4: format = .unsigned
        case 2: format = .signed
        case 3: format = .floating
        default: throw .unsupportedPixels(file: name, expected: "real numbers", found: "complex numbers")
        }
        photometric = number(.photometric, samples < 3 ? 1 : 2)
        compression = number(.compression, 1)
        saysPlanar = number(.planarConfiguration, 1) == 2
        isPlanar = saysPlanar && samples > 1
        extraSamples = file.numbers(.extraSamples, of: page) ?? []
        predictor = number(.predictor, 1)
        fillOrder = number(.fillOrder, 1)
        orientation = (1...8).contains(number(.orientation, 1)) ? number(.orientation, 1) : 1
        pageCount = 1
        isBigEndian = file.isBigEndian
        isTiled = file.numbers(.tileOffsets, of: page) != nil
        piece =
            isTiled
            ? ImageSize(width: number(.tileWidth, 0), height: number(.tileHeight, 0))
            : ImageSize(width: width, height: min(max(number(.rowsPerStrip, height), 1), height))
        guard piece.width > 0, piece.height > 0, piece.width < 1 << 24, piece.height < 1 << 31 else {
            throw damaged("its tiles are \(piece)")
        }
        offsets = file.numbers(isTiled ? .tileOffsets : .stripOffsets, of: page) ?? []
        byteCounts = file.numbers(isTiled ? .tileByteCounts : .stripByteCounts, of: page)
        colorMap = file.numbers(.colorMap, of: page) ?? []
        isCMYK = number(.inkSet, 1) == 1
        let shares = file.numbers(.yCbCrSubsampling, of: page) ?? [2, 2]
        subsampling = (shares[0], shares.last ?? 2)
        yCbCr = YCbCrConversion(
            coefficients: file.fractions(.yCbCrCoefficients, of: page),
            reference: file.fractions(.referenceBlackWhite, of: page))
        codecFields = [:]
        for tag in [TIFFTag.t4Options, .t6Options, .lercParameters] {
            codecFields[tag] = file.numbers(tag, of: page)
        }
        jpegTables = file.data(.jpegTables, of: page).map(Array.init) ?? []
    }

    /// The pixels of all tiles or strips, with what of them lies outside the image; nil where no number holds it.
    var storedPixels: Int? {
        let (across, down) = (piecesAcross * piece.width, piecesDown.multipliedReportingOverflow(by: piece.height))
        let (area, overflow) = across.multipliedReportingOverflow(by: down.partialValue)
        return overflow || down.overflow ? nil : area
    }

    /// How many pieces lie side by side.
    var piecesAcross: Int { (size.width + piece.width - 1) / piece.width }
    /// How many pieces lie one below the other.
    var piecesDown: Int { (size.height + piece.height - 1) / piece.height }

    /// How many samples are colour: the others are extra.
    var colorSamples: Int {
        switch photometric {
        case 0, 1, 3: 1
        case 5: 4
        default: 3
        }
    }

    /// Which sample is opacity; nil where none is said to be, since microscopes' channels and infrared are extra, too.
    var opacity: Int? {
        guard samples > colorSamples, let index = extraSamples.firstIndex(where: { $0 == 1 || $0 == 2 }) else {
            return nil
        }
        let sample = samples - extraSamples.count + index
        return sample >= colorSamples && sample < samples ? sample : nil
    }

    /// ImageJ writes stacks above 4 GB, and those that are asked for, as one page with the others' pixels behind it.
    private static func imageJPages(in description: UnsafeRawBufferPointer?) -> Int {
        guard let description, description.starts(with: "ImageJ=".utf8) else { return 1 }
        let lines = String(decoding: description.prefix(4096), as: UTF8.self).split(separator: "\n")
        return lines.lazy.compactMap { $0.hasPrefix("images=") ? Int($0.dropFirst(7)) : nil }.first ?? 1
    }
}
