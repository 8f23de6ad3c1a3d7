import Geometry
import MaskRCNN
import Testing

/// Which candidates losses are computed from.
@Suite struct BalancedSamplerTests {
    private func sampler(_ count: Int, _ fraction: Double) -> BalancedSampler {
        var choice = TargetSampling().anchors
        choice.count = count
        choice.positiveFraction = fraction
        return BalancedSampler(choice)
    }

    /// So many positive, negative and undecided ones, in turns.
    private func matches(_ positive: Int, _ negative: Int, _ undecided: Int) -> [Int64] {
        var left: [(value: Int64, count: Int)] = [(3, positive), (-1, negative), (-2, undecided)]
        var matches: [Int64] = []
        while left.contains(where: { $0.count > 0 }) {
            for index in left.indices where left[index].count > 0 {
                matches.append(left[index].value)
                left[index].count -= 1
            }
        }
        return matches
    }

    /// count · fraction positives at most, rounded down, and as many negatives as then are wanted, if there are.
    @Test(arguments: [
        // Wanted, share, positives, negatives there; positives, negatives chosen.
        (256, 0.5, 1000, 1000, 128, 128), (256, 0.5, 10, 1000, 10, 246), (256, 0.5, 1000, 10, 128, 10),
        (512, 0.25, 300, 2000, 128, 384), (7, 0.25, 50, 50, 1, 6), (96, 0.34, 50, 50, 32, 50), (10, 0.5, 0, 0, 0, 0),
        (10, 0, 50, 50, 0, 10), (10, 1, 50, 50, 10, 0), (10_000_000, 0.25, 300, 40, 300, 40),
    ])
    func numbersAreTorchvisions(
        count: Int, fraction: Double, positive: Int, negative: Int, expectedPositive: Int, expectedNegative: Int
    ) {
        let matches = matches(positive, negative, 20)
        var generator = SplitMix64(seed: 1)
        let chosen = sampler(count, fraction).sample(matches, using: &generator)
        #expect(chosen.positive.count == expectedPositive && chosen.negative.count == expectedNegative)
        #expect(chosen.positive.allSatisfy { matches[$0] >= 0 })
        #expect(chosen.negative.allSatisfy { matches[$0] == -1 })
        #expect(chosen.positive == Set(chosen.positive).sorted() && chosen.negative == Set(chosen.negative).sorted())
    }

    @Test func theSeedDecides() {
        let matches = matches(100, 100, 0)
        func sample(_ seed: UInt64) -> [Int] {
            var generator = SplitMix64(seed: seed)
            let chosen = sampler(40, 0.5).sample(matches, using: &generator)
            return chosen.positive + chosen.negative
        }
        #expect(sample(1) == sample(1))
        #expect(sample(1) != sample(2))
    }

    /// Of 30 positives 6 are chosen, 10,000 times over: each 2000 times, with a deviation of √(10,000 · 0.2 · 0.8) = 40.
    /// Six deviations off happens by chance once in half a billion; and the seed is fixed.
    @Test func everyCandidateIsAsLikely() {
        let matches = matches(30, 60, 5)
        var generator = SplitMix64(seed: 3)
        var counts = [Int](repeating: 0, count: matches.count)
        for _ in 0..<10_000 {
            let chosen = sampler(12, 0.5).sample(matches, using: &generator)
            for place in chosen.positive + chosen.negative { counts[place] += 1 }
        }
        for (place, count) in counts.enumerated() {
            switch matches[place] {
            case -2: #expect(count == 0)
            case -1: #expect(abs(count - 1000) < 180, "6 of 60: 1000 ± 30; \(place)")
            default: #expect(abs(count - 2000) < 240, "\(place)")
            }
        }
    }
}
