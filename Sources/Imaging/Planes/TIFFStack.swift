internal import Files
internal import Geometry

/// The planes of a TIFF file: its pages, the channels that each has, and where they are.
///
/// Which of its directories are depths, times or channels is told by OME's XML or by ImageJ's description; without either a directory
/// is a page, whose samples are its channels.
struct TIFFStack {
    /// Where values are.
    struct Place: Hashable, Sendable {
        /// Where the directory begins in the file.
        var directory: Int
        /// Which of a pixel's samples it is.
        var sample = 0
        /// Which of the pictures behind the directory's own it is, where ImageJ has put all into one page.
        var copy = 0
    }

    enum Kind {
        case plain
        case imageJ(ImageJDescription, isOnePage: Bool)
        case ome(OMEPlanes)
    }

    let file: TIFFFile
    let name: String
    let kind: Kind
    /// Where the directories are that follow one another; thumbnails and masks are among them.
    let chain: [(offset: Int, isReduced: Bool)]
    /// Those of pictures.
    let directories: [Int]
    /// How many pages there are, each with all channels.
    let pageCount: Int
    /// The layout of the first page.
    let first: TIFFLayout
    /// Channels' names, empty where they have none: one for each channel of the first page.
    let channelNames: [String]
    /// Where the channels of a page are in several directories.
    let hasChannelDirectories: Bool
    let pixelSize: PixelSize?
    /// Why what its XML says is not known; nil where it has none, or it is sound.
    let damage: String?

    /// - Throws: `ImagingError.undecodable` where the first page is damaged, or OME's XML where the file has several pages.
    init(_ bytes: UnsafeRawBufferPointer, name: String) throws(ImagingError) {
        guard let file = TIFFFile(bytes), let page = file.first else {
            throw .undecodable(file: name, format: .tiff, reason: "its first directory is missing or cut off")
        }
        (self.file, self.name) = (file, name)
        first = try TIFFLayout(file, page, name: name)
        chain = file.chain
        let description = file.data(.description, of: page)
        let isSlide = description?.starts(with: "Aperio".utf8) ?? false
        // Aperio's levels, label and photograph of the slide are pages of their own.
        let pages = chain.filter { !$0.isReduced }.map(\.offset)
        // The first is the picture, whatever it says of itself.
        let start = Array(chain.prefix(1))
        directories =
            isSlide ? start.map(\.offset) : start.filter(\.isReduced).map(\.offset) + pages
        let samples = first.channelCount
        var damage: String?
        if let description, OMEDescription.isOne(description) {
            do {
                let planes = try OMEPlanes(
                    OMEDescription(description), directories: chain.map(\.offset), samples: samples)
                kind = .ome(planes)
                pageCount = planes.pageCount
                channelNames = planes.channelNames
                hasChannelDirectories = planes.channelDirectories > 1
                pixelSize = planes.pixelSize ?? PixelSize(file, page)
                self.damage = nil
                return
            } catch {
                damage = "its OME-XML: \(error)"
            }
        }
        self.damage = damage
        if let imageJ = ImageJDescription(description) {
            let isOnePage = directories.count == 1 && imageJ.images > 1
            let planes = isOnePage ? imageJ.images : directories.count
            let isSound = planes == imageJ.images && Int.product(imageJ.channels, samples) <= OMEPlanes.mostChannels
            let channels = isSound ? imageJ.channels : 1
            kind = .imageJ(imageJ, isOnePage: isOnePage)
            pageCount = planes / channels
            hasChannelDirectories = channels > 1
            channelNames = [String](repeating: "", count: channels * samples)
            pixelSize = imageJ.pixelSize(file, page) ?? PixelSize(file, page)
        } else {
            kind = .plain
            pageCount = directories.count
            hasChannelDirectories = false
            channelNames = [String](repeating: "", count: samples)
            pixelSize = AperioDescription.pixelSize(description) ?? PixelSize(file, page)
        }
    }

    /// How many pages there can be in as many bytes and directories as there are.
    var mostPages: Int {
        guard case .imageJ(_, isOnePage: true) = kind else { return chain.count }
        let bytes = (Int.product(first.size.area, first.samples, first.bits) + 7) / 8
        return min(file.bytes.count / max(bytes, 1), 1 << 20)
    }

