/// Damage to bytes, of the kinds that disks, networks and attackers do to them.
public enum Mutation {
    /// Numbers at which counts and sizes go wrong.
    private static let numbers: [UInt64] = [
        0, 1, 2, 3, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff,
        0x1_0000_0000, 0x3fff_ffff_ffff_ffff, 0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, .max, .max - 1,
    ]

    /// Sequences that are no UTF-8, or that programs take for something else.
    public static let badText: [[UInt8]] = [
        [0xff], [0xfe], [0xc0, 0x80], [0xc1, 0xbf], [0xe0, 0x80, 0xaf], [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf],
        [0xf4, 0x90, 0x80, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0x80],
        [0xbf, 0xbf],
        [0xef, 0xbb, 0xbf], [0xff, 0xfe], [0xfe, 0xff], [0], [0xc2], [0xef, 0xbf, 0xbe], [0xcc, 0x81, 0xcc, 0x81],
        [0xe2, 0x80, 0xae], [0x1b, 0x5b, 0x32, 0x4a], [0x0d], [0x0c], [0xc2, 0x85], [0xe2, 0x80, 0xa8],
    ]

    /// Damages bytes in one to five places.
    /// - Parameter tokens: What stands for something in the format.
    public static func apply(
        to bytes: inout [UInt8], tokens: [[UInt8]] = [], longest: Int = 1 << 16, _ randomness: inout Randomness
    ) {
        for _ in 0..<(randomness.once(in: 2) ? 1 : randomness.number(1...5)) {
            let place = randomness.number(0...bytes.count)
            let end = min(bytes.count, place + randomness.number(1...16))
            switch randomness.number(0...(tokens.isEmpty ? 10 : 14)) {
            case 0: if place < bytes.count { bytes[place] ^= 1 << UInt8(randomness.number(0...7)) }
            case 1: if place < bytes.count { bytes[place] = UInt8(randomness.number(0...255)) }
            case 2: bytes.removeSubrange(place..<end)
            case 3: if bytes.count < longest { bytes.insert(contentsOf: bytes[place..<end], at: place) }
            case 4: if randomness.once(in: 3) { bytes.removeSubrange(place...) }
            case 5, 6: overwrite(&bytes, at: place, &randomness)
            case 7: bytes.insert(contentsOf: badText[randomness.number(0...(badText.count - 1))], at: place)
            case 8:
                let other = randomness.number(0...bytes.count)
                let length = min(randomness.number(1...64), bytes.count - max(place, other))
                if length > 0 { bytes.replaceSubrange(place..<(place + length), with: bytes[other..<(other + length)]) }
            case 9:
                let part = Array(bytes[place..<end])
                let times = randomness.number(1...600)
                if part.count * times + bytes.count < longest {
                    bytes.insert(contentsOf: (0..<times).flatMap { _ in part }, at: place)
                }
            case 10: shift(&bytes, at: place, &randomness)
            default:
                let token = tokens[randomness.number(0...(tokens.count - 1))]
                let times = randomness.once(in: 6) ? randomness.number(1...700) : 1
                guard bytes.count + token.count * times < longest else { continue }
                let tail = randomness.once(in: 2) ? min(bytes.count, place + token.count) : place
                bytes.replaceSubrange(place..<tail, with: (0..<times).flatMap { _ in token })
            }
        }
    }

    /// A number of one, two, four or eight bytes for what stands there.
    private static func overwrite(_ bytes: inout [UInt8], at place: Int, _ randomness: inout Randomness) {
        let size = 1 << randomness.number(0...3)
        let number = numbers[randomness.number(0...(numbers.count - 1))]
        let little = (0..<size).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
        let value = randomness.once(in: 2) ? little : little.reversed()
        for (index, byte) in value.enumerated() where place + index < bytes.count { bytes[place + index] = byte }
    }

    /// A number a little larger or smaller.
    private static func shift(_ bytes: inout [UInt8], at place: Int, _ randomness: inout Randomness) {
        guard place < bytes.count else { return }
        bytes[place] = bytes[place] &+ UInt8(truncatingIfNeeded: randomness.number(-4...4))
    }
}

extension Randomness {
    /// One of some values.
    public mutating func one<Value>(of values: [Value]) -> Value { values[number(0...(values.count - 1))] }

    /// A number that means trouble now and then.
    public mutating func trouble(_ usual: ClosedRange<Int>) -> Int {
        guard once(in: 6) else { return number(usual) }
        return one(of: [
            0, 1, -1, 2, 255, 256, 65_535, 65_536, 10_000_000, Int(Int32.max), Int(UInt32.max), 1 << 33, .max, .min,
        ])
    }
}
