internal import CTorch

/// The mean and variance of a batch that lies in several processes.
public struct ChannelStatistics {
    /// The mean of each channel, (channels).
    public let mean: Tensor
    /// The biased variance of each channel, (channels).
    public let variance: Tensor
    /// The number of values of each channel in all processes together.
    public let count: Double
}

extension ProcessGroup {
    /// The mean and variance of each channel of (N, C, …) tensors over all processes; gradients flow through both.
    ///
    /// The tensors have the same number of channels and may differ in all other sizes; one may be empty.
    ///
    /// - Throws: ``TorchError`` also where no process has a value.
    public func channelStatistics(_ input: Tensor) throws(TorchError) -> ChannelStatistics {
        let shape = input.shape
        guard shape.count >= 2 else {
            throw .mismatch(operation: "channelStatistics", expected: "a tensor of (N, C, …)", found: "\(shape)")
        }
        let channels = shape[1]
        let count = try Tensor.full(
            [1], Double(input.count / max(channels, 1)), dtype: input.dtype, device: input.device)
        let sums = try sum(.concatenated([input.summedPerChannel(), count], along: 0))
        let total = try sums.narrowed(0, to: channels..<channels + 1).item()
        guard total > 0 else {
            throw .mismatch(
                operation: "channelStatistics", expected: "a value for each channel", found: "none anywhere")
        }
        let mean = try sums.narrowed(0, to: 0..<channels) / total
        // Not the mean of the squares less the square of the mean, which loses digits.
        let centered = try input - mean.perChannel(of: input)
        let variance = try sum((centered * centered).summedPerChannel()) / total
        return ChannelStatistics(mean: mean, variance: variance, count: total)
    }
}

/// Batch norm whose statistics are those of all processes' batches together, for training: each process gets what one
/// process with the whole batch would.
///
/// Every process must apply it in each step, to an empty batch if need be, and have a loss that depends on the result: both
/// passes exchange data.
///
/// Source: torch.nn.SyncBatchNorm.
public struct SyncBatchNorm2d {
    private let weight: Tensor
    private let bias: Tensor
    private let runningMean: Tensor
    private let runningVariance: Tensor
    private let epsilon: Double
    private let momentum: Double
    private let group: ProcessGroup

    /// Takes the parameters and the stored statistics of a batch norm, (channels) each, and moves the latter towards those
    /// of each batch by the share `momentum`.
    public init(
        weight: Tensor, bias: Tensor, runningMean: Tensor, runningVariance: Tensor, epsilon: Double = 1e-5,
        momentum: Double = 0.1, group: ProcessGroup
    ) {
        self.weight = weight
        self.bias = bias
        self.runningMean = runningMean
        self.runningVariance = runningVariance
        self.epsilon = epsilon
        self.momentum = momentum
        self.group = group
    }

    /// Normalises a (N, C, H, W) batch and updates the stored statistics.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        // Sums in half precision would be too coarse.
        let isHalf = input.dtype == .float16 || input.dtype == .bfloat16
        let values = isHalf ? try input.to(.float32) : input
        let statistics = try group.channelStatistics(values)
        try update(runningMean, towards: statistics.mean)
        let unbiased = statistics.count / max(statistics.count - 1, 1)
        try update(runningVariance, towards: statistics.variance * unbiased)
        let scale = try weight * (statistics.variance + epsilon).rsqrt()
        let centered = try values - statistics.mean.perChannel(of: values)
        let output = try centered * scale.perChannel(of: values) + bias.perChannel(of: values)
        return isHalf ? try output.to(input.dtype) : output
    }

    private func update(_ stored: Tensor, towards batch: Tensor) throws(TorchError) {
        let batch = try batch.detached()
        try stored.copy(from: stored * (1 - momentum) + batch * momentum)
    }
}

extension Tensor {
    /// (N, C, …) to (C).
    fileprivate func summedPerChannel() throws(TorchError) -> Tensor {
        try .make("sum") { ct_sum_per_channel(handle, $0, $1) }
    }

    /// (C) to (1, C, 1, …), with as many dimensions as the other tensor.
    fileprivate func perChannel(of other: Tensor) throws(TorchError) -> Tensor {
        try reshaped([1, -1] + [Int](repeating: 1, count: other.shape.count - 2))
    }
}
