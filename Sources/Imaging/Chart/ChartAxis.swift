/// What one direction of a chart means.
public struct ChartAxis: Sendable, Hashable {
    /// How numbers become places.
    public enum Scale: Sendable, Hashable {
        /// Equal differences are equally long.
        case linear
        /// Equal ratios are equally long; numbers of 0 and below are left out.
        case logarithmic
    }

    /// What is measured, with its unit.
    public var title: String
    /// The numbers from the axis's start to its end; nil for as many as the data need.
    public var range: ClosedRange<Double>?
    /// How numbers become places.
    public var scale: Scale
    /// Whether 0 belongs to a linear axis whose range the data give.
    public var includesZero: Bool

    /// Creates an axis.
    public init(
        _ title: String, range: ClosedRange<Double>? = nil, scale: Scale = .linear, includesZero: Bool = false
    ) {
        self.title = title
        self.range = range
        self.scale = scale
        self.includesZero = includesZero
    }

    /// Whether a number has a place on the axis.
    func shows(_ value: Double) -> Bool {
        abs(value) <= 1e300 && (scale == .linear || value >= 1e-300)
    }
}

/// An axis with its numbers at places of a drawing.
struct AxisLayout {
    let ticks: [AxisTicks.Tick]
    /// The places of the axis's ends.
    let start: Double
    let end: Double
    private let lower: Double
    private let upper: Double
    private let isLogarithmic: Bool

    /// - Parameter count: About how many ticks there should be.
    init(_ axis: ChartAxis, values: some Sequence<Double>, start: Double, end: Double, count: Int) {
        isLogarithmic = axis.scale == .logarithmic
        let ends = AxisTicks.ends(of: axis, values: values)
        let ticks =
            isLogarithmic
            ? AxisTicks.logarithmic(ends, count: count)
            : AxisTicks.linear(ends, count: count, extends: axis.range == nil)
        self.ticks = ticks.ticks
        self.start = start
        self.end = end
        lower = isLogarithmic ? decimalLogarithm(ticks.ends.lowerBound) : ticks.ends.lowerBound
        upper = isLogarithmic ? decimalLogarithm(ticks.ends.upperBound) : ticks.ends.upperBound
    }

    /// Where a number stands, which may be beyond the ends; nil where it has no place.
    func place(_ value: Double?) -> Double? {
        guard let value, value.isFinite, abs(value) <= 1e300 else { return nil }
        if isLogarithmic && value < 1e-300 { return nil }
        let share = ((isLogarithmic ? decimalLogarithm(value) : value) - lower) / (upper - lower)
        return share.isFinite ? start + min(max(share, -1), 2) * (end - start) : nil
    }
}
