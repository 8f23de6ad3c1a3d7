/// Numbers drawn from an input's bytes, in turn; 0 when they are used up.
struct FuzzedNumbers {
    private var bytes: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

    mutating func byte() -> UInt8 { bytes.popFirst() ?? 0 }

    mutating func number(_ range: ClosedRange<Int>) -> Int {
        let value = Int(byte()) << 8 | Int(byte())
        return range.lowerBound + value % range.count
    }

    mutating func double() -> Double? {
        guard let kind = bytes.popFirst() else { return nil }
        switch kind % 8 {
        case 0: return [.nan, .infinity, -.infinity, 1e7, -1e7, 1e300, -0.0, .leastNonzeroMagnitude][Int(byte()) % 8]
        case 1: return Double(bitPattern: (0..<8).reduce(0) { sum, _ in sum << 8 | UInt64(byte()) })
        default: return Double(number(0...4000) - 1000) / 4
        }
    }

    mutating func floats(_ count: Int) -> [Float] { (0..<count).map { _ in Float(double() ?? 0) } }
}
