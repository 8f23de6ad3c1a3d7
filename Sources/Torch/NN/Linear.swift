internal import CTorch

/// A linear layer with a bias: (N, in) to (N, out), or of all of a map, (N, C, S, S) to (N, out).
public struct Linear {
    private enum Form {
        case packed(PackedConvolution)
        case layer(weight: Tensor, bias: Tensor)
    }

    private let form: Form
    private let outputs: Int
    /// What follows the product, in the bias's place.
    private let norm: GroupNorm?

    /// Takes `weight` (out, in) and `bias` (out) from the scope; with a group norm, that's parameters from `norm` in place of the bias.
    ///
    /// - Parameters:
    ///   - side: S where the inputs are maps; 1 for vectors. A map is flattened channel by channel, as in PyTorch.
    ///   - groups: Into how many groups the outputs are divided by a norm; nil for no norm.
    ///   - epsilon: ε of the norm.
    public init(
        _ scope: Scope, _ inputs: Int, _ outputs: Int, side: Int = 1, groups: Int? = nil, epsilon: Double = 1e-5
    ) throws(TorchError) {
        let weight = try scope.parameter("weight", [outputs, inputs], .kaimingUniform(a: 5.0.squareRoot()))
        let bias: Tensor
        if let groups {
            norm = try GroupNorm(scope / "norm", outputs, groups: groups, epsilon: epsilon)
            bias = try Tensor.zeros([outputs], dtype: weight.dtype, device: weight.device)
        } else {
            norm = nil
            bias = try scope.parameter("bias", [outputs], .uniformFanIn(inputs))
        }
        self.outputs = outputs
        // As a convolution whose kernel is as large as the map, it takes maps as they lie in memory.
        if let plan = scope.store.plan,
            let packed = try plan.packed(
                scope.path, weight: weight.reshaped([outputs, inputs / (side * side), side, side]), bias: bias,
                stride: 1, padding: 0)
        {
            form = .packed(packed)
        } else {
            form = .layer(weight: weight, bias: bias)
        }
    }

    /// Applies the layer.
    public func callAsFunction(_ input: Tensor, rectified: Bool = false) throws(TorchError) -> Tensor {
        guard let norm else { return try product(input, rectified: rectified) }
        let output = try product(input, rectified: false)
        // A norm of no rows is not defined.
        guard output.size(0) > 0 else { return output }
        let normalized = try norm(output)
        if rectified { try normalized.reluInPlace() }
        return normalized
    }

    private func product(_ input: Tensor, rectified: Bool) throws(TorchError) -> Tensor {
        switch form {
        case .packed(let packed):
            let maps = input.shape.count == 4 ? input : try input.reshaped([input.size(0), input.size(1), 1, 1])
            return try packed([maps], activation: rectified ? .relu : .none)[0].reshaped([input.size(0), outputs])
        case .layer(let weight, let bias):
            let shape = input.shape
            // Not -1: without any row the size could not be told from the number of elements.
            let vectors = shape.count == 2 ? input : try input.reshaped([shape[0], shape[1...].reduce(1, *)])
            let output = try Tensor.make("linear") { ct_linear(vectors.handle, weight.handle, bias.handle, $0, $1) }
            if rectified { try output.reluInPlace() }
            return output
        }
    }
}
