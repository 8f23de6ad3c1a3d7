import Geometry
import TestSupport
import Testing
import Torch

/// A convolution's gradients where they are computed as products of matrices, beside LibTorch's own.
@Suite struct ConvolutionGradientTests {
    private struct Gradients {
        let output, input, weight, bias: [Double]
    }

    /// The output of a convolution, and the gradients of a weighted sum of it.
    private func gradients(
        _ inputShape: [Int], outputs: Int, kernel: Int = 3, stride: Int = 1, groups: Int = 1, dtype: DType,
        channelsLast: Bool, bias hasBias: Bool = true
    ) throws -> Gradients {
        var generator = SeededGenerator(seed: 7)
        func random(_ shape: [Int]) throws -> Tensor {
            let elements = (0..<shape.reduce(1, *)).map { _ in Double.random(in: -1...1, using: &generator) }
            return try Tensor(elements, shape: shape).to(dtype)
        }
        let names = hasBias ? ["weight", "bias"] : ["weight"]
        let shapes = ["weight": [outputs, inputShape[1] / groups, kernel, kernel], "bias": [outputs]]
        var tensors: [String: Tensor] = [:]
        for name in names { tensors[name] = try random(shapes[name] ?? []) }
        let store = try ParameterStore(.tensors(tensors), dtype: dtype, foldsNormalization: false, keepsTensors: true)
        let layer = try Conv2d(
            store.root, inputShape[1], outputs, kernel: kernel, stride: stride, groups: groups, bias: hasBias)
        let parameters = Dictionary(store.entries.map { ($0.name, $0.tensor) }) { first, _ in first }
        for case let parameter? in parameters.values { try parameter.setRequiresGradient(true) }
        var input = try random(inputShape)
        if channelsLast { input = try input.channelsLast() }
        try input.setRequiresGradient(true)
        let output = try layer(input)
        try (output * random(output.shape)).sum().backward()
        func elements(_ tensor: Tensor?) throws -> [Double] { try tensor?.to(.float64).elements(as: Double.self) ?? [] }
        return Gradients(
            output: try elements(output), input: try elements(input.gradient()),
            weight: try elements(parameters["weight"]??.gradient()),
            bias: try elements(parameters["bias"]??.gradient()))
    }

    private func expectEqual(_ a: [Double], _ b: [Double], within tolerance: Double, _ what: String) throws {
        try #require(a.count == b.count && !a.isEmpty, "\(what)")
        let scale = a.reduce(0) { max($0, abs($1)) }
        let difference = zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(difference <= tolerance * scale, "\(what): \(difference) of \(scale)")
    }

    /// Maps that are large enough, and one that is not; every edge of the map has a part in it.
    @Test(
        arguments: [[1, 4, 20, 20], [2, 5, 25, 31], [3, 8, 21, 40], [2, 3, 5, 6]],
        [(DType.float32, 2e-6), (.float64, 1e-13)])
    func theyAreLibTorchs(shape: [Int], precision: (dtype: DType, tolerance: Double)) throws {
        let expected = try gradients(shape, outputs: 7, dtype: precision.dtype, channelsLast: false)
        let found = try gradients(shape, outputs: 7, dtype: precision.dtype, channelsLast: true)
        for (name, part) in [
            ("output", \Gradients.output), ("input", \.input), ("weight", \.weight), ("bias", \.bias),
        ] {
            try expectEqual(expected[keyPath: part], found[keyPath: part], within: precision.tolerance, name)
        }
    }

    /// Strided 1×1 convolutions of few channels, which oneDNN is not asked for, and of more, which it is.
    @Test(arguments: [3, 8, 15, 16, 40], [[2, 13, 16], [1, 1, 1], [1, 8, 5]])
    func shortcutsThatHalveMapsHaveTheirGradients(channels: Int, size: [Int]) throws {
        let shape = [size[0], channels, size[1], size[2]]
        for (dtype, tolerance) in [(DType.float32, 2e-6), (.float64, 1e-13)] {
            let expected = try gradients(
                shape, outputs: 12, kernel: 1, stride: 2, dtype: .float64, channelsLast: false)
            let found = try gradients(shape, outputs: 12, kernel: 1, stride: 2, dtype: dtype, channelsLast: true)
            for (name, part) in [("output", \Gradients.output), ("input", \.input), ("weight", \.weight)] {
                try expectEqual(expected[keyPath: part], found[keyPath: part], within: tolerance, name)
            }
        }
    }

    /// Each group sees its own inputs: the same as convolutions side by side.
    @Test func groupsHaveTheirGradients() throws {
        let shape = [2, 8, 9, 11]
        let expected = try gradients(shape, outputs: 12, groups: 4, dtype: .float64, channelsLast: false)
        let found = try gradients(shape, outputs: 12, groups: 4, dtype: .float32, channelsLast: true)
        #expect(expected.weight.count == 12 * 2 * 9)
        for (name, part) in [("output", \Gradients.output), ("input", \.input), ("weight", \.weight)] {
            try expectEqual(expected[keyPath: part], found[keyPath: part], within: 2e-6, name)
        }
    }

    @Test func aBiasIsNotNeeded() throws {
        let expected = try gradients([1, 3, 22, 24], outputs: 4, dtype: .float64, channelsLast: false, bias: false)
        let found = try gradients([1, 3, 22, 24], outputs: 4, dtype: .float64, channelsLast: true, bias: false)
        try expectEqual(expected.weight, found.weight, within: 1e-13, "weight")
        #expect(found.bias.isEmpty)
    }
}
