internal import CTorch

/// Which normalisation follows a convolution.
public enum NormalizationKind: Codable, Sendable, Hashable {
    /// None.
    case none
    /// Batch norm whose statistics and parameters never change: torchvision's `FrozenBatchNorm2d`.
    case frozenBatchNorm(epsilon: Double)
    /// Batch norm: PyTorch's `BatchNorm2d`.
    case batchNorm(epsilon: Double)
    /// Group norm (Wu & He 2018): the statistics of each image's groups of channels, whatever the batch. PyTorch's `GroupNorm`.
    case groupNorm(groups: Int, epsilon: Double)

    /// Into how many groups channels are divided; 1 where it does not divide them.
    public var groups: Int {
        if case .groupNorm(let groups, _) = self { groups } else { 1 }
    }
}

/// Which statistics batch norms that are not frozen normalise with.
public enum BatchStatistics: Sendable, Equatable {
    /// The stored ones, which stay as they are.
    case stored
    /// Those of the batch, towards which the stored ones move by this share: PyTorch's training mode, where it is 0.1.
    case batch(momentum: Double)
    /// Those of the batches of all processes together; without other processes the same as ``batch(momentum:)``.
    case synchronized(momentum: Double)
}

/// Batch norm: (x − mean) / √(variance + ε) · weight + bias for every channel.
public struct BatchNorm2d {
    let weight: Tensor
    let bias: Tensor
    let mean: Tensor
    let variance: Tensor
    let epsilon: Double
    /// Where the statistics are the batch's: how many batches there were, and the share by which stored ones move.
    private let live: (counter: Tensor, momentum: Double)?
    /// Normalises in place of this where the statistics are those of all processes.
    private let synchronized: SyncBatchNorm2d?

    /// Takes `weight`, `bias`, `running_mean` and `running_var`, (channels) each, from the scope; the kind that is not
    /// frozen has a counter, `num_batches_tracked`, as well.
    public init(_ scope: Scope, _ channels: Int, epsilon: Double, frozen: Bool) throws(TorchError) {
        weight = try scope.parameter("weight", [channels], .constant(1), role: .normalization, isTrainable: !frozen)
        bias = try scope.parameter("bias", [channels], .constant(0), role: .normalization, isTrainable: !frozen)
        mean = try scope.parameter("running_mean", [channels], .constant(0), role: .statistics, isTrainable: false)
        variance = try scope.parameter("running_var", [channels], .constant(1), role: .statistics, isTrainable: false)
        let counter = frozen ? nil : try scope.store.counter(scope / "num_batches_tracked")
        self.epsilon = epsilon
        let momentum: Double? =
            switch scope.store.statistics {
            case .stored: nil
            case .batch(let momentum), .synchronized(let momentum): momentum
            }
        guard let counter, let momentum else {
            live = nil
            synchronized = nil
            return
        }
        live = (counter, momentum)
        if case .synchronized = scope.store.statistics, let group = scope.store.group, group.size > 1 {
            synchronized = SyncBatchNorm2d(
                weight: weight, bias: bias, runningMean: mean, runningVariance: variance, epsilon: epsilon,
                momentum: momentum, group: group)
        } else {
            synchronized = nil
        }
    }

    /// Whether it normalises with the batch's statistics.
    var isLive: Bool { live != nil }

    /// Applies the layer.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        try live?.counter.addInPlace(.full([], 1, dtype: .int64))
        if let synchronized { return try synchronized(input) }
        return try .make("batchNorm") {
            ct_batch_norm(
                input.handle, weight.handle, bias.handle, mean.handle, variance.handle, live != nil,
                live?.momentum ?? 0, epsilon, $0, $1)
        }
    }

    /// A weight and a bias with which the convolution does this layer's work as well, recorded for gradients: of the
    /// size of the weights, where applying the layer is of the size of the maps.
    func absorbed(by convolution: Conv2d) throws(TorchError) -> (weight: Tensor, bias: Tensor) {
        let scale = try weight * (variance + epsilon).rsqrt()
        var offset = try bias - mean * scale
        if let bias = convolution.bias {
            offset = try offset + bias * scale
        }
        return (try convolution.weight * scale.reshaped([-1, 1, 1, 1]), offset)
    }

    /// What the convolution's outputs are multiplied with and what is added so that they are this layer's: (channels)
    /// each, float64.
    func folding(_ convolution: Conv2d) throws(TorchError) -> (scale: Tensor, offset: Tensor) {
        let scale = try weight.to(.float64) * (variance.to(.float64) + epsilon).rsqrt()
        var offset = try bias.to(.float64) - mean.to(.float64) * scale
        if let bias = convolution.bias {
            offset = try offset + bias.to(.float64) * scale
        }
        return (scale, offset)
    }

    /// The convolution that does this one's work as well. Both are computed in double, then rounded once.
    func folded(into convolution: Conv2d) throws(TorchError) -> Conv2d {
        let dtype = convolution.weight.dtype
        let (scale, offset) = try folding(convolution)
        let kernel = try convolution.weight.to(.float64) * scale.reshaped([-1, 1, 1, 1])
        return try Conv2d(
            weight: kernel.to(dtype).channelsLast(), bias: offset.to(dtype), stride: convolution.stride,
            padding: convolution.padding, dilation: convolution.dilation, groups: convolution.groups)
    }
}
