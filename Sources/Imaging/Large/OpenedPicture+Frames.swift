internal import CVips
internal import Files
internal import Geometry

extension OpenedPicture {
    /// A picture of another format than TIFF, decoded into a temporary file.
    init(_ file: EncodedFile, _ options: DecodingOptions, _ folder: String?) throws(ImagingError) {
        let scratch = try Self.scratch(folder)
        guard file.format == .jpeg || file.format == .png, let vips = file.format.vips else {
            // The sides of these are short, or they are rare: what is decoded whole is written down.
            try self.init(whole: file, options, scratch)
            return
        }
        let header = try file.header(as: vips, maximumPixels: .max)
        if case .page(let page) = options.planes.pages, page != 0 {
            throw .notInFile(file: file.name, asked: "page \(page)", found: "it has one page, 0")
        }
        // Whole numbers of 8 or 16 bits are the only ones that these formats have.
        guard header.colors != CV_OTHER, header.sample_kind == CV_UNSIGNED, header.sample_bytes <= 2 else {
            throw .unsupportedPixels(file: file.name, expected: "8- or 16-bit grey, RGB or CMYK", found: header.words)
        }
        switch Vips.spool(file.bytes, format: vips, to: scratch.descriptor) {
        case .success(let decoded):
            let bytes = Int.product(decoded.size.area, Int(decoded.bands), Int(decoded.sample_bytes))
            guard scratch.size == bytes else {
                throw .undecodable(
                    file: file.name, format: file.format, reason: "\(scratch.size) bytes of \(bytes) were decoded")
            }
        case .failure(let failure):
            if failure.reason.contains("unable to write") {
                throw Self.noSpace(
                    file.name, .unwritable(file: file.name, reason: failure.reason))
            }
            throw failure.error(file: file.name, format: file.format)
        }
        let photometric = header.colors == CV_GREY ? 1 : header.colors == CV_RGB ? 2 : 5
        let layout = TIFFLayout(
            plain: header.size, samples: Int(header.bands), bits: 8 * Int(header.sample_bytes),
            photometric: photometric, hasOpacity: header.has_alpha != 0)
        var picture = TIFFPicture(name: file.name, layout, in: .scratch(scratch, size: scratch.size))
        if let channels = options.planes.channels { try picture.choose(channels) }
        self.init(copied: picture, in: .scratch(scratch, size: scratch.size), orientation: header.turning, notes: [])
    }

    private init(whole file: EncodedFile, _ options: DecodingOptions, _ scratch: ScratchFile) throws(ImagingError) {
        var stored = options
        stored.appliesOrientation = false
        let parts = try file.parts(stored)
        let ranges = [ValueRange](repeating: options.range, count: parts.decoded.parts.count)
        let image = try parts.decoded.image(options, ranges: ranges, name: file.name)
        let failure: FileError? = image.pixels.withUnsafeBytes { pixels in
            do throws(FileError) {
                try scratch.append(pixels)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw Self.noSpace(file.name, failure) }
        let layout = TIFFLayout(plain: image.size, samples: 3, bits: 8, photometric: 2)
        let bytes = StoredBytes.scratch(scratch, size: scratch.size)
        self.init(
            copied: TIFFPicture(name: file.name, layout, in: bytes), in: bytes, orientation: parts.orientation,
            notes: parts.notes + parts.decoded.notes(options.range), isFinished: true)
    }
}
