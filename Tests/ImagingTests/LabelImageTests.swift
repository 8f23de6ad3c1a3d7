import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

@Suite struct LabelImageTests {
    private func values(_ bytes: [UInt8], name: String = "f") throws -> [UInt32] {
        try bytes.withUnsafeBytes { try LabelImage(encoded: $0, name: name) }.values
    }

    @Test func greyOfEveryDepth() throws {
        #expect(try values(PNGFile(width: 3, height: 1, type: .gray, rows: [[0, 1, 200]]).bytes) == [0, 1, 200])
        let words = PNGFile(width: 2, height: 1, depth: 16, type: .gray, rows: [[0x12, 0x34, 0x00, 0x01]])
        #expect(try values(words.bytes) == [0x1234, 1])
        let bits = PNGFile(width: 3, height: 1, depth: 1, type: .gray, rows: [[0b1010_0000]])
        #expect(try values(bits.bytes) == [255, 0, 255])
        let withAlpha = PNGFile(width: 2, height: 1, type: .grayAlpha, rows: [[7, 255, 9, 0]])
        #expect(try values(withAlpha.bytes) == [7, 9])
    }

    @Test func coloursAreCountedAsPanopticMasksAre() throws {
        // 1 + 256 · 2 + 65536 · 3 = 197121.
        let rgb = PNGFile(width: 2, height: 1, type: .rgb, rows: [[1, 2, 3, 0, 0, 0]])
        #expect(try values(rgb.bytes) == [197_121, 0])
        let rgba = PNGFile(width: 1, height: 1, type: .rgba, rows: [[1, 2, 3, 0]])
        #expect(try values(rgba.bytes) == [197_121])
        let grey = PNGFile(width: 3, height: 1, type: .rgb, rows: [[0, 0, 0, 4, 4, 4, 255, 255, 255]])
        #expect(try values(grey.bytes) == [0, 4, 255])
    }

    @Test(arguments: [1, 2, 4, 8] as [UInt8])
    func palettesGiveTheNumbersOfTheirEntriesWhateverTheirColours(depth: UInt8) throws {
        let maximum = UInt8(truncatingIfNeeded: (1 << Int(depth)) - 1)
        let perByte = 8 / Int(depth)
        // A row of 0 … maximum would not fit for 8 bits: 0, maximum, 1 are enough.
        let numbers: [UInt8] = [0, maximum, 1]
        var row = [UInt8](repeating: 0, count: (3 + perByte - 1) / perByte)
        for (index, number) in numbers.enumerated() {
            row[index / perByte] |= number << (8 - Int(depth) * (index % perByte + 1))
        }
        // All entries are of one colour, the first is transparent, and of 8 bits the last is missing.
        let palette = [UInt8](repeating: 77, count: 3 * min(Int(maximum) + 1, 255))
        let file = PNGFile(
            width: 3, height: 1, depth: depth, type: .palette, rows: [row],
            chunks: [("PLTE", palette), ("tRNS", [0]), ("tEXt", Array("a\0b".utf8))])
        #expect(try values(file.bytes) == [0, UInt32(maximum), 1])
    }

    /// What Pillow makes of a void of 255 where three colours were given, and of 60 objects.
    @Test(arguments: [(2, 3, 3), (4, 15, 15), (4, 5, 9), (1, 1, 1)] as [(UInt8, Int, UInt8)])
    func aNumberThatAShortPaletteDoesNotHaveIsNotBelieved(depth: UInt8, colors: Int, number: UInt8) throws {
        func file(_ colors: Int) -> [UInt8] {
            PNGFile(
                width: 1, height: 1, depth: depth, type: .palette, rows: [[number << (8 - depth)]],
                chunks: [("PLTE", [UInt8](repeating: 77, count: 3 * colors))]
            ).bytes
        }
        let error = ImagingError.unsupportedPixels(
            file: "f", expected: "numbers of its palette, which has \(colors) colors",
            found: "\(number), which may be what is left of a higher number: the file has \(depth) bits a pixel")
        #expect(throws: error) { try values(file(colors)) }
        #expect(try values(file(Int(number) + 1)) == [UInt32(number)])
    }

