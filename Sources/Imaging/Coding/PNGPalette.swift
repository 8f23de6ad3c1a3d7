/// Makes the colours of a PNG file's palette the numbers of its entries, so that decoding gives numbers, and the other way round.
///
/// Decoders give colours alone, and two entries may have the same. Of 8 bits, rows of grey and of numbers of a palette are the same
/// bytes, so that only the chunks before them change.
/// Source: the PNG specification (ISO/IEC 15948), 5.3 and 11.2.
enum PNGPalette {
    private static let signatureSize = 8

    /// The same file with entry *n* of its palette the grey of level *n* and without transparency, and how many numbers a pixel
    /// of it can rightly have; nil where the file has no palette, or is cut off before it.
    ///
    /// Of 8 bits, that is all of them: 255 is Pascal VOC's void, whatever the palette. Of fewer, it is the palette's entries: what
    /// Pillow 13.0 writes with few colours are the lowest bits of larger numbers (`findings/pillow-short-palettes-change-masks.sh`).
    static func numbered(_ bytes: UnsafeRawBufferPointer) -> (file: [UInt8], numbers: Int)? {
        // Byte 24 is the depth and byte 25 the kind of colours, of which 3 is a palette.
        guard bytes.count > 33, bytes[25] == 3, bytes[24] <= 8 else { return nil }
        var result = [UInt8](bytes[..<signatureSize])
        result.reserveCapacity(bytes.count + 768)
        var start = signatureSize
        var numbers = 256
        while start + 12 <= bytes.count {
            let length = Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self)))
            let end = start + 12 + length
            guard end <= bytes.count else { return nil }
            let name = bytes[(start + 4)..<(start + 8)]
            if name.elementsEqual("IDAT".utf8) { return (result + bytes[start...], numbers) }
            if name.elementsEqual("PLTE".utf8) {
                if bytes[24] < 8 { numbers = length / 3 }
                // As many entries as the depth can name, that none is out of range.
                result += chunk("PLTE", (0..<(1 << Int(bytes[24]))).flatMap { [UInt8](repeating: UInt8($0), count: 3) })
            } else if !name.elementsEqual("tRNS".utf8) {
                result += bytes[start..<end]
            }
            start = end
        }
        return nil
    }

    /// The file of an 8-bit grey picture with its levels as the numbers of a palette's colours; nil where it is no such file.
    static func colored(_ grey: [UInt8], colors: [Color]) -> [UInt8]? {
        guard grey.count > 33, grey[24] == 8, grey[25] == 0 else { return nil }
        // The header's data are the 13 bytes from 16 on, the kind of colours the tenth.
        var header = Array(grey[16..<29])
        header[9] = 3
        let palette = colors.flatMap { [$0.red, $0.green, $0.blue] }
        var result = grey[..<signatureSize] + chunk("IHDR", header) + chunk("PLTE", palette)
        var start = signatureSize
        while start + 12 <= grey.count {
            let length = grey[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
            let end = start + 12 + length
            guard end <= grey.count else { return nil }
            // What else there is tells of grey levels.
            let name = grey[(start + 4)..<(start + 8)]
            if name.elementsEqual("IDAT".utf8) || name.elementsEqual("IEND".utf8) { result += grey[start..<end] }
            start = end
        }
        return Array(result)
    }

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + data
        return bigEndian(UInt32(data.count)) + body + bigEndian(checksum(of: body))
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }

    /// The CRC-32 that ends each chunk.
    private static func checksum(of bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ value >> 1 : value >> 1 }
        }
    }
}
