extension JSONNumber {
    /// The nearest double, where it is quickly found: for numbers of at most 19 digits, of which at most 19 are behind the
    /// point. Nil for others.
    @inline(__always)
    var fastValue: Double? {
        guard isComplete else { return nil }
        if mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
            // Both are exact as doubles, so the one operation rounds correctly (Clinger 1990).
            let value = Double(mantissa)
            let scaled = exponent < 0 ? value / JSONNumber.powers[-exponent] : value * JSONNumber.powers[exponent]
            return isNegative ? -scaled : scaled
        }
        guard exponent < 0, exponent >= -19, mantissa > 0 else { return nil }
        let value = JSONNumber.quotient(mantissa, by: JSONNumber.integerPowers[-exponent])
        return isNegative ? -value : value
    }

    /// A quotient of positive integers, rounded to the nearest double, and to the even one of two.
    private static func quotient(_ dividend: UInt64, by divisor: UInt64) -> Double {
        // The dividend's 128 bits begin one bit below the divisor's highest, so that the quotient has 63 or 64 bits.
        let dividendShift = dividend.leadingZeroBitCount
        let divisorShift = divisor.leadingZeroBitCount
        let high = dividend << dividendShift
        let (quotient, remainder) = (divisor << divisorShift).dividingFullWidth((high >> 1, high << 63))
        let sticky: UInt64 = remainder == 0 ? 0 : 1
        return round(quotient, sticky: sticky, exponent: divisorShift - dividendShift - 63)
    }

    private static func round(_ bits: UInt64, sticky: UInt64, exponent: Int) -> Double {
        let excess = 64 - bits.leadingZeroBitCount - 53
        let half = UInt64(1) << (excess - 1)
        let rest = bits & ((1 << excess) - 1)
        var significand = bits >> excess
        if rest > half || rest == half && (sticky == 1 || significand & 1 == 1) { significand += 1 }
        return Double(sign: .plus, exponent: exponent + excess, significand: Double(significand))
    }

    /// 10^0 … 10^22, exact as doubles.
    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// 10^0 … 10^19, which fit 64 bits.
    private static let integerPowers: [UInt64] = (0...19).map { power in
        (0..<power).reduce(1) { value, _ in value * 10 }
    }
}
