internal import CVips
internal import Files
internal import Geometry

/// A picture's file once it is known where its values are.
struct OpenedPicture {
    var picture: TIFFPicture
    var bytes: StoredBytes
    var isCopied = false
    var pixelSize: PixelSize?
    var orientation = 1
    var notes: [DecodingNote] = []
    /// The ranges are chosen already, as the values are bytes of the picture.
    private var isFinished = false

    /// Strips of larger pictures than this are copied where they are compressed, and larger tiles: regions that share one would each
    /// decode it anew.
    static let mostOfStrips = 1 << 22
    static let mostOfPiece = 1 << 24

    init(_ path: String, _ options: DecodingOptions, temporaryFolder: String?) throws(ImagingError) {
        let file: RegularFile
        do throws(FileError) {
            file = try RegularFile(path: path)
        } catch {
            throw .unreadable(file: path, reason: error.reason)
        }
        self = try InputFile.withMappedContents(of: path) { bytes throws(ImagingError) in
            let encoded = try EncodedFile(bytes, name: path)
            return encoded.format == .tiff
                ? try OpenedPicture(tiff: bytes, file, options, temporaryFolder)
                : try OpenedPicture(encoded, options, temporaryFolder)
        }
    }

    private init(
        tiff bytes: UnsafeRawBufferPointer, _ file: RegularFile, _ options: DecodingOptions, _ folder: String?
    ) throws(ImagingError) {
        let stack = try TIFFStack(bytes, name: file.path)
        let plan = try stack.plan(options.planes)
        picture = try TIFFPicture(stack, plan, withLevels: true)
        self.bytes = .file(file)
        (pixelSize, orientation, notes) = (stack.pixelSize, picture.full.orientation, plan.notes)
        try picture.checkPieces(limit: 0)
        for (level, pages) in picture.levels.enumerated() {
            let what = level == 0 ? "" : "of the version of \(pages[0][0].layout.size) pixels in its pyramid, "
            for part in pages.joined() {
                try part.layout.checkPlaces(in: file.size, name: file.path, what: what)
            }
        }
        let full = picture.full
        guard full.compression != TIFFCompression.none.rawValue else { return }
        let isLargeStrip = !full.isTiled && full.size.area > Self.mostOfStrips
        guard isLargeStrip || full.piece.area > Self.mostOfPiece else { return }
        for page in picture.levels[0].indices {
            for part in picture.levels[0][page].indices {
                let layout = picture.levels[0][page][part].layout
                guard !layout.isTiled, layout.piece.area > Self.mostOfPiece else { continue }
                let scratch = try Self.scratch(folder)
                let unrolled = try TIFFPage(.stored(.file(file)), layout, name: file.path).unrolled(into: scratch)
                picture.levels[0][page][part].layout = unrolled
                picture.levels[0][page][part].moved = .scratch(scratch, size: scratch.size)
            }
        }
        let isUnrolled = picture.levels[0].joined().contains { $0.moved != nil }
        isCopied = true
        // One page of whole values needs no second copy.
        if isUnrolled, plan.projection == nil { return }
        try copy(options, folder)
    }

    /// Decodes the picture a band after the other into a temporary file of red, green and blue.
    private mutating func copy(_ options: DecodingOptions, _ folder: String?) throws(ImagingError) {
        let scratch = try Self.scratch(folder)
        let ranges = try ranges(options)
        let brightest = options.range == .full && isOfWords ? BrightestLevel(bits: picture.full.bits) : nil
        try forEachBand { parts throws(ImagingError) in
            brightest?.see(parts.parts)
            let image = try parts.image(options, ranges: ranges, name: picture.name)
            let failure: FileError? = image.pixels.withUnsafeBytes { pixels in
                do throws(FileError) {
                    try scratch.append(pixels)
                    return nil
                } catch {
                    return error
                }
            }
            if let failure { throw Self.noSpace(picture.name, failure) }
        }
        notes += [brightest?.note].compactMap(\.self)
        let size = picture.full.size
        picture = TIFFPicture(
            name: picture.name, TIFFLayout(plain: size, samples: 3, bits: 8, photometric: 2),
            in: .scratch(scratch, size: scratch.size))
        isFinished = true
    }

    /// A picture that was decoded into a file.
    /// - Parameter isFinished: Whether the values are bytes of the picture, so that no range is left to be chosen.
    init(
        copied picture: TIFFPicture, in bytes: StoredBytes, orientation: Int, notes: [DecodingNote],
        isFinished: Bool = false
    ) {
        (self.picture, self.bytes, self.orientation, self.notes) = (picture, bytes, orientation, notes)
        (self.isFinished, isCopied) = (isFinished, true)
    }

    static func scratch(_ folder: String?) throws(ImagingError) -> ScratchFile {
        do throws(FileError) {
            return try ScratchFile(in: folder)
        } catch {
            throw noSpace(folder ?? ScratchFile.usualFolder, error)
        }
    }

    static func noSpace(_ name: String, _ error: FileError) -> ImagingError {
        .unwritable(
            file: name,
            reason:
                "the temporary file for a picture that can only be decoded from the top to the bottom: \(error.reason); "
                + "TMPDIR names another folder")
    }

    /// Whether values are whole numbers of 9 to 16 bits.
    var isOfWords: Bool {
        !isFinished && picture.full.format == .unsigned && (9...16).contains(picture.full.bits)
            && ![3, 6].contains(picture.full.photometric)
    }

    /// The ranges of the parts, percentiles in the file's own units.
    func ranges(_ options: DecodingOptions) throws(ImagingError) -> [ValueRange] {
        let count = picture.plan.takesColors ? 1 : picture.levels[0][0].count
        if isFinished { return [.full] }
        guard case .percentiles(let low, let high) = options.range else {
            return [ValueRange](repeating: options.range, count: count)
        }
        var search = PercentileSearch(parts: count, shares: [low, high])
        while !search.isFinished {
            try forEachBand { parts throws(ImagingError) in
                for (index, part) in parts.parts.enumerated() {
                    search.add(try part.withColors(options, name: picture.name), to: index)
                }
            }
            search.finishPass()
        }
        return search.results.map { .values(low: $0[0], high: $0[1]) }
    }

    /// Decodes all rows, as many together as are at most 2²⁴ pixels, or a row of strips or tiles.
    private func forEachBand(_ body: (DecodedParts) throws(ImagingError) -> Void) throws(ImagingError) {
        let layout = picture.full
        let step = layout.isTiled || layout.compression != TIFFCompression.none.rawValue ? layout.piece.height : 1
        let rows = max(LargeImage.mostAtOnce / layout.size.width / step, 1) * step
        for top in stride(from: 0, to: layout.size.height, by: rows) {
            let band = PixelRegion(
                x: 0, y: top, width: layout.size.width, height: min(rows, layout.size.height - top))
            let turn = try DecodingMemory(picture, window: layout.window(band, name: picture.name).layout)
                .turn(file: picture.name)
            defer { withExtendedLifetime(turn) {} }
            try body(
                DecodedParts(
                    parts: try picture.samples(in: band, from: .stored(bytes)),
                    areChannels: !picture.plan.takesColors))
        }
    }
}

extension Samples {
    /// The values of which percentiles are taken: inks as the colours that they make.
    fileprivate func withColors(_ options: DecodingOptions, name: String) throws(ImagingError) -> Samples {
        guard colors == .cmyk else { return self }
        var options = options
        options.range = .full
        return Samples(
            size: size, bands: 3, colors: .rgb, opacity: nil, values: .bytes(try rgb(options, name: name)), bits: 8)
    }
}
