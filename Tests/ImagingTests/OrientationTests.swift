import Geometry
import Imaging
import TestSupport
import Testing

@Suite struct OrientationTests {
    /// Rows `abc` and `def`, each a shade of grey.
    private func letters(orientation: UInt16) -> [UInt8] {
        PNGFile(
            width: 3, height: 2, type: .gray, rows: [Array("abc".utf8), Array("def".utf8)],
            chunks: [("eXIf", exif(orientation: orientation))]
        ).bytes
    }

    private func rows(of image: Image) -> [String] {
        (0..<image.size.height).map { y in
            String(decoding: (0..<image.size.width).map { image[$0, y].red }, as: UTF8.self)
        }
    }

    // EXIF 2.3, tag 0x0112: where row 0 and column 0 of the file belong in the picture.
    private static let upright: [(UInt16, [String])] = [
        (1, ["abc", "def"]), (2, ["cba", "fed"]), (3, ["fed", "cba"]), (4, ["def", "abc"]),
        (5, ["ad", "be", "cf"]), (6, ["da", "eb", "fc"]), (7, ["fc", "eb", "da"]), (8, ["cf", "be", "ad"]),
        (0, ["abc", "def"]), (9, ["abc", "def"]), (300, ["abc", "def"]),
    ]

    @Test(arguments: upright)
    func picturesAreTurnedUpright(orientation: UInt16, expected: [String]) throws {
        let bytes = letters(orientation: orientation)
        #expect(try rows(of: Image(encoded: bytes, name: "f")) == expected)
        let asStored = try Image(encoded: bytes, name: "f", options: DecodingOptions(appliesOrientation: false))
        #expect(rows(of: asStored) == ["abc", "def"])
    }

    @Test(arguments: [6, 8] as [UInt16])
    func jpegs(orientation: UInt16) throws {
        let plain = try Image.gradient(24, 16).encoded(as: .jpeg)
        let block = Array("Exif\0\0".utf8) + exif(orientation: orientation)
        let length = UInt16(block.count + 2)
        // An APP1 segment right after the start of the image.
        let tagged =
            plain.prefix(2) + [0xff, 0xe1, UInt8(length >> 8), UInt8(length & 255)] + block + plain.dropFirst(2)
        let stored = try Image(encoded: plain, name: "f")
        let upright = try Image(encoded: Array(tagged), name: "f")
        #expect(upright.size == ImageSize(width: 16, height: 24))
        #expect(upright[0, 0] == (orientation == 6 ? stored[0, 15] : stored[23, 0]))
    }
}
