import Geometry
import Imaging
import TestSupport
import Testing

@Suite struct TIFFTests {
    private func decoded(_ file: TIFFWriter, _ options: DecodingOptions = DecodingOptions()) throws -> DecodedImage {
        try file.bytes.withUnsafeBytes { try DecodedImage(encoded: $0, name: "f.tif", options: options) }
    }

    /// The red bytes, row by row.
    private func reds(_ image: Image) -> [UInt8] {
        stride(from: 0, to: image.pixels.count, by: 3).map { image.pixels[$0] }
    }

    private func failure(_ file: TIFFWriter, _ options: DecodingOptions = DecodingOptions()) -> String {
        do {
            return "\(try decoded(file, options).image.size)"
        } catch {
            return "\(error)"
        }
    }

    /// Every layout that a file of some samples can have: strips or tiles, pixels or planes, orders of bytes, 32 or 64 bits of
    /// offsets.
    private struct Layout {
        var isPlanar: Bool
        var isBigEndian: Bool
        var isBig: Bool
        var rows: Int?
        var tile: Int?

        static let all: [Layout] = (0..<24).map { index in
            Layout(
                isPlanar: index & 1 == 1, isBigEndian: index & 2 == 2, isBig: index & 4 == 4,
                rows: index / 8 == 1 ? 3 : nil, tile: index / 8 == 2 ? 16 : nil)
        }
    }

    private static let greys = [
        (1, 8), (2, 8), (3, 8), (4, 8), (5, 8), (1, 16), (2, 16), (3, 16), (5, 16), (2, 12), (1, 10), (3, 4), (1, 1),
    ]

    @Test(arguments: greys)
    func greyOfSeveralChannelsIsItsFirstInEveryLayout(samples: Int, bits: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let (width, height) = (21, 17)
        let most = UInt64(1) << UInt64(bits) - 1
        let values = (0..<(width * height * samples)).map { _ in UInt64.random(in: 0...most, using: &generator) }
        let firsts = stride(from: 0, to: values.count, by: samples).map { values[$0] }
        // Few bits are spread over 0 to 255, and of many the highest eight are kept.
        let expected = firsts.map { bits < 8 ? UInt8($0 * 255 / most) : UInt8($0 >> UInt64(bits - 8)) }
        for layout in Layout.all where !layout.isPlanar || samples > 1 {
            var file = TIFFWriter(width: width, height: height, values: values)
            (file.samples, file.bits) = (samples, bits)
            (file.isPlanar, file.isBigEndian, file.isBig) = (layout.isPlanar, layout.isBigEndian, layout.isBig)
            (file.rowsPerStrip, file.tile) = (layout.rows, layout.tile.map { ($0, $0) })
            let result = try decoded(file)
            #expect(reds(result.image) == expected, "\(layout), seed \(seed)")
            #expect(result.notes == (samples > 1 ? [.channels(samples, taken: 1)] : []), "\(layout)")
        }
    }

    @Test func coloursInPlanes() throws {
        for isPlanar in [false, true] {
            var file = TIFFWriter(width: 2, height: 2, values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
            (file.samples, file.photometric, file.isPlanar) = (3, .rgb, isPlanar)
            #expect(try decoded(file).image.pixels == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
            #expect(try decoded(file).notes.isEmpty)
        }
    }

    @Test func aFourthChannelIsOpacityOnlyWhereTheFileSaysSo() throws {
        let white = DecodingOptions(alpha: .over(.white))
        for (fields, expected, notes) in [
            ([(tag: 338, type: 3, values: [2])], [255, 255, 255] as [UInt8], []),
            ([(tag: 338, type: 3, values: [0])], [10, 20, 30], [.channels(4, taken: 3)]),
            ([], [10, 20, 30], [DecodingNote.channels(4, taken: 3)]),
        ] {
            var file = TIFFWriter(width: 1, height: 1, values: [10, 20, 30, 0])
            (file.samples, file.photometric, file.fields) = (4, .rgb, fields)
            let result = try decoded(file, white)
            #expect(result.image.pixels == expected)
            #expect(result.notes == notes)
        }
        var grey = TIFFWriter(width: 1, height: 1, values: [10, 0])
        (grey.samples, grey.fields) = (2, [(338, 3, [1])])
        #expect(try decoded(grey, white).image.pixels == [255, 255, 255])
        #expect(try decoded(grey).image.pixels == [10, 10, 10])
        #expect(try decoded(grey).notes.isEmpty)
    }

    @Test func whiteThatIsZeroAndPalettes() throws {
        var file = TIFFWriter(width: 2, height: 1, values: [0, 255])
        file.photometric = .whiteIsZero
        #expect(try reds(decoded(file).image) == [255, 0])
        (file.bits, file.values) = (16, [0x0100, 0xffff])
        #expect(try reds(decoded(file).image) == [254, 0])
        (file.bits, file.values) = (1, [0, 1])
        #expect(try reds(decoded(file).image) == [255, 0])
        // Four entries of 2 bits: red 0x0100 … is 1, and so on.
        file = TIFFWriter(width: 3, height: 1, values: [3, 0, 1])
        (file.bits, file.photometric) = (2, .palette)
        file.fields = [(320, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map { $0 << 8 })]
        #expect(try decoded(file).image.pixels == [4, 8, 12, 1, 5, 9, 2, 6, 10])
        // Some programs write 8 bits of the 16.
        file.fields = [(320, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])]
        #expect(try decoded(file).image.pixels == [4, 8, 12, 1, 5, 9, 2, 6, 10])
        file.fields = [(320, 3, [1, 2, 3])]
        #expect(failure(file).contains("entry 3 of a palette of 1"))
    }

