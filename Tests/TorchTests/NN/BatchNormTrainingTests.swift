import Testing
import Torch

/// Batch norms in training.
@Suite struct BatchNormTrainingTests {
    private func store(
        _ values: [String: [Double]], _ statistics: BatchStatistics, convolution: [Double]? = nil
    ) throws -> ParameterStore {
        var tensors: [String: StoredTensor] = [:]
        for (name, elements) in values { tensors[name] = try Tensor(elements, shape: [elements.count]).stored() }
        if let convolution {
            tensors["conv.weight"] = try Tensor(convolution, shape: [2, convolution.count / 2, 1, 1]).stored()
        }
        return try ParameterStore(
            .checkpoint(tensors), dtype: .float64, foldsNormalization: false, keepsTensors: true, statistics: statistics
        )
    }

    private let values = [
        "norm.weight": [2.0, 1], "norm.bias": [5.0, -1], "norm.running_mean": [1.0, 0], "norm.running_var": [4.0, 1],
    ]

    private func elements(_ store: ParameterStore, _ name: String) throws -> [Double] {
        try #require(store.entries.first { $0.name == "norm." + name }?.tensor).elements()
    }

    /// Channel 0 holds 1, 3: mean 2, variance 1, so that 1 becomes 5 − 2 and 3 becomes 5 + 2. Channel 1 holds −2, 2: variance
    /// 4, so −2 becomes −1 − 1 and 2 becomes 0. Stored means move by 0.1 to 0.9 + 0.2 and 0, stored variances towards the
    /// unbiased ones, 2 and 8: 3.6 + 0.2 and 0.9 + 0.8. The counter counts.
    @Test func liveNormsUseAndStoreTheBatchsStatistics() throws {
        let store = try store(values, .batch(momentum: 0.1))
        let norm = try BatchNorm2d(store.root / "norm", 2, epsilon: 0, frozen: false)
        let input = try Tensor([1.0, 3, -2, 2], shape: [1, 2, 1, 2])
        try expectElements(norm(input), [1, 2, 1, 2], [3, 7, -2, 0])
        for (name, expected) in [("running_mean", [1.1, 0]), ("running_var", [3.8, 1.7])] {
            for (value, expected) in zip(try elements(store, name), expected) {
                #expect(abs(value - expected) < 1e-15, "\(name)")
            }
        }
        let counter = try #require(store.entries.first { $0.name == "norm.num_batches_tracked" }?.tensor)
        #expect(counter.dtype == .int64)
        #expect(try counter.elements(as: Int64.self) == [1])
        _ = try norm(input)
        #expect(try counter.elements(as: Int64.self) == [2])
    }

    /// A counter of a checkpoint goes on, and the parameters stay trainable while statistics are not.
    @Test func countersGoOn() throws {
        var tensors: [String: StoredTensor] = [:]
        for (name, elements) in values { tensors[name] = try Tensor(elements, shape: [2]).stored() }
        tensors["norm.num_batches_tracked"] = try Tensor([Int64(41)], shape: []).stored()
        let store = try ParameterStore(
            .checkpoint(tensors), foldsNormalization: false, keepsTensors: true, statistics: .batch(momentum: 0.1))
        let norm = try BatchNorm2d(store.root / "norm", 2, epsilon: 0, frozen: false)
        try store.finish()
        _ = try norm(.full([1, 2, 2, 2], 1))
        #expect(store.entries.last?.name == "norm.num_batches_tracked")
        #expect(try store.entries.last?.tensor?.elements(as: Int64.self) == [42])
        #expect(store.entries.map(\.isTrainable) == [true, true, false, false, false])
    }

