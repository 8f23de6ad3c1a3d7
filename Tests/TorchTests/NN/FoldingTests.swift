import Geometry
import TestSupport
import Testing
import Torch

/// Folding a norm into the convolution before it changes the memory, not the result.
@Suite struct FoldingTests {
    static let kinds: [NormalizationKind] = [
        .none, .frozenBatchNorm(epsilon: 1e-5), .frozenBatchNorm(epsilon: 0), .batchNorm(epsilon: 1e-3),
    ]

    private func block(
        _ kind: NormalizationKind, seed: UInt64, folds: Bool, rectified: Bool, dtype: DType
    ) throws -> ConvolutionBlock {
        var generator = SeededGenerator(seed: seed)
        func random(_ count: Int, _ range: ClosedRange<Double>) -> [Double] {
            (0..<count).map { _ in .random(in: range, using: &generator) }
        }
        let store = try parameters(
            [
                "conv.weight": ([5, 3, 3, 3], random(135, -1...1)), "conv.bias": ([5], random(5, -1...1)),
                "norm.weight": ([5], random(5, -2...2)), "norm.bias": ([5], random(5, -1...1)),
                "norm.running_mean": ([5], random(5, -1...1)), "norm.running_var": ([5], random(5, 0.01...4)),
            ], dtype: dtype, folds: folds)
        return try ConvolutionBlock(
            convolution: store.root / "conv", normalization: store.root / "norm", 3, 5, kernel: 3, stride: 2,
            kind: kind, rectified: rectified, initializer: .constant(0))
    }

    private func input(_ shape: [Int], seed: UInt64, _ dtype: DType) throws -> Tensor {
        let tensor = try Tensor.zeros(shape, dtype: dtype)
        try tensor.fillNormal(using: RandomGenerator(seed: seed))
        return tensor
    }

    @Test(arguments: kinds, [UInt64(1), 2, 3])
    func foldedBlocksGiveTheSame(_ kind: NormalizationKind, seed: UInt64) throws {
        for (dtype, tolerance) in [(DType.float64, 1e-13), (.float32, 1e-5)] {
            let images = try input([2, 3, 9, 8], seed: seed, dtype)
            let plain = try block(kind, seed: seed, folds: false, rectified: false, dtype: dtype)(images)
            let folded = try block(kind, seed: seed, folds: true, rectified: false, dtype: dtype)(images)
            let largest = try plain.elements(as: Double.self).map(abs).max() ?? 0
            #expect(try folded.largestDifference(from: plain) <= tolerance * largest, "seed \(seed), \(dtype)")
            #expect(plain.shape == [2, 5, 5, 4] && largest > 0.1)
        }
    }

    /// What is added comes before the ReLU: relu(f(x) + r) where a block without one gives f(x).
    @Test(arguments: [true, false])
    func residualsAreAddedBeforeTheReLU(folds: Bool) throws {
        let kind = NormalizationKind.batchNorm(epsilon: 1e-5)
        let images = try input([1, 3, 8, 8], seed: 4, .float64)
        let residual = try input([1, 5, 4, 4], seed: 5, .float64)
        let plain = try block(kind, seed: 6, folds: folds, rectified: false, dtype: .float64)(images)
        let expected = try (plain + residual).clamped(low: 0)
        let added = try block(kind, seed: 6, folds: folds, rectified: true, dtype: .float64)(images, adding: residual)
        #expect(try added.largestDifference(from: expected) == 0)
        #expect(try added.largestDifference(from: plain.clamped(low: 0)) > 0)
    }

    /// Where nothing normalises it, the convolution has a bias; else it has none, and the file's would be unexpected.
    @Test func biasesAreThereWhereNoNormIs() throws {
        func names(_ kind: NormalizationKind) throws -> [String] {
            let store = try ParameterStore(.random(seed: 1))
            _ = try ConvolutionBlock(
                convolution: store.root / "0", normalization: store.root / "1", 1, 1, kernel: 1, kind: kind,
                rectified: true, initializer: .constant(1))
            return store.entries.map(\.name)
        }
        #expect(try names(.none) == ["0.weight", "0.bias"])
        let frozen = ["0.weight", "1.weight", "1.bias", "1.running_mean", "1.running_var"]
        #expect(try names(.frozenBatchNorm(epsilon: 0)) == frozen)
        #expect(try names(.batchNorm(epsilon: 0)) == frozen + ["1.num_batches_tracked"])
    }
}
