import Testing
import Torch

/// What the processor does at best, beside which stages and layers are seen.
@Suite(.serialized) struct MeasuredPeakTests {
    /// The operations a second of many products that fit the caches, at best.
    private func rate(_ plan: InferencePlan) throws -> Double {
        let layer = try Linear(ParameterStore(.random(seed: 1), plan: plan).root, 256, 256)
        let rows = try Tensor.zeros([960, 256])
        try rows.fillNormal(using: RandomGenerator(seed: 2))
        var best = 0.0
        for _ in 0..<30 {
            let before = plan.operationCount
            let elapsed = try ContinuousClock().measure { _ = try layer(rows) }
            best = max(best, Double(plan.operationCount - before) / (elapsed / .seconds(1)))
        }
        return best
    }

    /// Products take a little more than the measurement's own, which need no memory; another program's turn can fall into
    /// one measurement, not into three.
    @Test(arguments: InferencePlan.instructionSets)
    func productsDoNoMore(_ instructionSet: String) throws {
        let plan = try InferencePlan(instructionSet: instructionSet)
        let peak = try (0..<3).map { _ in try plan.measuredPeak() }.max() ?? 0
        #expect(try rate(plan) <= 1.2 * peak)
    }

    /// What `bench` calls the processor's peak is by the widest of its instructions.
    @Test func theFirstInstructionSetDoesMost() throws {
        let peaks = try InferencePlan.instructionSets.map { name in
            let plan = try InferencePlan(instructionSet: name)
            return try (0..<3).map { _ in try plan.measuredPeak() }.max() ?? 0
        }
        #expect(try InferencePlan().instructionSet == InferencePlan.instructionSets[0])
        // Twice as many floats in a vector, or an addition and a multiplication at once: less is other programs' doing.
        for (wide, narrow) in zip(peaks, peaks.dropFirst()) { #expect(wide > 1.2 * narrow, "\(peaks)") }
    }
}