    @Test(arguments: [true, false])
    func othersKeepTheirStatistics(frozen: Bool) throws {
        // A frozen one does so also where others are live.
        let store = try store(values, frozen ? .batch(momentum: 0.1) : .stored)
        let norm = try BatchNorm2d(store.root / "norm", 2, epsilon: 0, frozen: frozen)
        // (x − 1) / 2 · 2 + 5 and x − 1.
        try expectElements(
            norm(Tensor([1.0, 3, -2, 2], shape: [1, 2, 1, 2])), [1, 2, 1, 2], [5, 7, -3, 1])
        #expect(try elements(store, "running_mean") == [1, 0])
        #expect(try elements(store, "running_var") == [4, 1])
        if !frozen { #expect(try elements(store, "num_batches_tracked") == [0]) }
    }

    /// In a live block the norm is applied: with the batch's statistics, whatever the stored ones are.
    @Test func liveBlocksNormaliseTheirBatch() throws {
        let store = try store(values, .batch(momentum: 0.1), convolution: [1, 10])
        let block = try ConvolutionBlock(
            convolution: store.root / "conv", normalization: store.root / "norm", 1, 2, kernel: 1,
            kind: .batchNorm(epsilon: 0), rectified: false, initializer: .constant(0))
        // Channel 0 is x, channel 1 is 10 x; both normalise to −1, 1.
        try expectElements(block(Tensor([1.0, 3], shape: [1, 1, 1, 2])), [1, 2, 1, 2], [3, 7, -2, 0])
    }

    /// A norm whose statistics do not change is absorbed by the convolution before it: value and all gradients are as if
    /// it were applied, of the convolution's weight and of its own weight and bias.
    @Test func absorbedNormsEqualTheLayer() throws {
        let input = try Tensor.zeros([2, 3, 5, 4], dtype: .float64)
        try input.fillNormal(using: RandomGenerator(seed: 4))
        let target = try Tensor.zeros([2, 2, 5, 4], dtype: .float64)
        try target.fillNormal(using: RandomGenerator(seed: 5))
        let kernel = [0.5, -1, 2, 1.5, 0.25, -0.75]

        func run(_ makeLayer: (ParameterStore) throws -> (Tensor) throws -> Tensor) throws -> (Double, [[Double]]) {
            let store = try store(values, .stored, convolution: kernel)
            let layer = try makeLayer(store)
            let trained = store.entries.filter(\.isTrainable).compactMap(\.tensor)
            for tensor in trained { try tensor.setRequiresGradient(true) }
            let loss = try (layer(input) * target).sum()
            try loss.backward()
            return (try loss.item(), try trained.map { try #require(try $0.gradient()).elements() })
        }
        let absorbed = try run { store in
            let block = try ConvolutionBlock(
                convolution: store.root / "conv", normalization: store.root / "norm", 3, 2, kernel: 1,
                kind: .batchNorm(epsilon: 1e-3), rectified: false, initializer: .constant(0))
            return { try block($0) }
        }
        let applied = try run { store in
            let convolution = try Conv2d(store.root / "conv", 3, 2, kernel: 1, bias: false)
            let norm = try BatchNorm2d(store.root / "norm", 2, epsilon: 1e-3, frozen: false)
            return { try norm(convolution($0)) }
        }
        #expect(abs(absorbed.0 - applied.0) < 1e-12)
        #expect(absorbed.1.map(\.count) == [6, 2, 2])
        for (ours, theirs) in zip(absorbed.1.joined(), applied.1.joined()) { #expect(abs(ours - theirs) < 1e-11) }
    }

    /// A frozen norm has no gradient, yet the weight before it has one: d/dw of (w x − 1) / 2 · 2 + 5 is x.
    @Test func frozenNormsLetGradientsThrough() throws {
        let store = try store(values, .batch(momentum: 0.1), convolution: [1, 1])
        let block = try ConvolutionBlock(
            convolution: store.root / "conv", normalization: store.root / "norm", 1, 2, kernel: 1,
            kind: .frozenBatchNorm(epsilon: 0), rectified: true, initializer: .constant(0))
        let weight = try #require(store.entries.first?.tensor)
        try weight.setRequiresGradient(true)
        #expect(store.entries.map(\.isTrainable) == [true, false, false, false, false])
        // 3 gives 7 and 2; −1 gives 3 and, before the ReLU, −2, through which no gradient comes.
        let output = try block(Tensor([3.0, -1], shape: [1, 1, 1, 2]))
        try expectElements(output, [1, 2, 1, 2], [7, 3, 2, 0])
        try output.sum().backward()
        #expect(try #require(try weight.gradient()).elements(as: Double.self) == [2, 3])
    }
}
