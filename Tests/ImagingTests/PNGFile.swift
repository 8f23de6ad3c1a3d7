/// Writes PNG files of any colour type and depth, sound or not, from values that the test chooses.
struct PNGFile {
    enum ColorType: UInt8 {
        case gray = 0
        case rgb = 2
        case palette = 3
        case grayAlpha = 4
        case rgba = 6
    }

    var width: Int
    var height: Int
    var depth: UInt8 = 8
    var type: ColorType
    /// The rows' bytes, without the filter byte before each.
    var rows: [[UInt8]]
    /// Chunks between the header and the pixels, such as `PLTE` or `eXIf`.
    var chunks: [(String, [UInt8])] = []

    var bytes: [UInt8] {
        let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [depth, type.rawValue, 0, 0, 0]
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

func bigEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
}

private let crcTable: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
}

/// The checksum of zlib and PNG.
func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { crcTable[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
}

/// An EXIF block, as after `Exif\0\0` in a JPEG or in PNG's `eXIf`, that holds nothing but an orientation.
func exif(orientation: UInt16) -> [UInt8] {
    // Big-endian TIFF, one directory at 8 with one entry: tag 0x0112, type 3 (short), count 1.
    [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1]
        + [UInt8(orientation >> 8), UInt8(orientation & 255), 0, 0, 0, 0, 0, 0]
}
