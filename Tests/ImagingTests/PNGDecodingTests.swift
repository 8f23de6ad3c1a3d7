import Geometry
import Imaging
import TestSupport
import Testing

@Suite struct PNGDecodingTests {
    private func colors(_ file: PNGFile, alpha: DecodingOptions.Alpha = .discard) throws -> [UInt32] {
        try Image(encoded: file.bytes, name: "test.png", options: DecodingOptions(alpha: alpha)).colors
    }

    @Test func rgb() throws {
        let file = PNGFile(width: 2, height: 1, type: .rgb, rows: [[1, 2, 3, 255, 254, 253]])
        #expect(try colors(file) == [0x010203, 0xfffefd])
    }

    @Test func onePixel() throws {
        #expect(try colors(PNGFile(width: 1, height: 1, type: .rgb, rows: [[9, 8, 7]])) == [0x090807])
    }

    @Test func grayOfEveryDepth() throws {
        // 1, 2 and 4 bits spread over 0 to 255; of 16 bits the high byte stays.
        let bits = PNGFile(width: 3, height: 1, depth: 1, type: .gray, rows: [[0b1010_0000]])
        #expect(try colors(bits) == [0xffffff, 0, 0xffffff])
        let pairs = PNGFile(width: 4, height: 1, depth: 2, type: .gray, rows: [[0b0001_1011]])
        #expect(try colors(pairs) == [0, 0x555555, 0xaaaaaa, 0xffffff])
        let nibbles = PNGFile(width: 2, height: 1, depth: 4, type: .gray, rows: [[0x2f]])
        #expect(try colors(nibbles) == [0x222222, 0xffffff])
        let words = PNGFile(width: 2, height: 1, depth: 16, type: .gray, rows: [[0x12, 0xff, 0xfe, 0x00]])
        #expect(try colors(words) == [0x121212, 0xfefefe])
    }

    @Test func sixteenBitsKeepTheHighByte() throws {
        let rgb = PNGFile(width: 1, height: 1, depth: 16, type: .rgb, rows: [[0x10, 0xff, 0x20, 0x80, 0x30, 0x00]])
        #expect(try colors(rgb) == [0x102030])
        let rgba = PNGFile(
            width: 1, height: 1, depth: 16, type: .rgba, rows: [[0x10, 0xff, 0x20, 0x80, 0x30, 0x00, 0x80, 0x80]])
        #expect(try colors(rgba) == [0x102030])
    }

    @Test func alphaIsDiscardedOrLaidOverAGround() throws {
        // 128 of 255 opaque: 200 · 128 / 255 = 100.4, and 255 · 127 / 255 = 127 more over white.
        let file = PNGFile(
            width: 3, height: 1, type: .rgba, rows: [[200, 100, 0, 128, 10, 20, 30, 0, 10, 20, 30, 255]])
        #expect(try colors(file) == [0xc86400, 0x0a141e, 0x0a141e])
        #expect(try colors(file, alpha: .over(.black)) == [0x643200, 0, 0x0a141e])
        #expect(try colors(file, alpha: .over(.white)) == [0xe3b17f, 0xffffff, 0x0a141e])
        let gray = PNGFile(width: 1, height: 1, type: .grayAlpha, rows: [[200, 128]])
        #expect(try colors(gray) == [0xc8c8c8])
        #expect(try colors(gray, alpha: .over(.white)) == [0xe3e3e3])
    }

    @Test func palettesWithAndWithoutTransparency() throws {
        let palette = ("PLTE", [255, 0, 0, 0, 255, 0, 0, 0, 255] as [UInt8])
        var file = PNGFile(width: 3, height: 1, depth: 2, type: .palette, rows: [[0b0001_1000]], chunks: [palette])
        #expect(try colors(file) == [0xff0000, 0x00ff00, 0x0000ff])
        file.chunks.append(("tRNS", [255, 0]))
        #expect(try colors(file) == [0xff0000, 0x00ff00, 0x0000ff])
        #expect(try colors(file, alpha: .over(.white)) == [0xff0000, 0xffffff, 0x0000ff])
    }

    @Test func oneTransparentColor() throws {
        let file = PNGFile(
            width: 2, height: 1, type: .rgb, rows: [[1, 2, 3, 4, 5, 6]], chunks: [("tRNS", [0, 1, 0, 2, 0, 3])])
        #expect(try colors(file) == [0x010203, 0x040506])
        #expect(try colors(file, alpha: .over(.white)) == [0xffffff, 0x040506])
    }

    @Test func aDamagedFileIsRefused() throws {
        var bytes = PNGFile(width: 4, height: 4, type: .gray, rows: .init(repeating: [1, 2, 3, 4], count: 4)).bytes
        bytes[bytes.count - 24] ^= 0x55
        let damaged = bytes
        #expect(throws: ImagingError.self) { try Image(encoded: damaged, name: "damaged.png") }
    }

    @Test func masksKeepTheirDepth() throws {
        let bytes = PNGFile(width: 2, height: 1, type: .gray, rows: [[0, 7]]).bytes
        let shallow = try GrayImage(encoded: bytes, name: "mask.png")
        #expect(shallow.depth == .bits8)
        #expect(shallow.values == [0, 7])
        let words = PNGFile(width: 2, height: 1, depth: 16, type: .gray, rows: [[0x12, 0x34, 0, 7]]).bytes
        let deep = try GrayImage(encoded: words, name: "mask.png")
        #expect(deep.depth == .bits16)
        #expect(deep.values == [0x1234, 7])
        let color = PNGFile(width: 1, height: 1, type: .rgb, rows: [[1, 2, 3]]).bytes
        #expect {
            try GrayImage(encoded: color, name: "color.png")
        } throws: {
            "\($0)".hasPrefix("color.png: unsupported pixels; expected one channel of 8 or 16 bits, found 3 channels")
        }
    }
}
