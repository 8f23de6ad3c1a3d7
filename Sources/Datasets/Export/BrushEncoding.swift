/// Label Studio's run lengths of brushed pixels: a stream of bits, of red, green, blue and opacity of each pixel, row by row.
///
/// 32 bits say how many values there are, 5 the bits of a value less one, four times 4 the bits of a length less one. Then runs: a 1, two
/// bits for which of the four lengths follows, the run's length less one, and the value of 8 bits.
/// Source: the format of `@thi.ng/rle-pack`, which Label Studio's `decode_rle` reads.
struct BrushEncoding {
    /// The bits of a run's length, of four kinds.
    private static let lengthBits = [3, 4, 8, 16]
    /// Red, green, blue, opacity.
    private static let channels = 4

    private(set) var bytes: [UInt8] = []
    private var buffer: UInt64 = 0
    private var count = 0

    /// Encodes runs of background and foreground in turns, background first.
    ///
    /// - Parameter pixelCount: How many pixels the runs are of.
    init(_ runs: [Int], pixelCount: Int) {
        append(UInt64(truncatingIfNeeded: pixelCount * Self.channels), bits: 32)
        append(7, bits: 5)
        for bits in Self.lengthBits { append(UInt64(bits - 1), bits: 4) }
        for (index, run) in runs.enumerated() {
            var left = run * Self.channels
            while left > 0 {
                let kind = Self.lengthBits.firstIndex { left <= 1 << $0 } ?? Self.lengthBits.count - 1
                let length = min(left, 1 << Self.lengthBits[kind])
                append(1, bits: 1)
                append(UInt64(kind), bits: 2)
                append(UInt64(length - 1), bits: Self.lengthBits[kind])
                append(index.isMultiple(of: 2) ? 0 : 255, bits: 8)
                left -= length
            }
        }
        if count > 0 { append(0, bits: 8 - count) }
    }

    /// Whether an image of so many pixels has few enough values for 32 bits.
    static func holds(pixelCount: Int) -> Bool { pixelCount <= Int(UInt32.max) / channels }

    private mutating func append(_ value: UInt64, bits: Int) {
        buffer = buffer << UInt64(bits) | value
        count += bits
        while count >= 8 {
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt64(count)))
        }
    }
}
