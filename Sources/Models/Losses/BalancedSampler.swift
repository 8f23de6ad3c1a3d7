package import Geometry

/// Chooses positive and negative candidates at random: torchvision's `BalancedPositiveNegativeSampler`.
package struct BalancedSampler {
    /// How many are chosen together,
    let count: Int
    /// and which share of them may be positive.
    let positiveFraction: Double

    package init(_ choice: TargetSampling.Choice) {
        count = choice.count
        positiveFraction = choice.positiveFraction
    }

    /// Chooses among candidates.
    ///
    /// - Parameter matches: For each candidate the object it belongs to, −1 for background, −2 for neither.
    ///
    /// - Returns: Indices of candidates, ascending. Where positives are few, there are more negatives.
    package func sample(
        _ matches: [Int64], using generator: inout SplitMix64
    ) -> (positive: [Int], negative: [Int]) {
        var positive = matches.indices.filter { matches[$0] >= 0 }
        var negative = matches.indices.filter { matches[$0] == -1 }
        // In this order of operations, as there: products are rounded down.
        let mostPositive = Int(Double(count) * positiveFraction)
        Self.choose(min(mostPositive, positive.count), of: &positive, using: &generator)
        Self.choose(min(count - positive.count, negative.count), of: &negative, using: &generator)
        return (positive, negative)
    }

    /// Leaves so many, chosen evenly, in ascending order.
    private static func choose(_ wanted: Int, of candidates: inout [Int], using generator: inout SplitMix64) {
        guard wanted < candidates.count else { return }
        for place in 0..<wanted {
            candidates.swapAt(place, Int.random(in: place..<candidates.count, using: &generator))
        }
        candidates.removeSubrange(wanted...)
        candidates.sort()
    }
}
