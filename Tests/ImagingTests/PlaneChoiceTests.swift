import Geometry
import Imaging
import TestSupport
import Testing

@Suite struct PlaneChoiceTests {
    /// A page of one value.
    private func page(_ value: UInt64, samples: Int = 1, bits: Int = 8, width: Int = 4, height: Int = 3) -> TIFFWriter {
        var file = TIFFWriter(
            width: width, height: height,
            values: (0..<(width * height * samples)).map { value + UInt64($0 % samples) })
        (file.samples, file.bits) = (samples, bits)
        return file
    }

    /// Pages of the values 10, 20 and so on.
    private func stack(_ count: Int, description: String? = nil) -> TIFFWriter {
        var file = page(10)
        file.followers = (1..<count).map { page(UInt64(10 + 10 * $0)) }
        if let description { file.fields = [(270, 2, Array(description.utf8).map(Int.init) + [0])] }
        return file
    }

    private func decoded(_ file: TIFFWriter, _ planes: PlaneChoice = PlaneChoice()) throws -> DecodedImage {
        try file.bytes.withUnsafeBytes {
            try DecodedImage(encoded: $0, name: "f.tif", options: DecodingOptions(planes: planes))
        }
    }

    private func color(_ file: TIFFWriter, _ planes: PlaneChoice) throws -> [UInt8] {
        Array(try decoded(file, planes).image.pixels.prefix(3))
    }

    private func failure(_ file: TIFFWriter, _ planes: PlaneChoice) -> String {
        do {
            return "\(try decoded(file, planes).image.size)"
        } catch {
            return "\(error)"
        }
    }

