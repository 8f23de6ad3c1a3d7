/// Finds percentiles of values that come several times, a part after the other: counts in bins, then in the bins that matter.
///
/// Bytes and words have a bin for each value. Of other values the extent is found first, then bins of it, and bins of those.
struct PercentileSearch {
    private enum Pass {
        case first
        case bins
        case fine
        case done
    }

    private struct Part {
        /// Counts of whole numbers up to 65535, or of bins.
        var counts = [Int](repeating: 0, count: 65_536)
        var isExact = true
        var low = Double.infinity
        var high = -Double.infinity
        /// For each place that is looked for: its bin, how many values are below it, and the counts in it.
        var targets: [(place: Int, bin: Int, below: Int, counts: [Int])] = []

        var total: Int { counts.reduce(0, +) }
        // Halved first, that the highest of all doubles less the lowest is one, too.
        var halfWidth: Double { (high / 2 - low / 2) / 65_536 }

        func bin(_ value: Double) -> Int { min(max(Int((value / 2 - low / 2) / halfWidth), 0), 65_535) }
        func start(ofBin bin: Int) -> Double { low + 2 * Double(bin) * halfWidth }
    }

    private let shares: [Double]
    private var parts: [Part]
    private var pass = Pass.first

    /// - Parameters:
    ///   - parts: How many sets of values there are.
    ///   - shares: The percentiles, from 0 to 100.
    init(parts: Int, shares: [Double]) {
        self.shares = shares
        self.parts = [Part](repeating: Part(), count: parts)
    }

    var isFinished: Bool { pass == .done }

    /// Counts some of a part's values.
    mutating func add(_ samples: Samples, to index: Int) {
        var part = parts[index]
        // One copy of the counts, which the closure changes.
        parts[index].counts = []
        switch (pass, samples.values) {
        case (.first, .bytes), (.first, .words):
            samples.forEachColor { part.counts[Int($0)] += 1 }
        case (.first, _):
            part.isExact = false
            samples.forEachColor { value in
                part.low = min(part.low, value)
                part.high = max(part.high, value)
            }
        case (.bins, _) where !part.isExact && part.halfWidth > 0:
            samples.forEachColor { part.counts[part.bin($0)] += 1 }
        case (.fine, _) where !part.isExact && part.halfWidth > 0:
            samples.forEachColor { value in
                let bin = part.bin(value)
                for index in part.targets.indices where part.targets[index].bin == bin {
                    let inside = (value / 2 - part.start(ofBin: bin) / 2) / part.halfWidth
                    part.targets[index].counts[min(max(Int(inside * 65_536), 0), 65_535)] += 1
                }
            }
        default: break
        }
        parts[index] = part
    }

    /// Says that all values came.
    mutating func finishPass() {
        let needsMore = parts.contains { !$0.isExact && $0.halfWidth > 0 }
        switch pass {
        case .first: pass = needsMore ? .bins : .done
        case .bins:
            for index in parts.indices where !parts[index].isExact && parts[index].halfWidth > 0 {
                let total = parts[index].total
                for share in shares {
                    for place in Self.places(share, total) { parts[index].targets.append(target(place, index)) }
                }
            }
            pass = .fine
        case .fine, .done: pass = .done
        }
    }

    private func target(_ place: Int, _ index: Int) -> (place: Int, bin: Int, below: Int, counts: [Int]) {
        let found = Self.find(place, parts[index].counts)
        return (place, found.bin, found.below, [Int](repeating: 0, count: 65_536))
    }

    private static func find(_ place: Int, _ counts: [Int]) -> (bin: Int, below: Int) {
        var (bin, below) = (0, 0)
        while bin < 65_535, below + counts[bin] <= place {
            below += counts[bin]
            bin += 1
        }
        return (bin, below)
    }

    /// The two places among sorted values that a percentile lies between.
    private static func places(_ share: Double, _ total: Int) -> [Int] {
        let low = min(max(Int(share / 100 * Double(total - 1)), 0), max(total - 1, 0))
        return [low, min(low + 1, max(total - 1, 0))]
    }

    /// The percentiles of each part, where nearly all values are one the lowest and the highest; 0 and 0 where there is no value.
    var results: [[Double]] {
        parts.map { part in
            let total = part.total
            guard total > 0 else { return part.low <= part.high ? [part.low, part.high] : [0, 0] }
            func value(_ place: Int) -> Double {
                guard !part.isExact else { return Double(Self.find(place, part.counts).bin) }
                guard let target = part.targets.first(where: { $0.place == place }) else { return part.low }
                let fine = Self.find(place - target.below, target.counts).bin
                return part.start(ofBin: target.bin) + 2 * part.halfWidth * Double(fine) / 65_536
            }
            let found = shares.map { share in
                let places = Self.places(share, total)
                let (first, second) = (value(places[0]), value(places[1]))
                return first + (second - first) * (share / 100 * Double(total - 1) - Double(places[0]))
            }
            if let low = found.first, let high = found.last, high > low { return found }
            let bins = part.counts.indices.filter { part.counts[$0] > 0 }
            guard part.isExact, let lowest = bins.first, let highest = bins.last else { return [part.low, part.high] }
            return [Double(lowest), Double(highest)]
        }
    }
}