    @Test func lumaAndChroma() throws {
        // CCIR 601: R = Y + 1.402 (Cr − 128), so 60 + 1.402 · 100 = 200; G = 60 − 0.344 · (117 − 128) − 0.714 · 100 = −8, which
        // is 0; B = 60 + 1.772 · (117 − 128) = 41.
        var file = TIFFWriter(width: 1, height: 1, values: [60, 117, 228])
        (file.samples, file.photometric, file.fields) = (3, .yCbCr, [(530, 3, [1, 1])])
        let single = try decoded(file).image.pixels
        #expect(zip(single, [200, 0, 41]).allSatisfy { abs(Int($0) - $1) <= 1 })
        // Two by two pixels share chroma: a block has four of luma, Cb and Cr, and the last ones reach over the edges.
        file = TIFFWriter(width: 3, height: 3, values: [])
        (file.samples, file.photometric, file.fields) = (3, .yCbCr, [(530, 3, [2, 2])])
        file.data = [1, 2, 4, 5, 128, 128, 3, 0, 6, 0, 128, 128, 7, 8, 0, 0, 128, 128, 9, 0, 0, 0, 128, 128]
        #expect(try reds(decoded(file).image) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
        file.fields = [(530, 3, [2, 3])]
        #expect(failure(file).contains("unsupported"))
    }

    @Test func orientationsOfEveryKindOfFile() throws {
        for isPlanar in [false, true] {
            var file = TIFFWriter(width: 2, height: 1, values: [10, 0, 20, 0])
            (file.samples, file.isPlanar, file.fields) = (2, isPlanar, [(274, 3, [3])])
            #expect(try reds(decoded(file).image) == [20, 10])
            file.fields = [(274, 3, [6])]
            #expect(try decoded(file).image.size == ImageSize(width: 1, height: 2))
            #expect(try reds(decoded(file, DecodingOptions(appliesOrientation: false)).image) == [10, 20])
        }
    }

    @Test func pagesAreCountedWithoutThumbnails() throws {
        var file = TIFFWriter(width: 1, height: 1, values: [9])
        file.pages = 3
        for isBig in [false, true] {
            file.isBig = isBig
            #expect(try decoded(file).notes == [.pages(3)])
        }
        file.fields = [(254, 4, [1])]
        #expect(try decoded(file).notes.isEmpty)
        // ImageJ writes large stacks as one page.
        file = TIFFWriter(width: 1, height: 1, values: [9])
        file.fields = [(270, 2, "ImageJ=1.53t\nimages=5\nslices=5\n\0".utf8.map(Int.init))]
        #expect(try decoded(file).notes == [.pages(5)])
    }

    @Test func sixteenBitsThatUseFewAreTold() throws {
        var file = TIFFWriter(width: 2, height: 1, values: [100, 4080])
        file.bits = 16
        let result = try decoded(file)
        #expect(reds(result.image) == [0, 15])
        #expect(result.notes == [.lowValues(largest: 4080, bits: 16)])
        #expect(try decoded(file, DecodingOptions(range: .values(low: 0, high: 4080))).notes.isEmpty)
        file.values = [100, 16_384]
        #expect(try decoded(file).notes.isEmpty)
        file.values = [0, 0]
        #expect(try decoded(file).notes.isEmpty)
    }

