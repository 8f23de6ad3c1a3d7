import ArgumentParser
import COCO

/// Thresholds, as typed: `0.5,0.75` or `0.5:0.95:0.05`.
struct ThresholdList: ExpressibleByArgument {
    let values: [Double]

    init?(argument: String) {
        let words = argument.split(separator: ":", omittingEmptySubsequences: false)
        let parts = words.compactMap { Double($0) }
        if argument.contains(":") {
            guard words.count == 3, parts.count == 3, parts.allSatisfy(\.isFinite), parts[2] > 0, parts[1] >= parts[0]
            else { return nil }
            let steps = ((parts[1] - parts[0]) / parts[2]).rounded()
            guard steps < 10_000 else { return nil }
            values = EvaluationOptions.linearSpace(from: parts[0], to: parts[1], count: Int(steps) + 1)
        } else {
            let typed = argument.split(separator: ",", omittingEmptySubsequences: false)
            let numbers = typed.compactMap { Double($0) }
            guard numbers.count == typed.count else { return nil }
            values = Array(Set(numbers)).sorted()
        }
        guard values.allSatisfy({ $0 > 0 && $0 <= 1 }) else { return nil }
    }
}

/// Numbers of things, as typed: `1,10,100`.
struct CountList: ExpressibleByArgument {
    let counts: [Int]

    init?(argument: String) {
        let typed = argument.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = typed.compactMap { Int($0) }
        guard !numbers.isEmpty, numbers.count == typed.count, numbers.allSatisfy({ $0 > 0 }) else { return nil }
        counts = Array(Set(numbers)).sorted()
    }
}

/// Ranges of areas, as typed: `all=0-1e10,small=0-1024`.
struct AreaRangeList: ExpressibleByArgument {
    let ranges: [AreaRange]

    init?(argument: String) {
        var ranges: [AreaRange] = []
        for entry in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = entry.split(separator: "=", maxSplits: 1)
            let borders = parts.count == 2 ? parts[1].split(separator: "-", maxSplits: 1) : []
            guard borders.count == 2, let lower = Double(borders[0]), let upper = Double(borders[1]),
                lower >= 0, upper >= lower, !ranges.contains(where: { $0.name == parts[0] })
            else { return nil }
            ranges.append(AreaRange(name: String(parts[0]), lower: lower, upper: upper))
        }
        if ranges.isEmpty { return nil }
        self.ranges = ranges
    }
}
