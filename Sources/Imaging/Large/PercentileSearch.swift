/// Finds percentiles of values that come several times, a part after the other, as numpy's `percentile` gives them.
///
/// Bytes and words are counted one by one. Of other values the highest 16 bits of a number that orders them are counted, then the next
/// 16 of those where the places lie, until all 64 are known: it takes four passes, and no outlier makes it coarser.
struct PercentileSearch {
    /// A place among the sorted values.
    private struct Target {
        var place: Int
        /// The bits of its value that are known, how many values are lower, and counts of the next bits.
        var bits: UInt64
        var below: Int
        var counts = [Int](repeating: 0, count: 65_536)
    }

    private struct Part {
        /// Counts of values up to 65535, or of the highest bits of others.
        var counts = [Int](repeating: 0, count: 65_536)
        var areCounted = true
        var low = Double.infinity
        var high = -Double.infinity
        var targets: [Target] = []
    }

    private let shares: [Double]
    private var parts: [Part]
    private var pass = 0

    /// - Parameters:
    ///   - parts: How many sets of values there are.
    ///   - shares: The percentiles, from 0 to 100.
    init(parts: Int, shares: [Double]) {
        self.shares = shares
        self.parts = [Part](repeating: Part(), count: parts)
    }

    /// Whether all values came as often as they have to.
    var isFinished: Bool { pass == 4 || pass > 0 && parts.allSatisfy(\.areCounted) }

    /// Counts some of a part's values.
    mutating func add(_ samples: Samples, to index: Int) {
        var part = parts[index]
        // The closures change the counts in place, not a copy of them.
        parts[index] = Part(counts: [])
        switch samples.values {
        case .bytes, .words:
            if pass == 0 { samples.forEachColor { part.counts[Int($0)] += 1 } }
        case .integers, .fractions:
            part.areCounted = false
            let known = UInt64(64 - 16 * pass)
            samples.forEachColor { value in
                let order = Self.order(of: value)
                guard pass > 0 else {
                    part.counts[Int(order >> 48)] += 1
                    part.low = min(part.low, value)
                    part.high = max(part.high, value)
                    return
                }
                for index in part.targets.indices where part.targets[index].bits == order >> known {
                    part.targets[index].counts[Int(order >> (known - 16) & 0xffff)] += 1
                }
            }
        }
        parts[index] = part
    }

    /// Says that all values came.
    mutating func finishPass() {
        for index in parts.indices {
            if pass == 0 {
                let total = parts[index].counts.reduce(0, +)
                for share in shares {
                    for place in Self.places(share, total) {
                        let found = Self.find(place, parts[index].counts)
                        parts[index].targets.append(
                            Target(place: place, bits: UInt64(found.bin), below: found.below))
                    }
                }
            } else if !parts[index].areCounted {
                for target in parts[index].targets.indices {
                    let old = parts[index].targets[target]
                    let found = Self.find(old.place - old.below, old.counts)
                    parts[index].targets[target] = Target(
                        place: old.place, bits: old.bits << 16 | UInt64(found.bin), below: old.below + found.below)
                }
            }
        }
        pass += 1
    }

    /// The percentiles of each part; the lowest and the highest value where nearly all are one, and 0 and 0 where there is none.
    var results: [[Double]] {
        parts.map { part in
            let total = part.counts.reduce(0, +)
            guard total > 0 else { return [0, 0] }
            let values = part.targets.map { part.areCounted ? Double($0.bits) : Self.value(ofOrder: $0.bits) }
            let found = shares.indices.map { index in
                let (first, second) = (values[2 * index], values[2 * index + 1])
                let place = shares[index] / 100 * Double(total - 1)
                return first + (second - first) * (place - Double(part.targets[2 * index].place))
            }
            if let low = found.first, let high = found.last, high > low { return found }
            guard part.areCounted, let lowest = part.counts.firstIndex(where: { $0 > 0 }),
                let highest = part.counts.lastIndex(where: { $0 > 0 })
            else { return [part.low, part.high] }
            return [Double(lowest), Double(highest)]
        }
    }

    /// The two places among sorted values that a percentile lies between.
    private static func places(_ share: Double, _ total: Int) -> [Int] {
        let last = max(total - 1, 0)
        let low = min(max(Int(share / 100 * Double(last)), 0), last)
        return [low, min(low + 1, last)]
    }

    private static func find(_ place: Int, _ counts: [Int]) -> (bin: Int, below: Int) {
        var (bin, below) = (0, 0)
        while bin < counts.count - 1, below + counts[bin] <= place {
            below += counts[bin]
            bin += 1
        }
        return (bin, below)
    }

    /// A number without sign that is larger where a value is.
    private static func order(of value: Double) -> UInt64 {
        let bits = value.bitPattern
        return bits >> 63 == 1 ? ~bits : bits | 1 << 63
    }

    private static func value(ofOrder order: UInt64) -> Double {
        Double(bitPattern: order >> 63 == 1 ? order & ~(1 << 63) : ~order)
    }
}
