internal import CVips
internal import Files
internal import Geometry

/// How much memory it takes to decode a picture, as far as the head of its file tells.
///
/// It is the most that lives at once, by what the decoders and this module's own steps hold: never less than what was
/// measured, and for usual pictures up to twice as much (`Tests/ImagingTests/DecodingMemoryTests.swift`).
struct DecodingMemory {
    /// The number of bytes.
    let bytes: Int
    private let size: ImageSize

    /// Of a file that libvips decodes: its pixels, a copy of them, and what they become.
    init(_ size: ImageSize, _ header: cv_header) {
        let values = Int(header.bands) * Int(header.sample_bytes)
        // Values that are neither bytes nor words become 64-bit numbers.
        let kept = header.sample_kind == CV_UNSIGNED && header.sample_bytes <= 2 ? values : 8 * Int(header.bands)
        // Bytes of red, green and blue are the picture as they are.
        let isPicture = header.colors == CV_RGB && header.bands == 3 && header.sample_bytes == 1
        let converted =
            (isPicture ? Self.range : Int(header.bands) + Self.picture) + (header.turning > 1 ? Self.picture : 0)
        self.init(size, bytesPerPixel: max(2 * values, values + kept) + converted)
    }

    /// Of a TIFF file's first page, whose pieces may be written anew for libvips and taken apart here.
    init(_ layout: TIFFLayout) {
        let sampleBytes = (layout.bits + 7) / 8
        let isPlain = layout.format == .unsigned && layout.bits <= 16
        let kept = layout.samples * (isPlain ? sampleBytes : 8)
        // A palette's and YCbCr's colours come beside their values.
        let colored = [3, 6].contains(layout.photometric) ? 6 : 0
        self.init(
            layout.size,
            bytesPerPixel: 2 * layout.samples * sampleBytes + 2 * kept + colored + layout.samples
                + Self.picture + (layout.orientation > 1 ? Self.picture : 0))
    }

    /// Of chosen planes of a TIFF file: each channel has values of its own, and a mean has sums beside them.
    /// - Parameter window: The layout of what is decoded; nil for all.
    init(_ picture: TIFFPicture, window: TIFFLayout? = nil) {
        let one = DecodingMemory(window ?? picture.full)
        let plan = picture.plan
        let others = Int.product(one.bytes / 2, (plan.pages.first?.count ?? 1) - 1)
        let sums = plan.projection == nil ? 0 : Int.product(one.size.area, 10, picture.full.samples)
        size = one.size
        bytes = .sum(one.bytes, others, sums)
    }

    /// Of a BMP file.
    init(bitmap size: ImageSize) {
        self.init(size, bytesPerPixel: Self.picture + Self.range)
    }

    private init(_ size: ImageSize, bytesPerPixel: Int) {
        self.size = size
        bytes = .product(size.width, size.height, bytesPerPixel)
    }

    /// Red, green and blue: of the picture, and of a turned copy.
    private static let picture = 3
    /// What another range of values makes of bytes. What decoders hold of interlaced and progressive files, which lives before it,
    /// takes as much.
    private static let range = 3

    /// Waits for the memory to be free of what other threads decode; it is taken as long as the turn lives.
    /// - Throws: `ImagingError.memory` where the budget has not so much.
    func turn(file: String) throws(ImagingError) -> DecodingTurn {
        try checkMemory(bytes, for: "decoding its \(size) pixels", of: file)
        return DecodingTurn(bytes: bytes)
    }
}

/// Makes sure that the budget has memory.
/// - Throws: `ImagingError.memory`.
func checkMemory(_ needed: Int, for purpose: String, of subject: String) throws(ImagingError) {
    do {
        try MemoryBudget.process.check(needed, for: purpose, of: subject)
    } catch {
        throw .memory(error)
    }
}