    @Test func bitmapsGiveTheNumbersOfTheirEntries() throws {
        let palette = [UInt8](repeating: 9, count: 4 * 256)
        let eight = bitmapFile(width: 3, height: 2, bits: 8, extra: palette, rows: [[4, 5, 6], [1, 2, 200]])
        // The first row of the file is the lowest.
        #expect(try values(eight) == [1, 2, 200, 4, 5, 6])
        let one = bitmapFile(width: 3, height: 1, bits: 1, extra: Array(palette.prefix(8)), rows: [[0b0100_0000]])
        #expect(try values(one) == [0, 1, 0])
        let colors = bitmapFile(width: 1, height: 1, bits: 24, rows: [[3, 2, 1]])
        #expect(try values(colors) == [197_121])
    }

    /// Written by PIL from arrays 0, 1 and 100, then 7, or 70000 where it fits.
    private static let tiffs: [(String, [UInt32])] = [
        (
            "SUkqAAgAAAAJAAABBAABAAAAAgAAAAEBBAABAAAAAgAAAAIBAwABAAAACAAAAAMBAwABAAAAAQAAAAYBAwABAAAAAQAAABEBBAABAAAAegAA"
                + "ABYBBAABAAAAAgAAABcBBAABAAAABAAAABwBAwABAAAAAQAAAAAAAAAAAWQH",
            [0, 1, 100, 7]
        ),
        (
            "SUkqAAgAAAAJAAABBAABAAAAAgAAAAEBBAABAAAAAgAAAAIBAwABAAAAEAAAAAMBAwABAAAAAQAAAAYBAwABAAAAAQAAABEBBAABAAAAegAA"
                + "ABYBBAABAAAAAgAAABcBBAABAAAACAAAABwBAwABAAAAAQAAAAAAAAAAAAEAZAAHAA==",
            [0, 1, 100, 7]
        ),
        (
            "SUkqAAgAAAAKAAABBAABAAAAAgAAAAEBBAABAAAAAgAAAAIBAwABAAAAIAAAAAMBAwABAAAAAQAAAAYBAwABAAAAAQAAABEBBAABAAAAhgAA"
                + "ABYBBAABAAAAAgAAABcBBAABAAAAEAAAABwBAwABAAAAAQAAAFMBAwABAAAAAgAAAAAAAAAAAAAAAQAAAGQAAABwEQEA",
            [0, 1, 100, 70_000]
        ),
    ]

    @Test(arguments: tiffs)
    func tiffsOfEightSixteenAndThirtyTwoBits(encoded: String, expected: [UInt32]) throws {
        #expect(try values(base64(encoded)) == expected)
    }

