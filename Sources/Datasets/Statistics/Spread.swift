/// The least, the middle, the mean and the greatest of some numbers.
public struct Spread: Sendable, Hashable, Codable {
    /// The least number.
    public var minimum: Double
    /// The middle number; of an even count, the mean of the two in the middle.
    public var median: Double
    /// The sum divided by the count.
    public var mean: Double
    /// The greatest number.
    public var maximum: Double

    /// The spread of some numbers; nil where there are none. Infinite numbers and NaN are left out.
    ///
    /// Complexity: O(*n* log *n*).
    public init?(_ numbers: some Sequence<Double>) {
        let sorted = numbers.filter(\.isFinite).sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        let middle = sorted.count / 2
        minimum = first
        maximum = last
        median = sorted.count % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2
        let count = Double(sorted.count)
        let sum = sorted.reduce(0, +)
        mean = sum.isFinite ? sum / count : sorted.reduce(0) { $0 + $1 / count }
    }
}
