internal import Geometry

// Only additions, multiplications, divisions and square roots are used, which IEEE 754 rounds alike everywhere: a system's
// own sine, exponential and logarithm differ in their last bits.
extension SplitMix64 {
    /// A number from 0 to below 1, with 24 bits.
    mutating func unit() -> Float {
        Float(next() >> 40) * 0x1p-24
    }

    /// A number between two others.
    mutating func uniform(_ low: Float, _ high: Float) -> Float {
        low + (high - low) * unit()
    }

    /// Whether something happens that has a probability.
    mutating func chance(_ probability: Float) -> Bool {
        unit() < probability
    }

    /// A number of mean 0 and deviation 1, about normal: the sum of four even ones, and so at most 3.5 from 0.
    mutating func normal() -> Float {
        let bits = next()
        let sum = (bits & 0xffff) + ((bits >> 16) & 0xffff) + ((bits >> 32) & 0xffff) + (bits >> 48)
        // Each part has the variance 1/12 of 65536², and the sum of four 1/3.
        return (Float(sum) * 0x1p-16 - 2) * 1.732_050_8
    }

    /// A factor whose logarithm has mean 0 and a deviation.
    mutating func factor(spread: Float) -> Float {
        exponential(spread * normal())
    }

    /// A direction, as a vector of length 1.
    mutating func direction() -> SIMD2<Float> {
        while true {
            let vector = SIMD2(uniform(-1, 1), uniform(-1, 1))
            let square = (vector * vector).sum()
            if square > 0.01, square <= 1 { return vector / square.squareRoot() }
        }
    }
}

/// e to a power, to six digits, with the same bits on every machine.
func exponential(_ power: Float) -> Float {
    let power = min(max(power, -80), 80)
    let exponent = (power * 1.442_695).rounded()
    let rest = power - exponent * 0.693_147_2
    // The rest is below 0.35, where seven terms of the series are as exact as a Float.
    let sixth = 1 + rest / 6
    let fourth = 1 + rest / 4 * (1 + rest / 5 * sixth)
    let series = 1 + rest * (1 + rest / 2 * (1 + rest / 3 * fourth))
    return Float(sign: .plus, exponent: Int(exponent), significand: series)
}

/// From 0 to 1 as a value goes from one edge to another, with no kink at either.
@inline(__always)
func smoothStep(_ low: Float, _ high: Float, _ value: Float) -> Float {
    let share = min(max((value - low) / (high - low), 0), 1)
    return share * share * (3 - 2 * share)
}
