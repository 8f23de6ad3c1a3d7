internal import CVips
internal import Files
public import Geometry
internal import Synchronization

/// A picture of any size in a file, of which regions are decoded one at a time.
///
/// Nothing of the picture stays in memory but where its strips or tiles are. Tiles of TIFF files, and strips without compression, are
/// read where they are, at any size of the file's pyramid. What can only be decoded from the top to the bottom is decoded once, when
/// the file is opened, into a temporary file without a name in `TMPDIR` (``isCopied``): JPEG, PNG, WebP, GIF and BMP files, and
/// compressed strips of large TIFF files; it takes as many bytes on the disk as the picture has values. Progressive JPEG and interlaced
/// PNG files, WebP, GIF and BMP files take the memory of the whole picture while they are opened.
///
/// Values are those that `Image` would have of the same file with the same options, pixel for pixel. Coordinates are those of the
/// picture as it is to be looked at, after it was turned by its EXIF orientation.
///
/// Regions may be read by several threads at once. The file must not be changed meanwhile; one that becomes shorter is an error.
public struct LargeImage: Sendable {
    /// The file.
    public let path: String
    /// Width and height in pixels.
    public let size: ImageSize
    /// How large a pixel is; nil where the file does not say, or nothing that a microscope may have.
    public let pixelSize: PixelSize?
    /// The sizes that regions can be read at without more pixels being decoded than are asked for: the full one first, then those of
    /// the file's pyramid.
    public let levels: [ImageSize]
    /// Whether the picture was decoded into a temporary file when it was opened.
    public let isCopied: Bool

    /// How values become pixels.
    public let decodingOptions: DecodingOptions
    let picture: TIFFPicture
    private let bytes: StoredBytes
    /// The range of each part, in the file's own units where it was found by percentiles.
    private let ranges: [ValueRange]
    private let orientation: Int
    private let fixedNotes: [DecodingNote]
    private let brightest: BrightestLevel?

    /// Opens a picture.
    /// - Parameters:
    ///   - path: The file: TIFF and BigTIFF, or any other format of `Image`, told apart by content.
    ///   - options: How values become pixels; `maximumPixels` is for BMP, GIF and WebP files alone. With percentiles for a range all of
    ///     the picture is decoded once when it is opened: of values of up to 16 bits they are exact, of others to 2⁻³² of what lies
    ///     between the lowest and the highest.
    ///   - temporaryFolder: Where a picture that has to be copied is; nil for `TMPDIR`.
    /// - Throws: `ImagingError` where the file cannot be read, is no such picture, has not what `options.planes` names, is cut off,
    ///   or where the temporary file cannot be written.
    public init(
        contentsOfFile path: String, options: DecodingOptions = DecodingOptions(), temporaryFolder: String? = nil
    ) throws(ImagingError) {
        let opened = try OpenedPicture(path, options, temporaryFolder: temporaryFolder)
        self.path = path
        decodingOptions = options
        picture = opened.picture
        bytes = opened.bytes
        isCopied = opened.isCopied
        pixelSize = opened.pixelSize
        orientation = options.appliesOrientation ? opened.orientation : 1
        fixedNotes = opened.notes
        let turns = orientation >= 5
        levels = picture.levels.map { level in
            let size = level[0][0].layout.size
            return turns ? ImageSize(width: size.height, height: size.width) : size
        }
        size = levels[0]
        ranges = try opened.ranges(options)
        brightest = options.range == .full && opened.isOfWords ? BrightestLevel(bits: opened.picture.full.bits) : nil
    }

    /// What is to be known of how the picture is read; that its values are low, once regions were.
    public var notes: [DecodingNote] { fixedNotes + [brightest?.note].compactMap(\.self) }

    /// Decodes a region.
    /// - Throws: `ImagingError.outside` where it is not inside the picture, has no pixels, and as `init` does where the file is
    ///   damaged there.
    /// Complexity: the strips or tiles that it touches are decoded whole.
    public func region(_ region: PixelRegion) throws(ImagingError) -> Image {
        try self.region(region, level: 0)
    }

    /// Decodes a region at one of the sizes of ``levels``, in that size's pixels.
    /// - Throws: `ImagingError` as `region(_:)` does.
    public func region(_ region: PixelRegion, level: Int) throws(ImagingError) -> Image {
        precondition(levels.indices.contains(level), "there is no level \(level)")
        guard region.isInside(levels[level]) else {
            throw .outside(file: path, region: region, size: levels[level])
        }
        let layout = picture.levels[level][0][0].layout
        let stored = region.stored(orientation: orientation, size: layout.size)
        let turn = try DecodingMemory(picture, window: layout.window(stored, name: path).layout).turn(file: path)
        defer { withExtendedLifetime(turn) {} }
        let parts = DecodedParts(
            parts: try picture.samples(in: stored, level: level, from: .stored(bytes)),
            areChannels: !picture.plan.takesColors)
        brightest?.see(parts.parts)
        return try parts.image(decodingOptions, ranges: ranges, name: path).upright(fromOrientation: orientation)
    }
}

/// The largest value that regions had so far, for the note on values that are low.
final class BrightestLevel: Sendable {
    private let bits: Int
    private let largest = Mutex(0)

    init(bits: Int) { self.bits = bits }

    func see(_ parts: [Samples]) {
        let most = parts.compactMap(\.largestLevel).max() ?? 0
        largest.withLock { $0 = max($0, most) }
    }

    var note: DecodingNote? {
        let largest = largest.withLock(\.self)
        return largest > 0 && largest < 1 << (bits - 2) ? .lowValues(largest: largest, bits: bits) : nil
    }
}

extension PixelRegion {
    /// Where a region of an upright picture is in the one that is stored with an EXIF orientation.
    func stored(orientation: Int, size: ImageSize) -> PixelRegion {
        let (right, lower) = (size.width - x - width, size.height - y - height)
        return switch orientation {
        case 2: PixelRegion(x: right, y: y, width: width, height: height)
        case 3: PixelRegion(x: right, y: lower, width: width, height: height)
        case 4: PixelRegion(x: x, y: lower, width: width, height: height)
        case 5: PixelRegion(x: y, y: x, width: height, height: width)
        case 6: PixelRegion(x: y, y: size.height - x - width, width: height, height: width)
        case 7:
            PixelRegion(x: size.width - y - height, y: size.height - x - width, width: height, height: width)
        case 8: PixelRegion(x: size.width - y - height, y: x, width: height, height: width)
        default: self
        }
    }
}
