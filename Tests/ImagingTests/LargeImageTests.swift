import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

@Suite struct LargeImageTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A file of random values.
    private func random(
        _ width: Int, _ height: Int, samples: Int = 1, bits: Int = 8, using generator: inout SeededGenerator
    ) -> TIFFWriter {
        let most = UInt64(1) << UInt64(bits) - 1
        var file = TIFFWriter(
            width: width, height: height,
            values: (0..<(width * height * samples)).map { _ in UInt64.random(in: 0...most, using: &generator) })
        (file.samples, file.bits) = (samples, bits)
        return file
    }

    private func region(in size: ImageSize, using generator: inout SeededGenerator) -> PixelRegion {
        let (x, y) = (
            Int.random(in: 0..<size.width, using: &generator), Int.random(in: 0..<size.height, using: &generator)
        )
        return PixelRegion(
            x: x, y: y, width: .random(in: 1...(size.width - x), using: &generator),
            height: .random(in: 1...(size.height - y), using: &generator))
    }

    private func expectRegions(
        of path: String, _ options: DecodingOptions? = nil, named label: String,
        using generator: inout SeededGenerator, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let options = options ?? DecodingOptions()
        let whole = try Image(contentsOfFile: path, options: options)
        let large = try LargeImage(contentsOfFile: path, options: options)
        #expect(large.size == whole.size, "\(label)", sourceLocation: sourceLocation)
        for region in [PixelRegion(large.size)] + (0..<4).map({ _ in region(in: large.size, using: &generator) }) {
            let cut = whole.cropped(
                columns: region.x..<(region.x + region.width), rows: region.y..<(region.y + region.height))
            let found = try large.region(region)
            #expect(found == cut, "\(label), \(region)", sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: [(1, 8), (2, 8), (3, 8), (4, 8), (1, 16), (3, 16), (5, 16), (1, 1), (2, 12), (1, 10), (3, 4)])
    func regionsAreThoseOfThePictureInEveryLayout(samples: Int, bits: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for index in 0..<48 {
            var file = random(37, 29, samples: samples, bits: bits, using: &generator)
            if samples >= 3 { file.photometric = .rgb }
            (file.isPlanar, file.isBigEndian, file.isBig) = (index & 1 == 1, index & 2 == 2, index & 4 == 4)
            file.isDeflated = index & 8 == 8
            if index / 16 == 1 { file.rowsPerStrip = 5 }
            if index / 16 == 2 { file.tile = (16, 16) }
            let path = try folder.add("\(index).tif", file.bytes)
            try expectRegions(of: path, named: "layout \(index), seed \(seed)", using: &generator)
        }
    }

    @Test func regionsOfTurnedPicturesAreUpright() throws {
        var generator = SeededGenerator(seed: 7)
        for orientation in 1...8 {
            var file = random(23, 17, samples: 3, using: &generator)
            (file.photometric, file.tile) = (.rgb, (16, 16))
            file.fields = [(274, 3, [orientation])]
            let path = try folder.add("\(orientation).tif", file.bytes)
            try expectRegions(of: path, named: "orientation \(orientation)", using: &generator)
            try expectRegions(
                of: path, DecodingOptions(appliesOrientation: false), named: "stored \(orientation)", using: &generator)
        }
    }

    @Test func rangesAreThoseOfTheWholePicture() throws {
        var generator = SeededGenerator(seed: 3)
        for (samples, bits, format) in [(1, 8, 1), (1, 16, 1), (3, 16, 1), (1, 32, 1), (1, 32, 2), (2, 16, 1)] {
            var file = random(41, 33, samples: samples, bits: bits, using: &generator)
            file.format = format
            if samples == 3 { file.photometric = .rgb }
            file.tile = (16, 16)
            let path = try folder.add("\(samples)-\(bits)-\(format).tif", file.bytes)
            for range in [ValueRange.percentile, .percentiles(low: 10, high: 60), .values(low: 20, high: 200)] {
                try expectRegions(
                    of: path, DecodingOptions(range: range), named: "\(samples) of \(bits), \(range)", using: &generator
                )
            }
        }
        // Channels that are chosen have a range each.
        var file = random(41, 33, samples: 2, bits: 16, using: &generator)
        file.values = file.values.enumerated().map { $0.offset % 2 == 0 ? $0.element : $0.element / 100 }
        let path = try folder.add("two.tif", file.bytes)
        let options = DecodingOptions(range: .percentile, planes: PlaneChoice(channels: [.number(0), .number(1)]))
        try expectRegions(of: path, options, named: "two channels", using: &generator)
        let image = try Image(contentsOfFile: path, options: options)
        #expect(
            (0..<3).map { channel in stride(from: channel, to: image.pixels.count, by: 3).map { image.pixels[$0] }.max()
            } == [255, 255, 0])
    }

    @Test func fractionsByPercentiles() throws {
        var generator = SeededGenerator(seed: 5)
        var file = random(40, 30, bits: 32, using: &generator)
        file.format = 3
        file.values = file.values.map { UInt64(Float(Double($0) / 1e6 - 1000).bitPattern) }
        let path = try folder.add("f.tif", file.bytes)
        try expectRegions(of: path, DecodingOptions(range: .percentile), named: "fractions", using: &generator)
        #expect(throws: ImagingError.self) {
            _ = try LargeImage(contentsOfFile: path).region(PixelRegion(x: 0, y: 0, width: 1, height: 1))
        }
    }

    @Test(arguments: [ImageFormat.png, .jpeg, .webp])
    func otherFormatsAreCopied(format: ImageFormat) throws {
        var generator = SeededGenerator(seed: 11)
        let path = try folder.add("a", Image.gradient(93, 71).encoded(as: format))
        try expectRegions(of: path, named: format.name, using: &generator)
        try expectRegions(of: path, DecodingOptions(range: .percentile), named: format.name, using: &generator)
        try expectRegions(
            of: path, DecodingOptions(planes: PlaneChoice(channels: [.number(2), .number(1), .number(0)])),
            named: format.name,
            using: &generator)
        #expect(try LargeImage(contentsOfFile: path).isCopied)
        let one = DecodingOptions(planes: PlaneChoice(pages: .page(1)))
        #expect(throws: ImagingError.notInFile(file: path, asked: "page 1", found: "it has one page, 0")) {
            try LargeImage(contentsOfFile: path, options: one)
        }
        #expect(
            throws: ImagingError.unwritable(
                file: folder("none"),
                reason: "the temporary file for a picture that can only be decoded from the top to the bottom: "
                    + "No such file or directory; TMPDIR names another folder")
        ) {
            try LargeImage(contentsOfFile: path, temporaryFolder: folder("none"))
        }
    }

    @Test func bitmapsAndTurnedFiles() throws {
        var generator = SeededGenerator(seed: 13)
        try expectRegions(
            of: folder.add("a.bmp", bitmapFile(width: 9, height: 4, bits: 8)), named: "BMP", using: &generator)
        let row = (0..<6).map { UInt8($0 * 40) }
        for orientation: UInt16 in [1, 6, 7] {
            let file = PNGFile(
                width: 6, height: 2, type: .gray, rows: [row, row.reversed()],
                chunks: [("eXIf", exif(orientation: orientation))])
            try expectRegions(of: folder.add("\(orientation).png", file.bytes), named: "PNG", using: &generator)
        }
    }

    /// Strips of a picture above 2²² pixels, and a single strip above 2²⁴, are decoded into a temporary file.
    @Test(arguments: [(2100, 2100, 50 as Int?, 1), (4200, 4100, nil, 1), (4200, 4100, nil, 2)])
    func compressedStripsAreCopied(width: Int, height: Int, rows: Int?, predictor: Int) throws {
        var file = TIFFWriter(width: width, height: height, values: [])
        (file.rowsPerStrip, file.isDeflated) = (rows, true)
        // Differences of 3 and of 7 give ramps again where they are summed.
        let value = { (x: Int, y: Int) in UInt8(truncatingIfNeeded: x &* 3 &+ y &* 7) }
        if let rows {
            file.values = (0..<(width * height)).map { UInt64(value($0 % width, $0 / width)) }
            #expect(rows < height)
        } else {
            file.data = (0..<(width * height)).map { place in
                let (x, y) = (place % width, place / width)
                return predictor == 1 ? value(x, y) : x == 0 ? value(0, y) : 3
            }
        }
        if predictor == 2 { file.fields = [(317, 3, [2])] }
        let large = try LargeImage(contentsOfFile: folder.add("a.tif", file.bytes))
        #expect(large.isCopied)
        for region in [
            PixelRegion(x: 0, y: 0, width: 5, height: 3),
            PixelRegion(x: width - 70, y: height - 60, width: 70, height: 60),
            PixelRegion(x: 1000, y: 1234, width: 33, height: 44),
        ] {
            let image = try large.region(region)
            let expected = (0..<region.size.area).map {
                value(region.x + $0 % region.width, region.y + $0 / region.width)
            }
            #expect(stride(from: 0, to: image.pixels.count, by: 3).map { image.pixels[$0] } == expected, "\(region)")
        }
    }

    @Test func sizesOfThePyramidAreRead() throws {
        var full = TIFFWriter(width: 64, height: 48, values: .init(repeating: 200, count: 64 * 48))
        let half = TIFFWriter(width: 32, height: 24, values: .init(repeating: 100, count: 32 * 24))
        let quarter = TIFFWriter(width: 16, height: 12, values: .init(repeating: 50, count: 16 * 12))
        // A mask and a photograph of the slide are no sizes of the picture.
        let label = TIFFWriter(width: 20, height: 40, values: .init(repeating: 7, count: 800))
        full.levels = [half, label, quarter]
        let path = try folder.add("a.tif", full.bytes)
        let large = try LargeImage(contentsOfFile: path)
        #expect(large.levels.map(\.width) == [64, 32, 16])
        #expect(try large.region(PixelRegion(x: 3, y: 3, width: 2, height: 2), level: 2)[0, 0].red == 50)
        #expect(try large.region(PixelRegion(x: 8, y: 8, width: 16, height: 16))[0, 0].red == 200)
        let region = PixelRegion(x: 8, y: 8, width: 16, height: 16)
        for (side, level) in [(16, 200), (12, 200), (8, 100), (6, 100), (4, 50), (1, 50), (32, 200)] {
            let image = try large.region(region, scaledTo: ImageSize(width: side, height: side))
            #expect(image.size == ImageSize(width: side, height: side))
            #expect(image[0, 0].red == level, "\(side)")
        }
        #expect(try large.overview(maximumSide: 16).size == ImageSize(width: 16, height: 12))
        #expect(try large.overview(maximumSide: 1000).size == large.size)
        // Reduced versions may be pages, too.
        var page = half
        page.fields = [(254, 4, [1])]
        full.levels = []
        full.followers = [page]
        let pages = try LargeImage(contentsOfFile: folder.add("b.tif", full.bytes))
        #expect(pages.levels.map(\.width) == [64, 32])
        #expect(pages.notes.isEmpty)
    }

    @Test func largeRegionsAreAveragedInParts() throws {
        // 2²⁴ pixels and more, of which each square of four has the mean 10.
        let (width, height) = (8192, 4096)
        let row: [UInt8] = (0..<width).map { $0 % 2 == 0 ? 0 : 20 }
        var file = TIFFWriter(width: width, height: height, values: [])
        file.data = (0..<height).flatMap { _ in row }
        let large = try LargeImage(contentsOfFile: folder.add("a.tif", file.bytes))
        #expect(!large.isCopied)
        let small = try large.overview(maximumSide: 1024)
        #expect(small.size == ImageSize(width: 1024, height: 512))
        #expect(Set(small.pixels) == [10])
    }

    @Test func whatIsCutOffIsSaidWhenTheFileIsOpened() throws {
        var generator = SeededGenerator(seed: 17)
        var file = random(64, 64, using: &generator)
        file.tile = (16, 16)
        var level = random(32, 32, using: &generator)
        level.tile = (16, 16)
        // The last tiles of the level are said to be far beyond the end.
        level.fields = [(324, 4, [100, 400, 700, 1 << 30])]
        file.levels = [level]
        let path = try folder.add("a.tif", file.bytes)
        let error = #expect(throws: ImagingError.self) { try LargeImage(contentsOfFile: path) }
        #expect(
            "\(try #require(error))".contains(
                "cut off or damaged TIFF: of the version of 32×32 pixels in its pyramid, strip or tile 4 of 4 reaches beyond"
            ))
        var strips = random(64, 64, using: &generator)
        strips.fields = [(257, 4, [640_000])]
        let short = try folder.add("b.tif", strips.bytes)
        #expect(throws: ImagingError.self) { try LargeImage(contentsOfFile: short) }
        // A level that hangs outside the file.
        file.levels = []
        file.fields = [(330, 4, [1 << 30])]
        let lost = try folder.add("c.tif", file.bytes)
        let other = #expect(throws: ImagingError.self) { try LargeImage(contentsOfFile: lost) }
        #expect("\(try #require(other))".contains("a smaller version of the picture, at byte 1073741824, is cut off"))
    }

    @Test func regionsOutsideAreRefused() throws {
        var generator = SeededGenerator(seed: 19)
        let path = try folder.add("a.tif", random(8, 8, using: &generator).bytes)
        let large = try LargeImage(contentsOfFile: path)
        for region in [
            PixelRegion(x: -1, y: 0, width: 2, height: 2), PixelRegion(x: 7, y: 0, width: 2, height: 2),
            PixelRegion(x: 0, y: 0, width: 0, height: 1), PixelRegion(x: .max, y: 0, width: .max, height: 1),
        ] {
            #expect(throws: ImagingError.outside(file: path, region: region, size: large.size)) {
                try large.region(region)
            }
        }
    }

    @Test func lowValuesAreNotedOnceTheyWereSeen() throws {
        var file = TIFFWriter(width: 16, height: 16, values: .init(repeating: 4095, count: 256))
        file.bits = 16
        let large = try LargeImage(contentsOfFile: folder.add("a.tif", file.bytes))
        #expect(large.notes.isEmpty)
        _ = try large.region(PixelRegion(x: 2, y: 2, width: 3, height: 3))
        #expect(large.notes == [.lowValues(largest: 4095, bits: 16)])
    }

    @Test func threadsReadAtOnce() async throws {
        var generator = SeededGenerator(seed: 23)
        var file = random(256, 256, samples: 3, using: &generator)
        (file.photometric, file.tile, file.isDeflated) = (.rgb, (64, 64), true)
        let path = try folder.add("a.tif", file.bytes)
        let whole = try Image(contentsOfFile: path)
        let large = try LargeImage(contentsOfFile: path)
        let wrong = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<64 {
                group.addTask {
                    let region = PixelRegion(x: index, y: 3 * index, width: 100, height: 60)
                    let cut = whole.cropped(columns: index..<(index + 100), rows: (3 * index)..<(3 * index + 60))
                    return try large.region(region) == cut ? 0 : 1
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }
}
