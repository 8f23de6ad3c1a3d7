import Testing
import Torch

@Suite struct ParameterStoreTests {
    private func linear(_ store: ParameterStore) throws -> Linear { try Linear(store.root / "head" / 0, 2, 3) }

    private func stored(_ shape: [Int], _ value: Double = 1) throws -> StoredTensor {
        try Tensor.full(shape, value).stored()
    }

    @Test func namesArePathsInTheOrderOfTheLayers() throws {
        let store = try ParameterStore(.random(seed: 1))
        _ = try linear(store)
        _ = try Conv2d(store.root / "a", 1, 2, kernel: 3, bias: false)
        _ = try BatchNorm2d(store.root / "a" / "norm", 2, epsilon: 0, frozen: false)
        #expect(
            store.entries.map(\.name) == [
                "head.0.weight", "head.0.bias", "a.weight", "a.norm.weight", "a.norm.bias", "a.norm.running_mean",
                "a.norm.running_var", "a.norm.num_batches_tracked",
            ])
        #expect(store.entries.map(\.shape) == [[3, 2], [3], [2, 1, 3, 3], [2], [2], [2], [2], []])
        #expect(store.entries.map(\.isTrainable) == [true, true, true, true, true, false, false, false])
        #expect(store.entries.compactMap(\.tensor).isEmpty)
        #expect((store.root / "a" / 1 / "b").path == "a.1.b")
        try store.finish()
    }

    @Test func frozenNormsAreNotTrainable() throws {
        let store = try ParameterStore(.random(seed: 1), keepsTensors: true)
        _ = try BatchNorm2d(store.root, 2, epsilon: 0, frozen: true)
        #expect(store.entries.map(\.isTrainable) == [false, false, false, false])
        #expect(
            try store.entries.compactMap { try $0.tensor?.elements(as: Float.self) } == [
                [1, 1], [0, 0], [0, 0], [1, 1],
            ])
    }

    @Test func everyDifferenceIsReportedTogether() throws {
        let store = try ParameterStore(
            .checkpoint([
                "head.0.weight": stored([2, 3]), "z": stored([1]), "head.1.weight": stored([1]),
                "norm.weight": stored([2], .nan), "norm.bias": stored([2], .infinity), "norm.running_mean": stored([2]),
            ]))
        _ = try linear(store)
        _ = try BatchNorm2d(store.root / "norm", 2, epsilon: 0, frozen: true)
        let mismatch = try #require(throws: ParameterStore.Mismatch.self) { try store.finish() }
        #expect(mismatch.missing == ["head.0.bias", "norm.running_var"])
        #expect(mismatch.unexpected == ["head.1.weight", "z"])
        #expect(mismatch.shapes == ["head.0.weight (model [3, 2], file [2, 3])"])
        #expect(mismatch.notFinite == ["norm.weight", "norm.bias"])
        #expect(!mismatch.isEmpty)
    }

    /// A scalar is not a vector of one, and (6) not (3, 2), though the elements are as many.
    @Test func shapesMustBeTheSame() throws {
        let store = try ParameterStore(.checkpoint(["head.0.weight": stored([6]), "head.0.bias": stored([3, 1])]))
        _ = try linear(store)
        let mismatch = try #require(throws: ParameterStore.Mismatch.self) { try store.finish() }
        #expect(mismatch.shapes.count == 2 && mismatch.missing.isEmpty)
    }

    @Test func whatFitsIsTaken() throws {
        let values: [String: ([Int], [Double])] = [
            "head.0.weight": ([3, 2], [1, 2, 3, 4, 5, 6]), "head.0.bias": ([3], [0, 0, 9]),
        ]
        let store = try parameters(values)
        let layer = try linear(store)
        try store.finish()
        try expectElements(layer(Tensor([1.0, 1], shape: [1, 2])), [1, 3], [3, 7, 20])
    }

    @Test func parametersGetTheStoresType() throws {
        let half = try stored([3, 2]).converted(to: .float16)
        let store = try ParameterStore(
            .checkpoint(["head.0.weight": half, "head.0.bias": stored([3])]), dtype: .float64, keepsTensors: true)
        _ = try linear(store)
        try store.finish()
        #expect(store.entries.map { $0.tensor?.dtype } == [.float64, .float64])
    }

    @Test func twoLayersOfOneNameAreAMistake() async {
        await #expect(processExitsWith: .failure) {
            let store = try ParameterStore(.random(seed: 1))
            _ = try Linear(store.root / "a", 1, 1)
            _ = try? Linear(store.root / "a", 1, 1)
        }
    }
}
