internal import CTorch

/// A two-dimensional convolution: (N, in, H, W) to (N, out, H', W'), channels-last.
public struct Conv2d {
    let weight: Tensor
    let bias: Tensor?
    let stride: Int
    let padding: Int

    /// Takes `weight` (out, in, kernel, kernel) and, if there is one, `bias` (out) from the scope.
    ///
    /// - Parameter padding: Zeros on every side; by default as many as keep the size at stride 1.
    public init(
        _ scope: Scope, _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int? = nil,
        bias: Bool = true, initializer: Initializer = .kaimingUniform(a: 5.0.squareRoot()),
        biasInitializer: Initializer = .constant(0)
    ) throws(TorchError) {
        weight = try scope.parameter("weight", [outputs, inputs, kernel, kernel], initializer)
        self.bias = bias ? try scope.parameter("bias", [outputs], biasInitializer) : nil
        self.stride = stride
        self.padding = padding ?? kernel / 2
    }

    init(weight: Tensor, bias: Tensor?, stride: Int, padding: Int) {
        self.weight = weight
        self.bias = bias
        self.stride = stride
        self.padding = padding
    }

    /// Applies the layer.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        try apply(to: input, weight: weight, bias: bias)
    }

    /// Applies the layer with another weight and bias than its own, or another padding.
    func apply(
        to input: Tensor, weight: Tensor, bias: Tensor?, padding: Int? = nil
    ) throws(TorchError) -> Tensor {
        try .make("conv2d") {
            ct_conv2d(input.handle, weight.handle, bias.raw, Int64(stride), Int64(padding ?? self.padding), $0, $1)
        }
    }
}

/// A two-dimensional transposed convolution without padding: (N, in, H, W) to (N, out, H', W').
public struct ConvTranspose2d {
    let weight: Tensor
    let bias: Tensor
    let stride: Int

    /// Takes `weight` (in, out, kernel, kernel) and `bias` (out) from the scope.
    public init(
        _ scope: Scope, _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int, initializer: Initializer
    ) throws(TorchError) {
        weight = try scope.parameter("weight", [inputs, outputs, kernel, kernel], initializer)
        bias = try scope.parameter("bias", [outputs], .constant(0))
        self.stride = stride
    }

    /// Applies the layer.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        try .make("convTranspose2d") {
            ct_conv_transpose2d(input.handle, weight.handle, bias.handle, Int64(stride), $0, $1)
        }
    }
}

extension Tensor? {
    /// The handle, or an absent one.
    var raw: ct_tensor { self?.handle ?? ct_tensor(ptr: nil) }
}
