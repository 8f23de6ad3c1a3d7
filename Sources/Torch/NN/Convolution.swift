internal import CTorch

/// A two-dimensional convolution: (N, in, H, W) to (N, out, H', W'), channels-last.
public struct Conv2d {
    let weight: Tensor
    let bias: Tensor?
    let stride: Int
    let padding: Int
    let dilation: Int
    let groups: Int

    /// Takes `weight` (out, in / groups, kernel, kernel) and, if there is one, `bias` (out) from the scope.
    ///
    /// - Parameters:
    ///   - padding: Zeros on every side; by default as many as keep the size at stride 1.
    ///   - dilation: The distance of the kernel's neighbouring cells.
    ///   - groups: Into how many groups channels are divided, each of which sees its own inputs alone.
    public init(
        _ scope: Scope, _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int? = nil,
        dilation: Int = 1, groups: Int = 1, bias: Bool = true,
        initializer: Initializer = .kaimingUniform(a: 5.0.squareRoot()),
        biasInitializer: Initializer = .constant(0)
    ) throws(TorchError) {
        weight = try scope.parameter("weight", [outputs, inputs / groups, kernel, kernel], initializer)
        self.bias = bias ? try scope.parameter("bias", [outputs], biasInitializer) : nil
        self.stride = stride
        self.padding = padding ?? dilation * (kernel / 2)
        self.dilation = dilation
        self.groups = groups
    }

    init(weight: Tensor, bias: Tensor?, stride: Int, padding: Int, dilation: Int, groups: Int) {
        self.weight = weight
        self.bias = bias
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.groups = groups
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
            ct_conv2d(
                input.handle, weight.handle, bias.raw, Int64(stride), Int64(padding ?? self.padding), Int64(dilation),
                Int64(groups), $0, $1)
        }
    }
}

/// 1×1 convolutions of the same maps: (N, in, H, W) to (N, outᵢ, H, W) for each.
public struct SiblingConvolutions {
    private enum Form {
        case packed(PackedConvolution)
        case layers([Conv2d])
    }

    private let form: Form
    private let outputs: [Int]

    /// Takes `weight` and `bias` of each from its scope.
    public init(
        _ siblings: [(scope: Scope, outputs: Int)], _ inputs: Int, initializer: Initializer
    ) throws(TorchError) {
        var layers: [Conv2d] = []
        for sibling in siblings {
            layers.append(try Conv2d(sibling.scope, inputs, sibling.outputs, kernel: 1, initializer: initializer))
        }
        outputs = siblings.map(\.outputs)
        // Together they read the maps once.
        if let first = siblings.first, let plan = first.scope.store.plan,
            let packed = try plan.packed(
                first.scope.path, weight: .concatenated(layers.map(\.weight), along: 0),
                bias: .concatenated(layers.compactMap(\.bias), along: 0), stride: 1, padding: 0)
        {
            form = .packed(packed)
        } else {
            form = .layers(layers)
        }
    }

    /// Applies all of them.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> [Tensor] {
        var results: [Tensor] = []
        switch form {
        case .packed(let packed):
            let together = try packed([input])[0]
            var first = 0
            for count in outputs {
                results.append(try together.narrowed(1, to: first..<first + count))
                first += count
            }
        case .layers(let layers):
            for layer in layers { results.append(try layer(input)) }
        }
        return results
    }
}

/// A two-dimensional transposed convolution: (N, in, H, W) to (N, out, H', W').
public struct ConvTranspose2d {
    let weight: Tensor
    let bias: Tensor
    let stride: Int
    let padding: Int

    /// Takes `weight` (in, out, kernel, kernel) and `bias` (out) from the scope.
    ///
    /// - Parameter padding: How many cells of the result are cut off on every side.
    public init(
        _ scope: Scope, _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int, padding: Int = 0,
        initializer: Initializer
    ) throws(TorchError) {
        weight = try scope.parameter("weight", [inputs, outputs, kernel, kernel], initializer)
        bias = try scope.parameter("bias", [outputs], .constant(0))
        self.stride = stride
        self.padding = padding
    }

    /// Applies the layer.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        try .make("convTranspose2d") {
            ct_conv_transpose2d(input.handle, weight.handle, bias.handle, Int64(stride), Int64(padding), $0, $1)
        }
    }
}

extension Tensor? {
    /// The handle, or an absent one.
    var raw: ct_tensor { self?.handle ?? ct_tensor(ptr: nil) }
}