    /// Where a channel of a page is.
    /// - Throws: `ImagingError.notInFile` where the file says that it has it, and has not.
    func place(page: Int, channel: Int) throws(ImagingError) -> Place {
        let samples = first.channelCount
        switch kind {
        case .plain: return Place(directory: directories[page], sample: channel)
        case .imageJ(_, let isOnePage):
            let plane = page * max(channelNames.count / samples, 1) + channel / samples
            return isOnePage
                ? Place(directory: directories[0], sample: channel % samples, copy: plane)
                : Place(directory: directories[plane], sample: channel % samples)
        case .ome(let planes): return try planes.place(page: page, channel: channel, name: name)
        }
    }

    /// The layouts of a place, from the full size to the smallest of its pyramid.
    /// - Throws: `ImagingError.undecodable` where one is damaged or cut off.
    func levels(of place: Place) throws(ImagingError) -> [TIFFLayout] {
        let full = try layout(of: place)
        guard place.copy == 0, let directory = file.directory(at: place.directory) else { return [full] }
        var smaller = file.numbers(.subDirectories, of: directory) ?? []
        if let index = chain.firstIndex(where: { $0.offset == place.directory }) {
            let isSlide = file.data(.description, of: directory)?.starts(with: "Aperio".utf8) ?? false
            smaller += chain[(index + 1)...].prefix { $0.isReduced || isSlide }.map(\.offset)
        }
        var levels = [full]
        for offset in smaller.prefix(64) {
            guard let page = file.directory(at: offset) else {
                throw .undecodable(
                    file: name, format: .tiff, reason: "a smaller version of the picture, at byte \(offset), is cut off"
                )
            }
            let isMask = (file.numbers(.newSubfileType, of: page)?.first ?? 0) & 4 != 0
            guard !isMask, let level = try? TIFFLayout(file, page, name: name), level.isSmaller(than: full) else {
                continue
            }
            levels.append(level)
        }
        return levels.sorted { $0.size.area > $1.size.area }
    }

    /// The layout of a place at its full size.
    func layout(of place: Place) throws(ImagingError) -> TIFFLayout {
        try layout(at: place.directory).copy(place.copy, name: name)
    }

    private func layout(at offset: Int) throws(ImagingError) -> TIFFLayout {
        guard let page = file.directory(at: offset) else {
            throw .undecodable(file: name, format: .tiff, reason: "the page at byte \(offset) is cut off")
        }
        return try TIFFLayout(file, page, name: name)
    }
}

extension TIFFLayout {
    /// How many channels a page has once it is decoded: those of a palette and of luma and chroma are red, green and blue.
    var channelCount: Int { [3, 6].contains(photometric) ? 3 : samples }

    /// Whether a page is a smaller version of another: of its shape, and with the same values.
    func isSmaller(than full: TIFFLayout) -> Bool {
        guard samples == full.samples, bits == full.bits, format == full.format, size.width < full.size.width,
            channelCount == full.channelCount
        else { return false }
        let (across, down) = (
            Double(size.width) / Double(full.size.width), Double(size.height) / Double(full.size.height)
        )
        // Sides are rounded to whole pixels.
        return abs(across - down) <= 0.01 * across + 1 / Double(min(full.size.width, full.size.height))
    }

    /// The layout of a picture that follows in the file, without a directory of its own.
    /// - Throws: `ImagingError.unsupportedPixels` where the values are compressed, so that nobody knows where it is.
    func copy(_ index: Int, name: String) throws(ImagingError) -> TIFFLayout {
        guard index > 0 else { return self }
        guard compression == TIFFCompression.none.rawValue, !isTiled, !isPlanar, let start = offsets.first else {
            throw .unsupportedPixels(
                file: name, expected: "pages behind the first one without compression", found: "compressed ones")
        }
        let bytes = Int.product(.product((.product(size.width, samples, bits) + 7) / 8, size.height), index)
        var layout = self
        layout.piece = size
        (layout.offsets, layout.byteCounts) = ([.sum(start, bytes)], nil)
        return layout
    }
}

/// What Aperio's scanners say in a slide's description, such as `…|AppMag = 40|MPP = 0.2500|…`.
enum AperioDescription {
    static func pixelSize(_ description: UnsafeRawBufferPointer?) -> PixelSize? {
        guard let description, description.starts(with: "Aperio".utf8) else { return nil }
        let text = String(decoding: description.prefix(1 << 16).prefix { $0 != 0 }, as: UTF8.self)
        for field in text.split(separator: "|") {
            let parts = field.split(separator: "=").map { $0.filter { $0 != " " } }
            if parts.count == 2, parts[0] == "MPP", let size = Double(parts[1]) {
                return PixelSize(x: size, y: size, origin: .aperio)
            }
        }
        return nil
    }
}