    @Test func otherNumbersAreRefusedWithoutARange() throws {
        for (format, bits, values, words) in [
            (1, 32, [5, 300], "whole numbers of 32 bits, from 5 to 300"),
            (2, 16, [5, 0xffff], "whole numbers of 16 bits, from -1 to 5"),
            (
                3, 32, [UInt64(Float(0.5).bitPattern), UInt64(Float(2).bitPattern)],
                "fractions of 32 bits, from 0.5 to 2"
            ),
            // Half precision: 0x3800 is 0.5, 0x4000 is 2.
            (3, 16, [0x3800, 0x4000], "fractions of 16 bits, from 0.5 to 2"),
        ] {
            var file = TIFFWriter(width: 2, height: 1, values: values)
            (file.format, file.bits) = (format, bits)
            #expect(failure(file).contains(words), "\(failure(file))")
        }
    }

    @Test func unreadKindsAreNotCalledDamaged() {
        var file = TIFFWriter(width: 1, height: 1, values: [1, 2, 3])
        (file.samples, file.photometric) = (3, .lab)
        #expect(failure(file).contains("unsupported pixels") && failure(file).contains("CIE L*a*b*"))
        file = TIFFWriter(width: 1, height: 1, values: [1])
        for (compression, name) in [(34_712, "JPEG 2000"), (50_002, "JPEG XL"), (65_000, "compression 65000")] {
            file.fields = [(259, 3, [compression])]
            let words = failure(file)
            #expect(words.contains("unsupported pixels") && words.contains(name), "\(words)")
        }
        file.fields = []
        (file.format, file.bits) = (6, 64)
        #expect(failure(file).contains("complex numbers"))
    }

    @Test func cutFilesAreCalledCutOff() {
        for isPlanar in [false, true] {
            var file = TIFFWriter(width: 8, height: 8, values: .init(repeating: 7, count: 128))
            (file.samples, file.isPlanar, file.rowsPerStrip) = (2, isPlanar, 2)
            let bytes = file.bytes
            file.fields = [(273, 4, .init(repeating: bytes.count - 3, count: isPlanar ? 8 : 4))]
            #expect(failure(file).hasPrefix("f.tif: cut off or damaged TIFF: "), "\(failure(file))")
            file.fields = [(273, 4, [8])]
            #expect(failure(file).hasPrefix("f.tif: cut off or damaged TIFF: "), "\(failure(file))")
        }
    }

    @Test func damagedBytesNeverTrap() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        var files: [[UInt8]] = []
        for (samples, bits, photometric) in [
            (1, 8, TIFFWriter.Photometric.blackIsZero), (2, 16, .blackIsZero), (3, 8, .yCbCr), (1, 4, .palette),
            (4, 8, .cmyk),
        ] {
            for isPlanar in [false, true] {
                let values = (0..<(5 * 3 * samples)).map { UInt64($0 % 16) }
                var file = TIFFWriter(width: 5, height: 3, values: values)
                (file.samples, file.bits, file.photometric, file.isPlanar) = (samples, bits, photometric, isPlanar)
                (file.isBig, file.rowsPerStrip, file.pages) = (isPlanar, 2, 2)
                file.fields = photometric == .palette ? [(320, 3, (0..<48).map { $0 << 8 })] : []
                files.append(file.bytes)
            }
        }
        for original in files {
            for _ in 0..<150 {
                var bytes = Array(original.prefix(.random(in: 9...original.count, using: &generator)))
                for _ in 0..<Int.random(in: 0...6, using: &generator) {
                    bytes[.random(in: 2..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
                }
                let options = DecodingOptions(range: .percentile, maximumPixels: 1_000_000)
                bytes.withUnsafeBytes { bytes in
                    let image = try? DecodedImage(encoded: bytes, name: "f", options: options).image
                    #expect(image.map { $0.pixels.count == $0.size.area * 3 } ?? true, "seed \(seed)")
                    let labels = try? LabelImage(encoded: bytes, name: "f", maximumPixels: 1_000_000)
                    #expect(labels.map { $0.values.count == $0.size.area } ?? true, "seed \(seed)")
                }
            }
        }
    }
}
