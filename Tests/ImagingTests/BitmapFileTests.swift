import Geometry
import Imaging
import Testing

func littleEndian(_ value: UInt32, bytes: Int = 4) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// A Windows bitmap file with a 40-byte header; without rows, its pixels are zeros.
func bitmapFile(
    width: Int32, height: Int32, bits: UInt32, compression: UInt32 = 0, extra: [UInt8] = [], rows: [[UInt8]]? = nil
) -> [UInt8] {
    let stride = (Int(width.magnitude) * Int(bits) + 31) / 32 * 4
    let pixels = rows?.flatMap { $0 + [UInt8](repeating: 0, count: stride - $0.count) }
    let header =
        littleEndian(40) + littleEndian(UInt32(bitPattern: width)) + littleEndian(UInt32(bitPattern: height))
        + littleEndian(1, bytes: 2) + littleEndian(bits, bytes: 2) + littleEndian(compression)
        + [UInt8](repeating: 0, count: 20)
    let start = UInt32(14 + header.count + extra.count)
    return Array("BM".utf8) + littleEndian(0) + littleEndian(0) + littleEndian(start) + header + extra
        + (pixels ?? [UInt8](repeating: 0, count: stride * Int(height.magnitude)))
}

@Suite struct BitmapFileTests {
    private func colors(_ bytes: [UInt8]) throws -> [UInt32] {
        try Image(encoded: bytes, name: "f.bmp").colors
    }

    @Test func rowsGoUpUnlessTheHeightIsNegative() throws {
        let rows: [[UInt8]] = [[1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]]
        // Blue, green, red; the first row of the file is the lowest.
        let up = bitmapFile(width: 2, height: 2, bits: 24, rows: rows)
        #expect(try colors(up) == [0x090807, 0x0c0b0a, 0x030201, 0x060504])
        let down = bitmapFile(width: 2, height: -2, bits: 24, rows: rows)
        #expect(try colors(down) == [0x030201, 0x060504, 0x090807, 0x0c0b0a])
    }

    @Test func palettesOfOneFourAndEightBits() throws {
        let palette: [UInt8] = [0, 0, 255, 0] + [0, 255, 0, 0] + [UInt8](repeating: 9, count: 4 * 14)
        let one = bitmapFile(width: 3, height: 1, bits: 1, extra: Array(palette.prefix(8)), rows: [[0b0100_0000]])
        #expect(try colors(one) == [0xff0000, 0x00ff00, 0xff0000])
        let four = bitmapFile(width: 3, height: 1, bits: 4, extra: palette, rows: [[0x01, 0xf0]])
        #expect(try colors(four) == [0xff0000, 0x00ff00, 0x090909])
        let many = palette + [UInt8](repeating: 7, count: 4 * 240)
        let eight = bitmapFile(width: 3, height: 1, bits: 8, extra: many, rows: [[1, 0, 200]])
        #expect(try colors(eight) == [0x00ff00, 0xff0000, 0x070707])
    }

    @Test func sixteenAndThirtyTwoBits() throws {
        // Five bits each: 31 is 255, and 16 is 16 · 255 / 31 = 131.
        let five = bitmapFile(width: 1, height: 1, bits: 16, rows: [littleEndian(31 << 10 | 16, bytes: 2)])
        #expect(try colors(five) == [0xff0083])
        let masks = littleEndian(0xf800) + littleEndian(0x7e0) + littleEndian(0x1f)
        let six = bitmapFile(
            width: 1, height: 1, bits: 16, compression: 3, extra: masks, rows: [littleEndian(63 << 5, bytes: 2)])
        #expect(try colors(six) == [0x00ff00])
        let full = bitmapFile(width: 1, height: 1, bits: 32, rows: [[3, 2, 1, 0]])
        #expect(try colors(full) == [0x010203])
    }

    private static let malformed: [([UInt8], String)] = [
        (bitmapFile(width: 0, height: 5, bits: 24), "its size is 0×5 pixels"),
        (bitmapFile(width: -3, height: 5, bits: 24), "its size is -3×5 pixels"),
        (Array(bitmapFile(width: 3, height: 5, bits: 24).dropLast()), "its 3×5 pixels should end at byte 114"),
        (bitmapFile(width: 3, height: 5, bits: 8, compression: 1), "8 bits with compression 1"),
        (bitmapFile(width: 3, height: 5, bits: 7), "7 bits with compression 0"),
        (Array(bitmapFile(width: 3, height: 5, bits: 24).prefix(20)), "the header is cut off"),
        (bitmapFile(width: .max, height: .min, bits: 24, rows: []), "2147483647×2147483648 pixels"),
    ]

    @Test(arguments: malformed)
    func malformedFilesAreRefused(bytes: [UInt8], expected: String) {
        #expect {
            try Image(encoded: bytes, name: "f.bmp")
        } throws: {
            "\($0)".hasPrefix("f.bmp: ") && "\($0)".contains(expected)
        }
    }
}
