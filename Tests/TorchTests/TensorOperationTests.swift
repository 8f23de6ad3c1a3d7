import Foundation
import Testing
import Torch

@Suite struct TensorOperationTests {
    private func row(_ numbers: Double...) throws -> Tensor { try Tensor(numbers, shape: [numbers.count]) }

    private func numbers(_ tensor: Tensor) throws -> [Double] { try tensor.elements(as: Double.self) }

    @Test func numbersAreCalculatedWithOneByOne() throws {
        let a = try row(1, -2, 8)
        let b = try row(4, 5, -2)
        #expect(try numbers(a + b) == [5, 3, 6])
        #expect(try numbers(a - b) == [-3, -7, 10])
        #expect(try numbers(a * b) == [4, -10, -16])
        #expect(try numbers(a / b) == [0.25, -0.4, -4])
        #expect(try numbers(a + 1.5) == [2.5, -0.5, 9.5])
        #expect(try numbers(a * 3) == [3, -6, 24])
        #expect(try numbers(a / 4) == [0.25, -0.5, 2])
    }

    @Test func shapesBroadcast() throws {
        let column = try Tensor([1.0, 2], shape: [2, 1])
        #expect(try numbers(column * row(1, 10, 100)) == [1, 10, 100, 2, 20, 200])
        #expect(throws: TorchError.self) { try row(1, 2) + row(1, 2, 3) }
    }

    @Test func functionsApplyToEachNumber() throws {
        #expect(try numbers(row(0, 1).exp()) == [1, M_E])
        #expect(try numbers(row(1, 8, 0.25).log2()) == [0, 3, -2])
        #expect(try numbers(row(1.5, -1.5, 2).floor()) == [1, -2, 2])
        #expect(try numbers(row(9, 0.25).sqrt()) == [3, 0.5])
        #expect(try numbers(row(4, 0.25).rsqrt()) == [0.5, 2])
        // 1 / (1 + 1/3) = 0.75 at log 3.
        #expect(abs(try numbers(row(log(3.0)).sigmoid())[0] - 0.75) < 1e-15)
        #expect(try numbers(row(0, 800, -800).sigmoid()) == [0.5, 1, 0])
        #expect(try numbers(row(-3, 0.5, 9).clamped(low: -1, high: 2)) == [-1, 0.5, 2])
        #expect(try numbers(row(-3, 9).clamped(high: 2)) == [-3, 2])
        #expect(try numbers(row(-3, 9).clamped(low: 0)) == [0, 9])
    }

