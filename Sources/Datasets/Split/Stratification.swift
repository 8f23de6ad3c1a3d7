internal import Geometry

/// Distributes units over parts so that each part has its share of every feature.
///
/// Units of the rarest category are placed first, each in the part that then deviates least; afterwards units change places
/// wherever that brings the parts closer to their shares. The deviation is the sum of (amount − wanted)² / wanted over parts
/// and features, as in Pearson's χ².
/// Source: the order is that of Sechidis, Tsoumakas and Vlahavas, "On the stratification of multi-label data" (2011).
struct Stratification {
    /// The part of each unit.
    private(set) var parts: [Int]

    private let units: [SplitUnit]
    private let wanted: [[Double]]
    private var amounts: [[Double]]
    /// How many images each part may have; images left over by rounding are given to the parts that lose most by it.
    private let capacities: [Int]
    private var generator: SplitMix64

    init(_ units: SplitUnits, shares: [Double], seed: UInt64) {
        self.units = units.units
        wanted = shares.map { share in units.totals.map { $0 * share } }
        amounts = shares.map { _ in units.totals.map { _ in 0 } }
        parts = units.units.map { _ in -1 }
        capacities = Stratification.apportioned(Int(units.totals[0]), by: shares)
        generator = SplitMix64(seed: seed)
        placeAll()
        improve()
    }

    /// A whole number divided by shares, each rounded down, and what is left given to the largest remainders; a part that
    /// would get nothing takes one from the largest.
    static func apportioned(_ total: Int, by shares: [Double]) -> [Int] {
        let exact = shares.map { $0 * Double(total) }
        var counts = exact.map { Int($0.rounded(.down)) }
        let byRemainder = shares.indices.sorted {
            let (first, second) = (exact[$0] - Double(counts[$0]), exact[$1] - Double(counts[$1]))
            return first != second ? first > second : $0 < $1
        }
        for part in byRemainder.prefix(max(0, total - counts.reduce(0, +))) { counts[part] += 1 }
        while let empty = counts.firstIndex(of: 0), let most = counts.max(), most > 1 {
            counts[counts.firstIndex(of: most) ?? empty] -= 1
            counts[empty] += 1
        }
        return counts
    }

    private mutating func placeAll() {
        var order = Array(units.indices)
        generator.shuffle(&order)
        // Large groups first: the small ones then even out what is left.
        order.sort { units[$0].images.count > units[$1].images.count }
        var unitsOfLabel: [Int: [Int]] = [:]
        for unit in order {
            for (feature, _) in units[unit].features where isLabel(feature) {
                unitsOfLabel[feature, default: []].append(unit)
            }
        }
        var open = unitsOfLabel.mapValues(\.count)
        var queue = RarestFirst(open)
        while let rarest = queue.next(open) {
            for unit in unitsOfLabel[rarest] ?? [] where parts[unit] < 0 {
                place(unit)
                for (feature, _) in units[unit].features where isLabel(feature) {
                    let left = (open[feature] ?? 1) - 1
                    open[feature] = left
                    queue.add(feature, count: left)
                }
            }
        }
        // Images whose annotations are all of unknown categories have no label.
        for unit in order where parts[unit] < 0 { place(unit) }
    }

    /// Whether a feature says in how many images something is seen.
    private func isLabel(_ feature: Int) -> Bool { feature == 1 || feature >= 2 && feature % 2 == 0 }

    private mutating func place(_ unit: Int) {
        let count = units[unit].images.count
        let fitting = capacities.indices.filter { Int(amounts[$0][0]) + count <= capacities[$0] }
        let candidates = fitting.isEmpty ? Array(capacities.indices) : fitting
        var best = candidates[0]
        var least = Double.infinity
        for part in candidates {
            let change = change(adding: unit, to: part)
            if change < least { (best, least) = (part, change) }
        }
        add(unit, to: best, times: 1)
        parts[unit] = best
    }

    private func change(adding unit: Int, to part: Int) -> Double {
        units[unit].features.reduce(0) { sum, feature in
            sum + change(of: feature.feature, by: feature.amount, in: part)
        }
    }

    private func change(of feature: Int, by amount: Double, in part: Int) -> Double {
        let wanted = wanted[part][feature]
        return (2 * (amounts[part][feature] - wanted) * amount + amount * amount) / wanted
    }

    private mutating func add(_ unit: Int, to part: Int, times sign: Double) {
        for (feature, amount) in units[unit].features { amounts[part][feature] += sign * amount }
    }

    /// Swaps units, and moves groups, as long as luck finds some that help.
    private mutating func improve() {
        guard units.count > 1, capacities.count > 1 else { return }
        let hasGroups = units.contains { $0.images.count > 1 }
        for _ in 0..<min(20 * units.count + 20_000, 4_000_000) {
            let unit = generator.below(units.count)
            if hasGroups, generator.below(4) == 0 {
                tryMove(unit, to: generator.below(capacities.count))
            } else {
                trySwap(unit, generator.below(units.count))
            }
        }
    }

    private mutating func tryMove(_ unit: Int, to part: Int) {
        let from = parts[unit]
        guard from != part else { return }
        let change = units[unit].features.reduce(0) { sum, feature in
            sum + self.change(of: feature.feature, by: -feature.amount, in: from)
                + self.change(of: feature.feature, by: feature.amount, in: part)
        }
        guard change < -1e-9 else { return }
        add(unit, to: from, times: -1)
        add(unit, to: part, times: 1)
        parts[unit] = part
    }

    private mutating func trySwap(_ first: Int, _ second: Int) {
        let (a, b) = (parts[first], parts[second])
        guard a != b else { return }
        let (left, right) = (units[first].features, units[second].features)
        var change = 0.0
        var (i, j) = (0, 0)
        // Both lists rise by feature: `gain` is what the first unit's part gains by the swap.
        while i < left.count || j < right.count {
            let feature: Int
            var gain = 0.0
            if j >= right.count || i < left.count && left[i].feature <= right[j].feature {
                feature = left[i].feature
            } else {
                feature = right[j].feature
            }
            if i < left.count, left[i].feature == feature {
                gain -= left[i].amount
                i += 1
            }
            if j < right.count, right[j].feature == feature {
                gain += right[j].amount
                j += 1
            }
            change += self.change(of: feature, by: gain, in: a) + self.change(of: feature, by: -gain, in: b)
        }
        guard change < -1e-9 else { return }
        add(first, to: a, times: -1)
        add(second, to: a, times: 1)
        add(second, to: b, times: -1)
        add(first, to: b, times: 1)
        (parts[first], parts[second]) = (b, a)
    }
}
