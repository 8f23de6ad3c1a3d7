/// What becomes of the values of several pages.
struct ProjectionSum {
    private let projection: PlaneChoice.Projection
    private let first: Samples.Values
    private var largest: Samples.Values
    private var sums: [Double] = []
    private var count = 1

    init(_ values: Samples.Values, _ projection: PlaneChoice.Projection) {
        self.projection = projection
        (first, largest) = (values, values)
        if projection == .mean { sums = values.doubles }
    }

    /// False for values of another kind or number.
    mutating func add(_ values: Samples.Values) -> Bool {
        guard values.count == largest.count else { return false }
        count += 1
        if projection == .mean {
            guard values.isAlike(first) else { return false }
            values.addDoubles(to: &sums)
            return true
        }
        return largest.raise(to: values)
    }

    var values: Samples.Values {
        guard projection == .mean else { return largest }
        let (count, means) = (Double(count), sums)
        switch first {
        case .bytes: return .bytes(means.map { UInt8(($0 / count).rounded(.toNearestOrEven)) })
        case .words: return .words(means.map { UInt16(($0 / count).rounded(.toNearestOrEven)) })
        case .integers:
            return .integers(means.map { Int64(exactly: ($0 / count).rounded(.toNearestOrEven)) ?? Int64.max })
        case .fractions: return .fractions(means.map { $0 / count })
        }
    }
}
