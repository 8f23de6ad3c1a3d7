/// How a parameter gets its first values.
public enum Initializer: Sendable {
    /// One value everywhere.
    case constant(Double)
    /// Normal with mean 0.
    case normal(standardDeviation: Double)
    /// Normal with the variance 2 / fan-out (He et al. 2015): PyTorch's `kaiming_normal_(mode="fan_out")` for ReLU.
    case kaimingNormalFanOut
    /// Even with the variance 2 / ((1 + a²) fan-in): PyTorch's `kaiming_uniform_`.
    case kaimingUniform(a: Double)
    /// Even within 1/√fan-in on either side, as PyTorch's linear and convolution layers draw their biases.
    case uniformFanIn(Int)

    func tensor(_ shape: [Int], using generator: RandomGenerator) throws(TorchError) -> Tensor {
        let tensor = try Tensor.zeros(shape)
        let receptiveField = shape.dropFirst(2).reduce(1, *)
        switch self {
        case .constant(let value):
            return try .full(shape, value)
        case .normal(let deviation):
            try tensor.fillNormal(standardDeviation: deviation, using: generator)
        case .kaimingNormalFanOut:
            let fanOut = Double((shape.first ?? 1) * receptiveField)
            try tensor.fillNormal(standardDeviation: (2 / fanOut).squareRoot(), using: generator)
        case .kaimingUniform(let a):
            let fanIn = Double((shape.count > 1 ? shape[1] : 1) * receptiveField)
            let bound = (6 / ((1 + a * a) * fanIn)).squareRoot()
            try tensor.fillUniform(low: -bound, high: bound, using: generator)
        case .uniformFanIn(let fanIn):
            let bound = 1 / Double(max(fanIn, 1)).squareRoot()
            try tensor.fillUniform(low: -bound, high: bound, using: generator)
        }
        return tensor
    }
}
