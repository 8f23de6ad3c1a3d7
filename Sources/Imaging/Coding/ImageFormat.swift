/// A file format of pictures.
public enum ImageFormat: String, Sendable, Hashable, Codable, CaseIterable {
    /// JPEG.
    case jpeg
    /// PNG.
    case png
    /// WebP.
    case webp
    /// TIFF and BigTIFF; read only.
    case tiff
    /// GIF; read only, its first frame.
    case gif
    /// Windows bitmap; read only.
    case bmp

    /// The format's name as people write it.
    public var name: String {
        switch self {
        case .jpeg: "JPEG"
        case .png: "PNG"
        case .webp: "WebP"
        case .tiff: "TIFF"
        case .gif: "GIF"
        case .bmp: "BMP"
        }
    }

    /// The format that a file's first bytes announce; nil where it is none of these.
    ///
    /// Twelve bytes suffice.
    public init?(startingWith bytes: some Sequence<UInt8>) {
        let start = Array(bytes.prefix(12))
        func has(_ magic: [UInt8], at offset: Int = 0) -> Bool { start.dropFirst(offset).starts(with: magic) }
        if has([0xff, 0xd8, 0xff]) {
            self = .jpeg
        } else if has([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) {
            self = .png
        } else if has(Array("RIFF".utf8)), has(Array("WEBP".utf8), at: 8) {
            self = .webp
        } else if [[0x49, 0x49, 0x2a, 0], [0x4d, 0x4d, 0, 0x2a], [0x49, 0x49, 0x2b, 0], [0x4d, 0x4d, 0, 0x2b]].contains(
            where: {
                has($0)
            })
        {
            // 2b is BigTIFF.
            self = .tiff
        } else if has(Array("GIF87a".utf8)) || has(Array("GIF89a".utf8)) {
            self = .gif
        } else if has(Array("BM".utf8)) {
            self = .bmp
        } else {
            return nil
        }
    }

    /// The format in which a file of this name is written: by `.png`, `.jpg`, `.jpeg` or `.webp`, in any case.
    /// - Throws: `ImagingError.unknownExtension` for any other name.
    public init(writing path: String) throws(ImagingError) {
        let file = path.split(separator: "/").last ?? ""
        let parts = file.split(separator: ".", omittingEmptySubsequences: false)
        let found = parts.count > 1 ? parts.last.map(String.init) ?? "" : ""
        switch found.lowercased() {
        case "png": self = .png
        case "jpg", "jpeg": self = .jpeg
        case "webp": self = .webp
        default: throw .unknownExtension(file: path, found: found)
        }
    }
}
