import Torch

/// A layer of the v1 model at an image of 800×800, or of another size.
struct Layer {
    enum Form {
        case convolution(kernel: Int, stride: Int)
        case linear(side: Int)
    }

    let name: String
    let form: Form
    let inputs: Int
    let outputs: Int
    /// (N, side, side).
    let count: Int
    let side: Int
    var hasResidual = false

    /// All shapes that the network has, where the image has this side.
    static func all(side: Int) -> [Layer] {
        func convolution(
            _ name: String, _ kernel: Int, _ inputs: Int, _ outputs: Int, at side: Int, stride: Int = 1, count: Int = 1,
            residual: Bool = false
        ) -> Layer {
            Layer(
                name: name, form: .convolution(kernel: kernel, stride: stride), inputs: inputs, outputs: outputs,
                count: count, side: side, hasResidual: residual)
        }
        let (c2, c3, c4, c5) = (side / 4, side / 8, side / 16, side / 32)
        return [
            convolution("3×3 of layer 1", 3, 64, 64, at: c2), convolution("3×3 of layer 2", 3, 128, 128, at: c3),
            convolution("3×3 of layer 3", 3, 256, 256, at: c4), convolution("3×3 of layer 4", 3, 512, 512, at: c5),
            convolution("3×3 of FPN and RPN, P2", 3, 256, 256, at: c2),
            convolution("3×3 of FPN and RPN, P3", 3, 256, 256, at: c3),
            convolution("3×3 of the mask head, 100 RoIs", 3, 256, 256, at: 14, count: 100),
            convolution("3×3 of v2's box head, 1000 RoIs", 3, 256, 256, at: 7, count: 1000),
            convolution("7×7 stem", 7, 3, 64, at: side, stride: 2),
            convolution("3×3 with stride, layer 2", 3, 128, 128, at: c2, stride: 2),
            convolution("3×3 with stride, layer 4", 3, 512, 512, at: c4, stride: 2),
            convolution("1×1 in, layer 1", 1, 256, 64, at: c2),
            convolution("1×1 out, layer 1", 1, 64, 256, at: c2, residual: true),
            convolution("1×1 in, layer 3", 1, 1024, 256, at: c4),
            convolution("1×1 out, layer 3", 1, 256, 1024, at: c4, residual: true),
            convolution("1×1 out, layer 4", 1, 512, 2048, at: c5, residual: true),
            convolution("1×1 shortcut, layer 3", 1, 512, 1024, at: c3, stride: 2),
            convolution("1×1 of RPN, P2", 1, 256, 15, at: c2),
            Layer(
                name: "linear, 1000 RoIs of 7×7", form: .linear(side: 7), inputs: 256, outputs: 1024, count: 1000,
                side: 7),
            Layer(
                name: "linear, 1000 vectors", form: .linear(side: 1), inputs: 1024, outputs: 1024, count: 1000, side: 1),
        ]
    }

    /// The layer with weights drawn at random, as a function of a map and a residual.
    func function(_ plan: InferencePlan?, dtype: DType = .float32) throws -> (Tensor, Tensor?) throws -> Tensor {
        let root = try ParameterStore(.random(seed: 1), dtype: dtype, plan: plan).root
        switch form {
        case .convolution(let kernel, let stride):
            let block = try ConvolutionBlock(
                convolution: root / "c", normalization: root / "n", inputs, outputs, kernel: kernel, stride: stride,
                kind: .none, rectified: true, initializer: .kaimingNormalFanOut)
            return { try block($0, adding: $1) }
        case .linear(let side):
            let linear = try Linear(root / "l", inputs * side * side, outputs, side: side)
            return { map, _ in try linear(side == 1 ? map.reshaped([map.size(0), inputs]) : map, rectified: true) }
        }
    }

    /// A map and a residual.
    func tensors() throws -> (Tensor, Tensor?) {
        let generator = try RandomGenerator(seed: 2)
        func normal(_ channels: Int, _ side: Int) throws -> Tensor {
            let tensor = try Tensor.zeros([count, channels, side, side]).channelsLast()
            try tensor.fillNormal(using: generator)
            return tensor
        }
        return (try normal(inputs, side), hasResidual ? try normal(outputs, side) : nil)
    }

    /// Additions and multiplications of the layer computed directly.
    var operations: Double {
        switch form {
        case .convolution(let kernel, let stride):
            let cells = count * ((side - 1) / stride + 1) * ((side - 1) / stride + 1)
            return 2 * Double(cells * kernel * kernel * inputs * outputs)
        case .linear(let side): return 2 * Double(count * side * side * inputs * outputs)
        }
    }
}
