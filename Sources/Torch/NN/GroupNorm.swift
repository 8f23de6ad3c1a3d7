internal import CTorch

/// Group norm (Wu & He 2018): (x − mean) / √(variance + ε) · weight + bias, with the statistics of each image's groups of channels.
///
/// It has no stored statistics, computes alike in training and evaluation, and does not fold into a convolution.
public struct GroupNorm {
    private let weight: Tensor
    private let bias: Tensor
    private let groups: Int
    private let epsilon: Double

    /// Takes `weight` and `bias`, (channels) each, from the scope.
    public init(_ scope: Scope, _ channels: Int, groups: Int, epsilon: Double) throws(TorchError) {
        guard groups > 0, channels % groups == 0 else {
            throw .mismatch(
                operation: "groupNorm", expected: "channels that divide into \(groups) groups", found: "\(channels)")
        }
        weight = try scope.parameter("weight", [channels], .constant(1), role: .normalization)
        bias = try scope.parameter("bias", [channels], .constant(0), role: .normalization)
        self.groups = groups
        self.epsilon = epsilon
    }

    /// Applies the layer to (N, C, H, W).
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        try .make("groupNorm") {
            ct_group_norm(input.handle, Int64(groups), weight.handle, bias.handle, epsilon, $0, $1)
        }
    }
}
