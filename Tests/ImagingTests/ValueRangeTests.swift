import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

@Suite struct ValueRangeTests {
    private func reds(_ file: TIFFWriter, _ range: ValueRange) throws -> [UInt8] {
        let options = DecodingOptions(range: range)
        let image = try file.bytes.withUnsafeBytes { try DecodedImage(encoded: $0, name: "f", options: options) }.image
        return stride(from: 0, to: image.pixels.count, by: 3).map { image.pixels[$0] }
    }

    @Test func fromOneValueToAnother() throws {
        // (v − 100) · 255 / 200: 150 gives 63.75.
        var file = TIFFWriter(width: 4, height: 1, values: [50, 100, 150, 400])
        file.bits = 16
        #expect(try reds(file, .values(low: 100, high: 300)) == [0, 0, 64, 255])
        (file.bits, file.format) = (32, 3)
        file.values = ([-1, 0, .nan, 2] as [Float]).map { UInt64($0.bitPattern) }
        // What is no number is black.
        #expect(try reds(file, .values(low: -1, high: 1)) == [0, 128, 0, 255])
        (file.bits, file.format) = (8, 1)
        file.values = [0, 10, 20, 30]
        #expect(try reds(file, .values(low: 10, high: 20)) == [0, 0, 255, 255])
    }

    @Test(arguments: [(1, 8), (1, 16), (1, 32), (2, 16), (2, 32), (3, 32), (3, 64)])
    func percentilesAreNumpysWhateverTheKind(format: Int, bits: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let (most, shift) = (bits == 8 ? 255 : 4000, format > 1 ? 1000 : 0)
        let numbers = (0..<900).map { _ in Int.random(in: 0...most, using: &generator) - shift }
        var file = TIFFWriter(width: 30, height: 30, values: [])
        (file.format, file.bits) = (format, bits)
        file.values = numbers.map { number in
            switch (format, bits) {
            case (3, 32): UInt64(Float(number).bitPattern)
            case (3, _): Double(number).bitPattern
            default: UInt64(truncatingIfNeeded: number) & (UInt64(1) << UInt64(bits) - 1)
            }
        }
        // numpy's: the 1st percentile lies at place 0.01 · 899 = 8.99, the 99.8th at 897.202.
        let sorted = numbers.sorted().map(Double.init)
        let low = sorted[8] + (sorted[9] - sorted[8]) * 0.99
        let high = sorted[897] + (sorted[898] - sorted[897]) * 0.202
        let expected = numbers.map { Int(min(max((Double($0) - low) * 255 / (high - low), 0), 255).rounded()) }
        let found = try reds(file, .percentile).map(Int.init)
        // A value may lie within rounding errors of the middle between two levels.
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 1 }, "seed \(seed)")
        #expect(zip(found, expected).count { $0 != $1 } <= 2, "seed \(seed)")
    }

    @Test func whereNearlyAllIsOneValueWhatDiffersIsShown() throws {
        var file = TIFFWriter(width: 100, height: 100, values: .init(repeating: 500, count: 10_000))
        file.bits = 16
        #expect(try Set(reds(file, .percentile)) == [0])
        file.values[7] = 600
        #expect(try reds(file, .percentile)[7] == 255)
        // The largest and the smallest of doubles.
        (file.format, file.bits) = (3, 64)
        file.values = .init(repeating: Double(0).bitPattern, count: 10_000)
        file.values[0] = Double.greatestFiniteMagnitude.bitPattern
        file.values[1] = (-Double.greatestFiniteMagnitude).bitPattern
        file.values[2] = Double.infinity.bitPattern
        _ = try reds(file, .percentile)
    }

    @Test func opacityIsNoBrightness() throws {
        var file = TIFFWriter(width: 2, height: 1, values: [0, 65_535, 1000, 0])
        (file.bits, file.samples, file.fields) = (16, 2, [(338, 3, [2])])
        #expect(try reds(file, .values(low: 0, high: 1000)) == [0, 255])
        let options = DecodingOptions(alpha: .over(.black), range: .values(low: 0, high: 1000))
        let image = try Image(encoded: file.bytes, name: "f", options: options)
        #expect(image.pixels == [0, 0, 0, 0, 0, 0])
    }

    @Test func coloursKeepTheirHue() throws {
        // One range for all three: 200 of 400 is half, whatever the channel.
        var file = TIFFWriter(width: 1, height: 1, values: [100, 200, 400])
        (file.bits, file.samples, file.photometric) = (16, 3, .rgb)
        let options = DecodingOptions(range: .values(low: 0, high: 400))
        let image = try Image(encoded: file.bytes, name: "f", options: options)
        #expect(image.pixels == [64, 128, 255])
    }
}
