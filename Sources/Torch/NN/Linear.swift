internal import CTorch

/// A linear layer with a bias: (N, in) to (N, out).
public struct Linear {
    let weight: Tensor
    let bias: Tensor

    /// Takes `weight` (out, in) and `bias` (out) from the scope.
    public init(_ scope: Scope, _ inputs: Int, _ outputs: Int) throws(TorchError) {
        weight = try scope.parameter("weight", [outputs, inputs], .kaimingUniform(a: 5.0.squareRoot()))
        bias = try scope.parameter("bias", [outputs], .uniformFanIn(inputs))
    }

    /// Applies the layer.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        try .make("linear") { ct_linear(input.handle, weight.handle, bias.handle, $0, $1) }
    }
}
