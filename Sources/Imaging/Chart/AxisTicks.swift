/// The numbers that stand along an axis.
enum AxisTicks {
    struct Tick: Hashable {
        var value: Double
        var label: String
    }

    typealias Ticks = (ends: ClosedRange<Double>, ticks: [Tick])

    /// The least and the greatest number of an axis, which differ.
    static func ends(of axis: ChartAxis, values: some Sequence<Double>) -> ClosedRange<Double> {
        let isLogarithmic = axis.scale == .logarithmic
        if let range = axis.range, axis.shows(range.lowerBound), axis.shows(range.upperBound),
            range.upperBound - range.lowerBound > 1e-12 * max(abs(range.lowerBound), abs(range.upperBound))
        {
            return range
        }
        var (least, greatest) = (Double.infinity, -Double.infinity)
        for value in values where axis.shows(value) {
            least = min(least, value)
            greatest = max(greatest, value)
        }
        guard least <= greatest else { return isLogarithmic ? 1...10 : 0...1 }
        if isLogarithmic { return greatest > least * 1.000001 ? least...greatest : least / 2...least * 2 }
        if axis.includesZero { (least, greatest) = (min(least, 0), max(greatest, 0)) }
        if greatest - least > 1e-9 * max(abs(least), abs(greatest)), greatest - least > 1e-300 {
            return least...greatest
        }
        return least == 0 || abs(least) < 1e-290 ? 0...1 : least - abs(least) / 2...least + abs(least) / 2
    }

    /// Multiples of 1, 2 or 5 times a power of ten.
    /// - Parameter extends: Whether the ends move outward to ticks.
    static func linear(_ ends: ClosedRange<Double>, count: Int, extends: Bool) -> Ticks {
        let span = ends.upperBound / 2 - ends.lowerBound / 2
        let step = niceStep(atLeast: span / Double(max(count, 1)) * 2)
        guard step.isFinite, step > 0 else { return (ends, []) }
        var (lower, upper) = (ends.lowerBound, ends.upperBound)
        // A little room for rounding, so that 0.3 is a multiple of 0.1.
        let slack = 1e-9
        if extends {
            lower = (lower / step + slack).rounded(.down) * step
            upper = (upper / step - slack).rounded(.up) * step
        }
        let (first, last) = ((lower / step - slack).rounded(.up), (upper / step + slack).rounded(.down))
        let number = min(max(last - first, -1), 100)
        guard number >= 0 else { return (lower...upper, []) }
        let values = (0...Int(number)).map { (first + Double($0)) * step }
        return (
            lower...upper,
            values.map { Tick(value: $0, label: label($0, step: step, greatest: max(abs(lower), abs(upper)))) }
        )
    }

    /// Powers of ten, and between them 2 and 5 times these where there are few; the ends stay.
    static func logarithmic(_ ends: ClosedRange<Double>, count: Int) -> Ticks {
        let first = decimalLogarithm(ends.lowerBound).rounded(.down)
        let last = decimalLogarithm(ends.upperBound).rounded(.up)
        let stride = max(1, ((last - first) / Double(max(count, 1))).rounded(.up))
        let decades = decimalLogarithm(ends.upperBound) - decimalLogarithm(ends.lowerBound)
        let factors: [Double] = last - first <= 2 || decades * 3 <= Double(count) + 2 ? [1, 2, 5] : [1]
        var ticks: [Tick] = []
        var exponent = first
        while exponent <= last, ticks.count < 100 {
            for factor in factors {
                let value = factor * power(10, exponent)
                if value >= ends.lowerBound * 0.999999, value <= ends.upperBound * 1.000001 {
                    ticks.append(Tick(value: value, label: NumberLabel.short(value)))
                }
            }
            exponent += stride
        }
        return (ends, ticks)
    }

    /// The least of 1, 2 and 5 times a power of ten that is no less than a number.
    static func niceStep(atLeast number: Double) -> Double {
        guard number.isFinite, number > 1e-300 else { return number }
        let unit = power(10, decimalLogarithm(number).rounded(.down))
        for factor in [1, 2, 5] where unit * Double(factor) >= number * 0.999999 { return unit * Double(factor) }
        return unit * 10
    }

    /// A number with the digits that tell it from its neighbours.
    private static func label(_ value: Double, step: Double, greatest: Double) -> String {
        if abs(value) < step / 1000 { return "0" }
        if greatest >= 1e15 || step < 1e-5 { return NumberLabel.scientific(value) }
        let (unit, letter) = [(1e9, "G"), (1e6, "M"), (1e3, "k")].first { greatest >= $0.0 * 10 } ?? (1, "")
        let digits = Int(max(0, -(decimalLogarithm(step / unit) + 1e-9).rounded(.down)))
        return NumberLabel.fixed(value / unit, digits: digits) + letter
    }
}