    /// e⁰, e^log 3: 1 and 3 of 4. Large numbers do not overflow.
    @Test func softmaxAddsUpToOne() throws {
        let tensor = try Tensor([0, log(3.0), 1000, 1000], shape: [2, 2])
        let across = try numbers(tensor.softmax(along: 1))
        for (value, expected) in zip(across, [0.25, 0.75, 0.5, 0.5]) { #expect(abs(value - expected) < 1e-15) }
        let down = try numbers(tensor.softmax(along: 0))
        #expect(down == [0, 0, 1, 1])
    }

    @Test func comparisonsGiveTruthValues() throws {
        let tensor = try row(1, 2, 3, .nan)
        let greater = try tensor.isGreater(than: 2)
        let least = try tensor.isAtLeast(2)
        #expect(greater.dtype == .bool)
        #expect(try numbers(greater) == [0, 0, 1, 0])
        #expect(try numbers(least) == [0, 1, 1, 0])
        #expect(try numbers(least.and(greater)) == [0, 0, 1, 0])
        #expect(try least.trueIndices().elements(as: Int64.self) == [1, 2])
        #expect(try row(-1).isGreater(than: 0).trueIndices().shape == [0])
    }

    @Test func inPlaceChangesTheTensorItself() throws {
        let tensor = try row(-1, 2)
        try tensor.addInPlace(row(-1, 1))
        #expect(try numbers(tensor) == [-2, 3])
        try tensor.reluInPlace()
        #expect(try numbers(tensor) == [0, 3])
    }

    @Test func meansKeepTheirDimensions() throws {
        let tensor = try Tensor([1.0, 2, 3, 4, 5, 6], shape: [2, 3])
        let rows = try tensor.mean(over: [1])
        #expect(rows.shape == [2, 1])
        #expect(try numbers(rows) == [2, 5])
        #expect(try tensor.mean(over: [0, 1]).item() == 3.5)
    }

    @Test func shapesChangeAndTheOrderStays() throws {
        let tensor = try Tensor((0..<12).map(Double.init), shape: [3, 4])
        #expect(try tensor.reshaped([2, -1]).shape == [2, 6])
        #expect(try numbers(tensor.reshaped([12])) == (0..<12).map(Double.init))
        let permuted = try tensor.reshaped([1, 3, 4]).permuted([2, 0, 1])
        #expect(permuted.shape == [4, 1, 3])
        #expect(try numbers(permuted) == [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11])
        #expect(try numbers(tensor.narrowed(1, to: 1..<3)) == [1, 2, 5, 6, 9, 10])
        #expect(try tensor.narrowed(0, to: 1..<1).shape == [0, 4])
        let selected = try tensor.selected(0, 2)
        #expect(selected.shape == [4])
        #expect(try numbers(selected) == [8, 9, 10, 11])
    }

    @Test func tensorsAreJoined() throws {
        let a = try Tensor([1.0, 2], shape: [1, 2])
        let b = try Tensor([3.0, 4], shape: [1, 2])
        #expect(try Tensor.concatenated([a, b], along: 0).shape == [2, 2])
        #expect(try numbers(Tensor.concatenated([a, b], along: 1)) == [1, 2, 3, 4])
        let stacked = try Tensor.stacked([a, b], along: 2)
        #expect(stacked.shape == [1, 2, 2])
        #expect(try numbers(stacked) == [1, 3, 2, 4])
        #expect(throws: TorchError.self) { try Tensor.concatenated([], along: 0) }
        #expect(throws: TorchError.self) { try Tensor.stacked([a, row(1)], along: 0) }
    }

    @Test func elementsAreGathered() throws {
        let tensor = try Tensor((0..<6).map(Double.init), shape: [3, 2])
        let indices = try Tensor([Int64(2), 0, 2], shape: [3])
        #expect(try numbers(tensor.gathered(0, at: indices)) == [4, 5, 0, 1, 4, 5])
        // Rows 0, 1, 2 give their columns 1, 0, 1.
        let columns = try Tensor([Int64(1), 0, 1], shape: [3])
        #expect(try numbers(tensor.gatheredPerRow(at: columns)) == [1, 2, 5])
        #expect(try tensor.gathered(0, at: Tensor([Int64](), shape: [0])).shape == [0, 2])
        #expect(throws: TorchError.self) { try tensor.gathered(0, at: Tensor([Int64(3)], shape: [1])) }
    }

    @Test func theLargestComeFirst() throws {
        let best = try row(3, 9, -1, 7).topK(3)
        #expect(try numbers(best.values) == [9, 7, 3])
        #expect(try best.indices.elements(as: Int64.self) == [1, 3, 0])
        #expect(throws: TorchError.self) { try row(1).topK(2) }
    }

    @Test func countingStartsAtZero() throws {
        #expect(try Tensor.arange(4).elements(as: Int64.self) == [0, 1, 2, 3])
        #expect(try Tensor.arange(0).shape == [0])
        #expect(try Tensor.arange(3, dtype: .float32).dtype == .float32)
    }

    /// The first numbers of `torch.manual_seed(1); torch.rand(3)`.
    @Test func theSameSeedGivesPyTorchsNumbers() throws {
        func drawn(_ seed: UInt64) throws -> [Float] {
            let tensor = try Tensor.zeros([3])
            try tensor.fillUniform(low: 0, high: 1, using: RandomGenerator(seed: seed))
            return try tensor.elements()
        }
        #expect(try drawn(1) == [0.757_631_6, 0.279_310_88, 0.403_069_26])
        #expect(try drawn(1) == drawn(1))
        #expect(try drawn(2) != drawn(1))
    }

    @Test func drawnNumbersAreThoseAskedFor() throws {
        let normal = try Tensor.zeros([20_000])
        let generator = try RandomGenerator(seed: 7)
        try normal.fillNormal(mean: 3, standardDeviation: 2, using: generator)
        // The mean of 20,000 is within 5 · 2 / √20000 = 0.07 of 3 but in one case of two million.
        #expect(abs(try normal.mean(over: [0]).item() - 3) < 0.07)
        let uniform = try Tensor.zeros([20_000])
        try uniform.fillUniform(low: -1, high: 5, using: generator)
        let drawn = try uniform.elements(as: Float.self)
        #expect(drawn.allSatisfy { $0 >= -1 && $0 < 5 })
        #expect(drawn.contains { $0 < -0.9 } && drawn.contains { $0 > 4.9 })
    }
}
