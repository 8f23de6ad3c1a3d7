import Testing
import Torch

/// The first values of parameters, by their statistics. Of n values with the deviation σ the mean is within 5 σ / √n and
/// the deviation within 5 σ / √(2n) of the truth but in one case of a million; and the seeds are fixed.
@Suite struct InitializerTests {
    /// The weight of a convolution of 64 to 32 channels, 3 × 3: 18432 values.
    private func weight(_ initializer: Initializer, seed: UInt64 = 11) throws -> [Double] {
        let store = try ParameterStore(.random(seed: seed), keepsTensors: true)
        _ = try Conv2d(store.root, 64, 32, kernel: 3, bias: false, initializer: initializer)
        return try store.entries.first?.tensor?.elements(as: Double.self) ?? []
    }

    private func statistics(_ values: [Double]) -> (mean: Double, deviation: Double) {
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count)
        return (mean, variance.squareRoot())
    }

    private func expectNormal(
        _ values: [Double], _ deviation: Double, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = statistics(values)
        let root = Double(values.count).squareRoot()
        #expect(abs(found.mean) < 5 * deviation / root, sourceLocation: sourceLocation)
        #expect(
            abs(found.deviation - deviation) < 5 * deviation / (2.0.squareRoot() * root), sourceLocation: sourceLocation
        )
        // 68.27 % lie within one deviation (57.7 % of an even distribution would).
        let within = Double(values.count { abs($0) < deviation }) / Double(values.count)
        #expect(abs(within - 0.6827) < 0.02, sourceLocation: sourceLocation)
    }

    private func expectEven(
        _ values: [Double], _ bound: Double, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(values.allSatisfy { abs($0) <= bound }, sourceLocation: sourceLocation)
        #expect((values.map(abs).max() ?? 0) > 0.99 * bound, sourceLocation: sourceLocation)
        let within = Double(values.count { abs($0) < bound / 2 }) / Double(values.count)
        #expect(abs(within - 0.5) < 0.05, sourceLocation: sourceLocation)
    }

    @Test func constantsAreConstant() throws {
        #expect(try Set(weight(.constant(0.25))) == [0.25])
    }

    @Test func normalsHaveTheirDeviation() throws {
        expectNormal(try weight(.normal(standardDeviation: 0.01)), 0.01)
    }

    /// Fan out: 32 · 9 = 288, so √(2 / 288) = 1 / 12.
    @Test func kaimingNormalGoesByFanOut() throws {
        expectNormal(try weight(.kaimingNormalFanOut), 1 / 12)
    }

    /// Fan in: 64 · 9 = 576. With a = 1 the bound is √(6 / (2 · 576)) = 0.0722, with a = √5 it is 1 / √576 = 1 / 24.
    @Test func kaimingUniformGoesByFanIn() throws {
        expectEven(try weight(.kaimingUniform(a: 1)), (6.0 / 1152).squareRoot())
        expectEven(try weight(.kaimingUniform(a: 5.0.squareRoot())), 1 / 24)
    }

    /// PyTorch's linear layer: weight and bias within 1 / √in.
    @Test func linearLayersAreAsPyTorchs() throws {
        let store = try ParameterStore(.random(seed: 12), keepsTensors: true)
        _ = try Linear(store.root, 400, 500)
        let tensors = try store.entries.compactMap { try $0.tensor?.elements(as: Double.self) }
        #expect(tensors.map(\.count) == [200_000, 500])
        expectEven(tensors[0], 0.05)
        expectEven(tensors[1], 0.05)
    }

    @Test func theSeedDecides() throws {
        let first = try weight(.kaimingNormalFanOut, seed: 1)
        #expect(try weight(.kaimingNormalFanOut, seed: 1) == first)
        #expect(try weight(.kaimingNormalFanOut, seed: 2) != first)
    }

    /// Stores that draw at the same time do not take each other's numbers.
    @Test func theSeedDecidesWhateverOthersDraw() async throws {
        let expected = try weight(.kaimingNormalFanOut, seed: 3)
        try await withThrowingTaskGroup(of: [Double].self) { group in
            for _ in 0..<16 {
                group.addTask { try weight(.kaimingNormalFanOut, seed: 3) }
            }
            for try await drawn in group {
                #expect(drawn == expected)
            }
        }
    }
}
