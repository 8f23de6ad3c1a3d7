import Testing
import Torch

/// Convolutions whose kernels have gaps, and dropout.
struct DilationTests {
    /// A kernel with gaps is one with zeros between its cells; the packed engine leaves it to LibTorch.
    @Test(arguments: [1, 2, 3], [false, true])
    func aKernelWithGapsHasZerosBetween(dilation: Int, packs: Bool) throws {
        let generator = try RandomGenerator(seed: 5)
        let weight = try Tensor.zeros([4, 3, 3, 3])
        try weight.fillNormal(using: generator)
        let input = try Tensor.zeros([1, 3, 9, 11])
        try input.fillNormal(using: generator)
        let side = 2 * dilation + 1
        let values = try weight.elements(as: Float.self)
        var spread = [Float](repeating: 0, count: 12 * side * side)
        for map in 0..<12 {
            for cell in 0..<9 {
                spread[map * side * side + cell / 3 * dilation * side + cell % 3 * dilation] = values[map * 9 + cell]
            }
        }
        let plan = packs ? try InferencePlan() : nil
        let store = try ParameterStore(
            .checkpoint([
                "gaps.weight": weight.stored(),
                "zeros.weight": try Tensor(spread, shape: [4, 3, side, side]).stored(),
                "gaps.bias": try Tensor.zeros([4]).stored(), "zeros.bias": try Tensor.zeros([4]).stored(),
            ]), plan: plan)
        func block(_ name: String, kernel: Int, dilation: Int) throws -> ConvolutionBlock {
            try ConvolutionBlock(
                convolution: store.root / name, normalization: store.root / name, 3, 4, kernel: kernel,
                dilation: dilation, kind: .none, rectified: false, initializer: .constant(0))
        }
        let gaps = try block("gaps", kernel: 3, dilation: dilation)
        let zeros = try block("zeros", kernel: side, dilation: 1)
        #expect(try gaps(input).largestDifference(from: zeros(input)) < 1e-5)
        #expect(try gaps(input).shape == [1, 4, 9, 11])
        if dilation > 1, let plan { #expect(plan.uncovered.contains("gaps")) }
    }

    /// A share of about the size is 0 and the rest larger by as much, the same for a seed.
    @Test func dropoutHidesAShare() throws {
        let ones = try Tensor.full([100, 100], 1)
        let first = try ones.droppingOut(0.25, using: RandomGenerator(seed: 1)).elements(as: Float.self)
        #expect(Set(first) == [0, Float(1 / 0.75)])
        #expect(abs(Double(first.count { $0 == 0 }) / 1e4 - 0.25) < 0.02)
        #expect(try first == ones.droppingOut(0.25, using: RandomGenerator(seed: 1)).elements(as: Float.self))
        #expect(try first != ones.droppingOut(0.25, using: RandomGenerator(seed: 2)).elements(as: Float.self))
        #expect(throws: TorchError.self) { _ = try ones.droppingOut(1, using: RandomGenerator(seed: 1)) }
    }
}