    @Test func fractionsThatAreWholeNumbersAreTaken() throws {
        var file = TIFFWriter(width: 3, height: 1, values: ([0, 1, 70_000] as [Float]).map { UInt64($0.bitPattern) })
        (file.bits, file.format) = (32, 3)
        #expect(try values(file.bytes) == [0, 1, 70_000])
        (file.bits, file.values) = (64, ([0, 1, 70_000] as [Double]).map(\.bitPattern))
        #expect(try values(file.bytes) == [0, 1, 70_000])
        for wrong in [0.5, -1, .nan, .infinity, 4_294_967_296] as [Double] {
            file.values = [0, 1, wrong.bitPattern]
            #expect("\(wrong)") {
                try values(file.bytes, name: "f.tif")
            } throws: {
                "\($0)".hasPrefix("f.tif: unsupported pixels; expected whole numbers")
            }
        }
    }

    @Test func numbersOfSixtyFourBits() throws {
        var file = TIFFWriter(width: 3, height: 1, values: [0, 7, 70_000])
        for format in [1, 2] {
            (file.bits, file.format) = (64, format)
            #expect(try values(file.bytes) == [0, 7, 70_000])
        }
        file.values = [UInt64(bitPattern: -1)]
        (file.width, file.format) = (1, 2)
        #expect(throws: ImagingError.self) { try values(file.bytes) }
    }

    @Test(arguments: [1, 2, 4, 8, 16])
    func tiffPalettesGiveTheNumbersOfTheirEntries(bits: Int) throws {
        let most = UInt64(1) << UInt64(bits) - 1
        var file = TIFFWriter(width: 3, height: 1, values: [0, most, 1])
        (file.bits, file.photometric) = (bits, .palette)
        // All entries are of one colour.
        file.fields = [(320, 3, .init(repeating: 0x7700, count: 3 << bits))]
        #expect(try values(file.bytes) == [0, UInt32(most), 1])
    }

    @Test(arguments: [8, 16, 32])
    func whereWhiteIsZeroNumbersAreAsTheyAreStored(bits: Int) throws {
        var file = TIFFWriter(width: 3, height: 1, values: [0, 1, 200])
        (file.bits, file.photometric) = (bits, .whiteIsZero)
        #expect(try values(file.bytes) == [0, 1, 200])
    }

    @Test func ofBlackAndWhiteTheObjectIsWhite() throws {
        var file = TIFFWriter(width: 2, height: 1, values: [0, 1])
        file.bits = 1
        #expect(try values(file.bytes) == [0, 255])
        file.photometric = .whiteIsZero
        #expect(try values(file.bytes) == [255, 0])
    }

    @Test func severalPagesOrChannelsAreRefused() throws {
        var file = TIFFWriter(width: 1, height: 1, values: [1])
        file.pages = 4
        #expect(throws: ImagingError.unsupportedPixels(file: "f", expected: "one page", found: "4 pages")) {
            try values(file.bytes)
        }
        file = TIFFWriter(width: 1, height: 1, values: [1, 2])
        file.samples = 2
        #expect(throws: ImagingError.unsupportedPixels(file: "f", expected: "one channel", found: "2 channels")) {
            try values(file.bytes)
        }
        file.fields = [(338, 3, [2])]
        #expect(try values(file.bytes) == [1])
    }

    @Test func blurredFormatsAreRefused() throws {
        let image = try Image.gradient(8, 8)
        for format in [ImageFormat.jpeg, .webp] {
            #expect {
                try values(image.encoded(as: format))
            } throws: {
                "\($0)".hasSuffix("found \(format.name), which may blur them")
            }
        }
    }

    @Test func regionsAreTheMasksOfEachValue() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let size = ImageSize(
                width: .random(in: 1...9, using: &generator), height: .random(in: 1...9, using: &generator))
            let values = (0..<size.area).map { _ in UInt32.random(in: 0...4, using: &generator) * 70_000 }
            let regions = try LabelImage(size: size, values: values).regions(ignoring: [140_000])
            let expected = Set(values).subtracting([0, 140_000]).sorted()
            #expect(regions.map(\.value) == expected, "seed \(seed)")
            for region in regions {
                let bitmap = values.map { $0 == region.value ? 1 as UInt8 : 0 }
                #expect(try region.mask == RunLengthMask(bitmap: bitmap, size: size), "seed \(seed)")
            }
            let foreground = values.map { $0 == 0 ? 0 as UInt8 : 1 }
            #expect(
                try LabelImage(size: size, values: values).foreground() == RunLengthMask(bitmap: foreground, size: size)
            )
        }
    }

    @Test func emptyPicturesAndTooManyValues() throws {
        let blank = try LabelImage(size: ImageSize(width: 2, height: 2), values: [0, 0, 0, 0])
        #expect(try blank.regions().isEmpty)
        #expect(try blank.foreground().isEmpty)
        let many = try LabelImage(size: ImageSize(width: 4, height: 1), values: [1, 2, 2, 3])
        #expect(try many.regions(maximum: 3).count == 3)
        #expect(throws: ImagingError.tooManyInstances(found: 3, maximum: 2)) { try many.regions(maximum: 2) }
    }

    @Test func damagedPalettesNeverTrap() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let original = PNGFile(
            width: 4, height: 2, type: .palette, rows: [[0, 1, 2, 3], [3, 2, 1, 0]],
            chunks: [("PLTE", [UInt8](repeating: 1, count: 12))]
        ).bytes
        for _ in 0..<300 {
            var bytes = Array(original.prefix(.random(in: 20...original.count, using: &generator)))
            bytes[.random(in: 8..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            let values = bytes.withUnsafeBytes { bytes in
                try? LabelImage(encoded: bytes, name: "f", maximumPixels: 1_000_000)
            }
            #expect(values.map { $0.values.count == $0.size.area } ?? true, "seed \(seed)")
        }
    }
}
