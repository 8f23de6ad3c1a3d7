import Testing

/// What one process with the whole batch would give, by the formulas of Ioffe and Szegedy, "Batch Normalization" (2015).
private struct WholeBatch {
    static let pictures = 5
    static let weight = [1.5, -0.5, 2]
    static let bias = [0.25, 0, -1]
    static let epsilon = 0.001
    static let momentum = 0.25

    var output = [Double](repeating: 0, count: pictures * 12)
    var inputGradient = [Double](repeating: 0, count: pictures * 12)
    var weightGradient: [Double] = []
    var biasGradient: [Double] = []
    var runningMean: [Double] = []
    var runningVariance: [Double] = []

    init() {
        let input = (0..<Self.pictures * 12).map { Double($0 * 37 % 23) / 7 - 1 }
        let factor = (0..<Self.pictures * 12).map { Double($0 * 53 % 19) / 5 - 1.5 }
        for channel in 0..<3 {
            let places = input.indices.filter { $0 / 4 % 3 == channel }
            let n = Double(places.count)
            let mean = places.map { input[$0] }.reduce(0, +) / n
            let variance = places.map { (input[$0] - mean) * (input[$0] - mean) }.reduce(0, +) / n
            let scale = 1 / (variance + Self.epsilon).squareRoot()
            let normalized = places.map { (input[$0] - mean) * scale }
            // dΣ(output · factor)/d output is the factor.
            let sum = places.map { factor[$0] }.reduce(0, +)
            let product = zip(places, normalized).map { factor[$0] * $1 }.reduce(0, +)
            for (place, value) in zip(places, normalized) {
                output[place] = value * Self.weight[channel] + Self.bias[channel]
                inputGradient[place] =
                    Self.weight[channel] * scale * (factor[place] - sum / n - value * product / n)
            }
            weightGradient.append(product)
            biasGradient.append(sum)
            runningMean.append(Self.momentum * mean)
            runningVariance.append((1 - Self.momentum) + Self.momentum * variance * n / (n - 1))
        }
    }
}

@Suite struct SyncBatchNormTests {
    /// Two processes with three and two pictures; three with four, none and one.
    @Test(arguments: [2, 3])
    func itIsTheWholeBatchs(_ size: Int) async throws {
        let outcomes = try await Processes(size)("batch-norm-\(size)")
        #expect(outcomes.allSatisfy { $0.status == 0 }, "\(outcomes)")
        let whole = WholeBatch()
        expectClose(outcomes.flatMap { $0.values("output") ?? [] }, whole.output, "output")
        expectClose(outcomes.flatMap { $0.values("input gradient") ?? [] }, whole.inputGradient, "input gradient")
        for outcome in outcomes {
            expectClose(outcome.values("weight gradient"), whole.weightGradient, "weight gradient")
            expectClose(outcome.values("bias gradient"), whole.biasGradient, "bias gradient")
            expectClose(outcome.values("running mean"), whole.runningMean, "running mean")
            expectClose(outcome.values("running variance"), whole.runningVariance, "running variance")
        }
    }

    private func expectClose(_ found: [Double]?, _ expected: [Double], _ name: String) {
        #expect(found?.count == expected.count, "\(name)")
        for (found, expected) in zip(found ?? [], expected) {
            #expect(abs(found - expected) < 1e-12, "\(name): \(found), expected \(expected)")
        }
    }
}
