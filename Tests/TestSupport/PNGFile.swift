/// Writes PNG files of any colour type and depth, sound or not, from values that the test chooses.
public struct PNGFile {
    /// What a pixel is.
    public enum ColorType: UInt8 {
        case gray = 0
        case rgb = 2
        case palette = 3
        case grayAlpha = 4
        case rgba = 6
    }

    /// Columns.
    public var width: Int
    /// Rows.
    public var height: Int
    /// Bits a value.
    public var depth: UInt8
    /// What a pixel is.
    public var type: ColorType
    /// The rows' bytes, without the filter byte before each; of an interlaced file those of each pass, one after the other.
    public var rows: [[UInt8]]
    /// Chunks between the header and the pixels, such as `PLTE` or `eXIf`.
    public var chunks: [(String, [UInt8])]
    /// Whether the header says that the rows are Adam7's.
    public var isInterlaced: Bool

    /// A file of 8 bits, unless said otherwise.
    public init(
        width: Int, height: Int, depth: UInt8 = 8, type: ColorType, rows: [[UInt8]], chunks: [(String, [UInt8])] = [],
        isInterlaced: Bool = false
    ) {
        self.width = width
        self.height = height
        self.depth = depth
        self.type = type
        self.rows = rows
        self.chunks = chunks
        self.isInterlaced = isInterlaced
    }

    /// The file.
    public var bytes: [UInt8] {
        let header =
            bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [depth, type.rawValue, 0, 0, isInterlaced ? 1 : 0]
        let pixels = zlib(rows.flatMap { [0] + $0 })
        let all = [("IHDR", header)] + chunks + [("IDAT", pixels), ("IEND", [])]
        return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + all.flatMap { chunk($0, $1) }
    }

    private func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + data
        return bigEndian(UInt32(data.count)) + body + bigEndian(crc32(body))
    }

    /// A zlib stream of stored blocks.
    private func zlib(_ data: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var start = 0
        repeat {
            let block = data[start..<min(start + 65535, data.count)]
            start = block.endIndex
            let size = UInt16(block.count)
            stream += [
                start == data.count ? 1 : 0, UInt8(size & 255), UInt8(size >> 8), UInt8(~size & 255), UInt8(~size >> 8),
            ]
            stream += block
        } while start < data.count
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in data {
            a = (a + UInt32(byte)) % 65521
            b = (b + a) % 65521
        }
        return stream + bigEndian(b << 16 | a)
    }
}

/// A number as four bytes, the highest first.
public func bigEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
}

private let crcTable: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
}

/// The checksum of zlib and PNG.
public func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { crcTable[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
}
