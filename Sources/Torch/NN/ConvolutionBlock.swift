/// What follows a convolution and its normalisation.
public enum Activation: Sendable {
    /// Nothing.
    case none
    /// max(x, 0).
    case relu
    /// x · min(max(x + 3, 0), 6) / 6.
    case hardSwish
}

/// A convolution, the normalisation after it, and an activation if there is one.
public struct ConvolutionBlock {
    private enum Form {
        case packed(PackedConvolution)
        case layers(Conv2d, BatchNorm2d?)
    }

    private let form: Form
    private let activation: Activation
    /// A norm that takes statistics of each image, and so stands by itself between the convolution and the activation.
    private let groupNorm: GroupNorm?

    /// The same with a ReLU or nothing at its end.
    public init(
        convolution scope: Scope, normalization normScope: Scope, _ inputs: Int, _ outputs: Int, kernel: Int,
        stride: Int = 1, dilation: Int = 1, groups: Int = 1, kind: NormalizationKind, rectified: Bool,
        initializer: Initializer, biasInitializer: Initializer = .constant(0)
    ) throws(TorchError) {
        try self.init(
            convolution: scope, normalization: normScope, inputs, outputs, kernel: kernel, stride: stride,
            dilation: dilation, groups: groups, kind: kind, activation: rectified ? .relu : .none,
            initializer: initializer, biasInitializer: biasInitializer)
    }

    /// Takes the convolution from one scope and the normalisation from another. The convolution has a bias where
    /// nothing normalises it.
    public init(
        convolution scope: Scope, normalization normScope: Scope, _ inputs: Int, _ outputs: Int, kernel: Int,
        stride: Int = 1, dilation: Int = 1, groups: Int = 1, kind: NormalizationKind, activation: Activation,
        initializer: Initializer, biasInitializer: Initializer = .constant(0)
    ) throws(TorchError) {
        let convolution = try Conv2d(
            scope, inputs, outputs, kernel: kernel, stride: stride, dilation: dilation, groups: groups,
            bias: kind == .none, initializer: initializer, biasInitializer: biasInitializer)
        self.activation = activation
        let normalization: BatchNorm2d?
        var groupNorm: GroupNorm?
        switch kind {
        case .none: normalization = nil
        case .groupNorm(let groups, let epsilon):
            normalization = nil
            groupNorm = try GroupNorm(normScope, outputs, groups: groups, epsilon: epsilon)
        case .frozenBatchNorm(let epsilon):
            normalization = try BatchNorm2d(normScope, outputs, epsilon: epsilon, frozen: true)
        case .batchNorm(let epsilon):
            normalization = try BatchNorm2d(normScope, outputs, epsilon: epsilon, frozen: false)
        }
        self.groupNorm = groupNorm
        if let plan = scope.store.plan, let packed = try plan.packed(scope.path, convolution, normalization) {
            form = .packed(packed)
        } else if scope.store.foldsNormalization, let normalization {
            form = .layers(try normalization.folded(into: convolution), nil)
        } else {
            form = .layers(convolution, normalization)
        }
    }

    /// Applies the block.
    ///
    /// - Parameters:
    ///   - residual: Added before the activation, if there is one; a map of another size is enlarged to it by nearest.
    ///   - overwritesResidual: Whether nobody needs the residual any more, so that a packed block may put its result in
    ///     the residual's memory, which saves reading and writing as much again.
    ///   - padding: The zeros on every side, where they shall be others than the convolution's; in training alone.
    public func callAsFunction(
        _ input: Tensor, adding residual: Tensor? = nil, overwritesResidual: Bool = false, padding: Int? = nil
    ) throws(TorchError) -> Tensor {
        switch form {
        case .packed(let packed):
            precondition(padding == nil, "the padding is packed")
            if let groupNorm { return try finish(groupNorm(packed([input])[0]), adding: residual) }
            return try packed(
                [input], adding: residual, overwritesResidual: overwritesResidual, activation: activation)[0]
        case .layers(let convolution, let normalization):
            return try apply(convolution, normalization, to: input, adding: residual, padding: padding)
        }
    }

    /// Applies the block to maps of several sizes.
    public func callAsFunction(_ inputs: [Tensor]) throws(TorchError) -> [Tensor] {
        if case .packed(let packed) = form, groupNorm == nil { return try packed(inputs, activation: activation) }
        var outputs: [Tensor] = []
        for input in inputs { outputs.append(try self(input)) }
        return outputs
    }

    private func apply(
        _ convolution: Conv2d, _ normalization: BatchNorm2d?, to input: Tensor, adding residual: Tensor?, padding: Int?
    ) throws(TorchError) -> Tensor {
        func convolved(_ weight: Tensor, _ bias: Tensor?) throws(TorchError) -> Tensor {
            try convolution.apply(to: input, weight: weight, bias: bias, padding: padding)
        }
        let output: Tensor
        if let groupNorm {
            output = try groupNorm(convolved(convolution.weight, convolution.bias))
        } else if let normalization, normalization.isLive {
            output = try normalization(convolved(convolution.weight, convolution.bias))
        } else if let normalization {
            let (weight, bias) = try normalization.absorbed(by: convolution)
            output = try convolved(weight, bias)
        } else {
            output = try convolved(convolution.weight, convolution.bias)
        }
        return try finish(output, adding: residual)
    }

    /// Adds a residual and applies the activation, in the output's memory where that is possible.
    private func finish(_ output: Tensor, adding residual: Tensor?) throws(TorchError) -> Tensor {
        if let residual {
            let isSame = residual.size(2) == output.size(2) && residual.size(3) == output.size(3)
            try output.addInPlace(
                isSame ? residual : residual.resized(height: output.size(2), width: output.size(3), .nearest))
        }
        switch activation {
        case .none: return output
        case .relu:
            try output.reluInPlace()
            return output
        case .hardSwish: return try output.hardSwish()
        }
    }
}
