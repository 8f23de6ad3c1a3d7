import Foundation
import Testing
import Torch

/// What training makes small, worked by hand.
@Suite struct LossSumTests {
    private func parameter(_ elements: [Double], shape: [Int]) throws -> Tensor {
        let tensor = try Tensor(elements, shape: shape)
        try tensor.setRequiresGradient(true)
        return tensor
    }

    private func gradient(of loss: Tensor, at tensor: Tensor) throws -> [Double] {
        try loss.backward()
        return try #require(try tensor.gradient()).elements()
    }

    private func expectClose(_ a: [Double], _ b: [Double], sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(a.count == b.count, sourceLocation: sourceLocation)
        for (a, b) in zip(a, b) { #expect(abs(a - b) < 1e-14, sourceLocation: sourceLocation) }
    }

    /// A logit of log 3 has σ = 3/4: against 1 it costs log 4/3, against 0 log 4, against ½ their mean. A logit of 1000
    /// against 0 costs 1000, not infinity. The gradient is σ − t.
    @Test func binaryCrossEntropyIsASum() throws {
        let logits = try parameter([log(3), log(3), log(3), 1000], shape: [4])
        let loss = try logits.binaryCrossEntropySum(with: Tensor([1.0, 0, 0.5, 0], shape: [4]))
        let (one, zero) = (log(4.0 / 3), log(4.0))
        #expect(abs(try loss.item() - (one + zero + (one + zero) / 2 + 1000)) < 1e-12)
        expectClose(try gradient(of: loss, at: logits), [-0.25, 0.75, 0.25, 1])
    }

    /// Logits 0, log 3 have probabilities 1/4, 3/4. The gradient is the probability, less 1 at the label.
    @Test func crossEntropyIsASumOverRows() throws {
        let logits = try parameter([0, log(3), 0, log(3)], shape: [2, 2])
        let loss = try logits.crossEntropySum(with: Tensor([Int64(0), 1], shape: [2]))
        #expect(abs(try loss.item() - (log(4) + log(4.0 / 3))) < 1e-14)
        expectClose(try gradient(of: loss, at: logits), [-0.75, 0.75, 0.25, -0.25])
    }

    /// β is ½. A difference of ¼ costs ¼² / (2 · ½) = 1/16, one of −2 costs 2 − ¼, one of ½ costs ¼ either way. The
    /// gradient is d / β within β and ±1 outside.
    @Test func smoothL1TurnsStraightAtBeta() throws {
        let values = try parameter([1.25, -1, 3.5, 7], shape: [4])
        let loss = try values.smoothL1Sum(with: Tensor([1.0, 1, 3, 7], shape: [4]), beta: 0.5)
        #expect(try loss.item() == 1.0 / 16 + 1.75 + 0.25)
        expectClose(try gradient(of: loss, at: values), [0.5, -1, 1, 0])
    }

    /// A batch without a positive sample has losses of 0, and gradients of zeros.
    @Test func nothingCostsNothing() throws {
        let none = try parameter([], shape: [0])
        #expect(try none.binaryCrossEntropySum(with: .zeros([0], dtype: .float64)).item() == 0)
        let rows = try parameter([], shape: [0, 4])
        let loss = try rows.smoothL1Sum(with: .zeros([0, 4], dtype: .float64), beta: 1.0 / 9)
        #expect(try loss.item() == 0)
        #expect(try gradient(of: loss, at: rows) == [])
        let logits = try parameter([], shape: [0, 3])
        #expect(try logits.crossEntropySum(with: Tensor([Int64](), shape: [0])).item() == 0)
    }

    @Test func labelsOutOfRangeAreRefused() throws {
        let logits = try parameter([0, 0], shape: [1, 2])
        for label in [2, -1] as [Int64] {
            #expect(throws: TorchError.self) { try logits.crossEntropySum(with: Tensor([label], shape: [1])) }
        }
    }
}