    @Test func channelsAsTheyAreTyped() {
        #expect(PlaneChoice.channels("2,1,0") == [.number(2), .number(1), .number(0)])
        #expect(PlaneChoice.channels("DAPI, GFP 2") == [.name("DAPI"), .name("GFP 2")])
        #expect(PlaneChoice.channels("1") == [.number(1)])
        for text in ["", "1,", ",", "1,2,3,4"] { #expect(PlaneChoice.channels(text) == nil, "\(text)") }
        #expect(PlaneChoice.channels("99999999999999999999") == [.name("99999999999999999999")])
    }

    @Test func rangesAsTheyAreTyped() {
        #expect(ValueRange("percentile") == .percentiles(low: 1, high: 99.8))
        #expect(ValueRange("percentile:2,99") == .percentiles(low: 2, high: 99))
        #expect(ValueRange("percentile 2,99") == .percentiles(low: 2, high: 99))
        for text in ["percentile:", "percentile:3,2", "percentile:-1,3", "percentile:1,101", "percentile:1"] {
            #expect(ValueRange(text) == nil, "\(text)")
        }
        for range in [ValueRange.full, .percentile, .percentiles(low: 2, high: 99.5), .values(low: 0, high: 4095)] {
            #expect(ValueRange(range.description) == range)
        }
    }

    @Test func pagesAreChosenOrPutTogether() throws {
        let file = stack(3)
        #expect(try decoded(file).notes == [.pages(3)])
        #expect(try color(file, PlaneChoice()) == [10, 10, 10])
        for page in 0..<3 {
            let result = try decoded(file, PlaneChoice(pages: .page(page)))
            #expect(result.notes.isEmpty)
            #expect(result.image.pixels.first == UInt8(10 + 10 * page))
        }
        #expect(try color(file, PlaneChoice(pages: .projected(.max))) == [30, 30, 30])
        #expect(try color(file, PlaneChoice(pages: .projected(.mean))) == [20, 20, 20])
        #expect(
            failure(file, PlaneChoice(pages: .page(3))) == "f.tif: page 3 is not in the file: its 3 pages are 0 to 2")
        #expect(
            failure(page(1), PlaneChoice(pages: .page(1))) == "f.tif: page 1 is not in the file: it has one page, 0")
        // (10 + 20 + 30 + 40) / 4 is 25; (10 + 25) / 2 is 17.5, whose even neighbour is 18.
        #expect(try color(stack(4), PlaneChoice(pages: .projected(.mean)))[0] == 25)
        var half = page(10)
        half.followers = [page(25)]
        #expect(try color(half, PlaneChoice(pages: .projected(.mean)))[0] == 18)
    }

    @Test func pagesThatDifferAreNotPutTogether() {
        var file = page(10)
        file.followers = [page(20, width: 5)]
        #expect(failure(file, PlaneChoice(pages: .projected(.max))).contains("found 4×3, 5×3 pixels"))
        file.followers = [page(20, bits: 16)]
        #expect(
            failure(file, PlaneChoice(pages: .projected(.max))).contains(
                "found 1 samples of 16 bits, 1 samples of 8 bits"))
    }

    @Test func samplesAreChannels() throws {
        for isPlanar in [false, true] {
            var file = page(100, samples: 5, bits: 16)
            file.isPlanar = isPlanar
            file.values = file.values.map { $0 << 8 }
            #expect(try decoded(file).notes == [.channels(5, taken: 1)])
            #expect(try color(file, PlaneChoice(channels: [.number(4)])) == [104, 104, 104])
            #expect(try color(file, PlaneChoice(channels: [.number(2), .number(0)])) == [102, 100, 0])
            #expect(try color(file, PlaneChoice(channels: [.number(2), .number(1), .number(2)])) == [102, 101, 102])
            #expect(
                failure(file, PlaneChoice(channels: [.number(5)]))
                    == "f.tif: channel 5 is not in the file: its 5 channels are 0 to 4")
            #expect(failure(file, PlaneChoice(channels: [.name("DAPI")])).contains("channel DAPI is not in the file"))
        }
        // Where white is zero, so it is in each channel.
        var inverted = page(50, samples: 2)
        inverted.photometric = .whiteIsZero
        #expect(try color(inverted, PlaneChoice(channels: [.number(1)])) == [204, 204, 204])
    }

    @Test func pagesOfAFileThatSaysNothingAreChannelsWhereTheyAreAskedFor() throws {
        #expect(try color(stack(4), PlaneChoice(channels: [.number(3), .number(0)])) == [40, 10, 0])
        #expect(
            failure(stack(4), PlaneChoice(channels: [.number(4)]))
                == "f.tif: channel 4 is not in the file: its 4 channels are 0 to 3")
        // A page of them has one channel.
        #expect(
            failure(stack(4), PlaneChoice(pages: .page(1), channels: [.number(1)]))
                == "f.tif: channel 1 is not in the file: it has one channel, 0")
    }

    @Test func axesOfImageJ() throws {
        // Channels change fastest, then slices: 10 to 60 are C0 Z0, C1 Z0, C0 Z1 …
        let file = stack(6, description: "ImageJ=1.53t\nimages=6\nchannels=2\nslices=3\nhyperstack=true\n")
        #expect(try decoded(file).notes == [.pages(3), .channels(2, taken: 1)])
        #expect(try color(file, PlaneChoice(pages: .page(1))) == [30, 30, 30])
        #expect(try color(file, PlaneChoice(pages: .page(2), channels: [.number(1), .number(0)])) == [60, 50, 0])
        #expect(try color(file, PlaneChoice(pages: .projected(.max), channels: [.number(1)]))[0] == 60)
        #expect(try color(file, PlaneChoice(pages: .projected(.mean), channels: [.number(0)]))[0] == 30)
        #expect(failure(file, PlaneChoice(pages: .page(3))).contains("its 3 pages are 0 to 2"))
    }

    @Test func picturesBehindTheOnlyPageOfImageJ() throws {
        // Three pictures of twelve pixels in one strip that the page says is one picture's.
        var file = page(10)
        file.data = [10, 20, 30].flatMap { [UInt8](repeating: $0, count: 12) }
        let text = "ImageJ=1.53t\nimages=3\nslices=3\n"
        file.fields = [(270, 2, Array(text.utf8).map(Int.init) + [0])]
        #expect(try color(file, PlaneChoice(pages: .page(2))) == [30, 30, 30])
        #expect(try color(file, PlaneChoice(pages: .projected(.mean))) == [20, 20, 20])
        // The file ends before the last of 99.
        file.fields = [(270, 2, Array("ImageJ=1\nimages=99\n".utf8).map(Int.init) + [0])]
        #expect(failure(file, PlaneChoice(pages: .page(98))).contains("reaches beyond the end of the file"))
    }
}
