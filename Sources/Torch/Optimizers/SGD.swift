internal import CTorch

/// Stochastic gradient descent: v ← μv + g + λp, p ← p − rate · v (with Nesterov: p − rate · (g + λp + μv)).
///
/// Source: PyTorch's `torch.optim.SGD`, whose fused kernel does the step.
public final class SGD: Optimizer {
    /// What it steps.
    public let groups: [ParameterGroup]
    private let momentum: Double
    private let isNesterov: Bool
    private var velocities: [String: Tensor] = [:]

    /// Creates an optimiser that has not stepped yet.
    public init(_ groups: [ParameterGroup], momentum: Double = 0.9, nesterov: Bool = false) {
        self.groups = groups
        self.momentum = momentum
        isNesterov = nesterov
    }

    /// Does a step with this learning rate.
    public func step(rate: Double) throws(TorchError) {
        for group in groups {
            // A first step fills the velocity, which is another call of the kernel.
            var first = Batch()
            var later = Batch()
            for (name, tensor) in zip(group.names, group.tensors) {
                guard let gradient = try tensor.gradient() else { continue }
                if let velocity = velocities[name] {
                    later.append(tensor, gradient, velocity)
                } else {
                    let velocity = try tensor.detached() * 0
                    velocities[name] = velocity
                    first.append(tensor, gradient, velocity)
                }
            }
            try step(group, first, isFirst: true, rate)
            try step(group, later, isFirst: false, rate)
        }
    }

    private func step(
        _ group: ParameterGroup, _ batch: Batch, isFirst: Bool, _ rate: Double
    ) throws(TorchError) {
        guard !batch.parameters.isEmpty else { return }
        try ParameterMath.with(batch.parameters, batch.gradients) { (parameters, gradients) throws(TorchError) in
            try ParameterMath.with(batch.velocities) { (velocities) throws(TorchError) in
                try check("SGD") {
                    ct_sgd_step(
                        parameters, gradients, velocities, Int64(parameters.count), rate * group.rateFactor, momentum,
                        group.weightDecay, isNesterov, isFirst, $0)
                }
            }
        }
    }

    /// What is kept of each parameter's past, by name.
    public func state() -> [(name: String, tensor: Tensor)] {
        velocities.keys.sorted().compactMap { name in velocities[name].map { (name + ".velocity", $0) } }
    }

    /// Takes a state back.
    public func restore(_ state: [String: Tensor]) throws(TorchError) {
        velocities = [:]
        for group in groups {
            for (name, parameter) in zip(group.names, group.tensors) {
                guard let stored = state[name + ".velocity"] else { continue }
                velocities[name] = try parameter.filledLike(stored)
            }
        }
    }

    private struct Batch {
        var parameters: [Tensor] = []
        var gradients: [Tensor] = []
        var velocities: [Tensor] = []

        mutating func append(_ parameter: Tensor, _ gradient: Tensor, _ velocity: Tensor) {
            parameters.append(parameter)
            gradients.append(gradient)
            velocities.append(velocity)
        }
    }
}

extension Tensor {
    /// A tensor of this one's layout, type and device with another's elements: the fused kernels walk through memory.
    func filledLike(_ other: Tensor) throws(TorchError) -> Tensor {
        let copy = try detached() * 0
        try copy.copy(from: other)
        return copy
    }
}
