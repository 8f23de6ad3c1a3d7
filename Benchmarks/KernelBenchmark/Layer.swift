import Torch

/// A layer of a network at an image of some size.
struct Layer {
    enum Form {
        case convolution(kernel: Int, stride: Int, dilation: Int, groups: Int)
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

    /// The layer with weights drawn at random, as a function of a map and a residual.
    func function(_ plan: InferencePlan?, dtype: DType = .float32) throws -> (Tensor, Tensor?) throws -> Tensor {
        let root = try ParameterStore(.random(seed: 1), dtype: dtype, plan: plan).root
        switch form {
        case .convolution(let kernel, let stride, let dilation, let groups):
            let block = try ConvolutionBlock(
                convolution: root / "c", normalization: root / "n", inputs, outputs, kernel: kernel, stride: stride,
                dilation: dilation, groups: groups, kind: .none, rectified: true, initializer: .kaimingNormalFanOut)
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
        case .convolution(let kernel, let stride, _, let groups):
            let cells = count * ((side - 1) / stride + 1) * ((side - 1) / stride + 1)
            return 2 * Double(cells * kernel * kernel * inputs * outputs / groups)
        case .linear(let side): return 2 * Double(count * side * side * inputs * outputs)
        }
    }
}
