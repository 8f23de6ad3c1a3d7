import Testing
import Torch

/// Parameters from part of a checkpoint, or from another network.
@Suite struct ParameterSourceTests {
    private func stored(_ shape: [Int], _ value: Double) throws -> StoredTensor {
        try Tensor.full(shape, value).stored()
    }

    /// A backbone of two layers and a head.
    private func build(_ source: ParameterStore.Source) throws -> ParameterStore {
        let store = try ParameterStore(source, keepsTensors: true)
        _ = try Linear(store.root / "body", 2, 2)
        _ = try Linear(store.root / "head", 2, 3)
        _ = try BatchNorm2d(store.root / "norm", 2, epsilon: 0, frozen: false)
        return store
    }

    private func values(_ store: ParameterStore, _ name: String) throws -> [Float] {
        try #require(store.entries.first { $0.name == name }?.tensor).elements()
    }

    /// What the checkpoint has in the right shape is taken, what it lacks or has in another shape is drawn, and what the
    /// network lacks is passed over.
    @Test func whatFitsIsTakenAndTheRestDrawn() throws {
        let store = try build(
            .partial(
                [
                    "body.weight": stored([2, 2], 7), "head.weight": stored([91, 2], 9), "head.bias": stored([91], 9),
                    "elsewhere": stored([1], 1), "norm.running_var": stored([2], 3),
                    "norm.num_batches_tracked": Tensor([Int64(5)], shape: []).stored(),
                ], seed: 4))
        try store.finish()
        #expect(
            store.drawn == ["body.bias", "head.weight", "head.bias", "norm.weight", "norm.bias", "norm.running_mean"])
        #expect(try values(store, "body.weight") == [7, 7, 7, 7])
        #expect(try values(store, "norm.running_var") == [3, 3])
        #expect(try values(store, "norm.weight") == [1, 1])
        #expect(try store.entries.last?.tensor?.elements(as: Int64.self) == [5])
        #expect(try values(store, "head.weight").allSatisfy { abs($0) < 1 && $0 != 0 })
    }

    /// What is drawn for a layer is the same whatever else the checkpoint has.
    @Test func drawsDoNotDependOnTheCheckpoint() throws {
        let without = try build(.partial([:], seed: 4))
        let with = try build(.partial(["body.weight": stored([2, 2], 7), "body.bias": stored([2], 7)], seed: 4))
        let random = try build(.random(seed: 4))
        #expect(try values(with, "head.weight") == values(without, "head.weight"))
        #expect(try values(random, "head.weight") == values(without, "head.weight"))
        #expect(try values(build(.partial([:], seed: 5)), "head.weight") != values(without, "head.weight"))
        #expect(random.drawn == [] && without.drawn.count == 8)
    }

    /// What is trained changes in place: neither the checkpoint's memory nor another store's may change with it.
    @Test(arguments: [true, false])
    func checkpointsAreCopied(partial: Bool) throws {
        let weights = try ["body.weight": stored([2, 2], 7)]
        let store = try build(partial ? .partial(weights, seed: 1) : .checkpoint(weights))
        let weight = try #require(store.entries.first?.tensor)
        try weight.copy(from: .zeros([2, 2]))
        #expect(try #require(weights["body.weight"]).tensor().elements(as: Float.self) == [7, 7, 7, 7])
    }

    @Test func numbersThatAreNotFiniteAreReported() throws {
        let store = try build(.partial(["body.bias": stored([2], .nan), "head.bias": stored([3], .infinity)], seed: 1))
        let mismatch = try #require(throws: ParameterStore.Mismatch.self) { try store.finish() }
        #expect(mismatch.notFinite == ["body.bias", "head.bias"])
        #expect(mismatch.missing.isEmpty && mismatch.shapes.isEmpty && mismatch.unexpected.isEmpty)
    }

    /// A network over another's parameters sees what training does to them.
    @Test func tensorsAreShared() throws {
        let trained = try build(.random(seed: 2))
        let tensors = Dictionary(
            uniqueKeysWithValues: trained.entries.compactMap { entry in entry.tensor.map { (entry.name, $0) } })
        let store = try build(.tensors(tensors))
        try store.finish()
        try tensors["head.bias"]?.copy(from: .full([3], 6))
        #expect(try values(store, "head.bias") == [6, 6, 6])
        let counter = try #require(tensors["norm.num_batches_tracked"])
        try counter.addInPlace(.full([], 1, dtype: .int64))
        #expect(try store.entries.last?.tensor?.elements(as: Int64.self) == [1])
    }

    /// The shared tensor is the one that layers compute with, also that of a convolution, which lies channels-last.
    @Test func convolutionsAreSharedToo() throws {
        let first = try ParameterStore(.random(seed: 2), keepsTensors: true)
        _ = try Conv2d(first.root, 3, 2, kernel: 3, bias: false)
        let weight = try #require(first.entries.first?.tensor)
        #expect(weight.isChannelsLast)
        let second = try ParameterStore(.tensors(["weight": weight]))
        let layer = try Conv2d(second.root, 3, 2, kernel: 3, bias: false)
        let input = try Tensor.full([1, 3, 3, 3], 1)
        #expect(try layer(input).elements(as: Float.self).contains { $0 != 0 })
        try weight.copy(from: .zeros([2, 3, 3, 3]))
        #expect(try layer(input).elements(as: Float.self).allSatisfy { $0 == 0 })
    }

    @Test func otherNetworksTensorsMustFit() throws {
        let store = try build(.tensors(["body.weight": .zeros([2, 3]), "body.bias": .zeros([2])]))
        let mismatch = try #require(throws: ParameterStore.Mismatch.self) { try store.finish() }
        #expect(mismatch.missing.contains("body.weight") && !mismatch.missing.contains("body.bias"))
    }
}
