internal import CTorch

/// Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019).
///
/// Source: PyTorch's `torch.optim.AdamW`, whose fused kernel does the step.
public final class AdamW: Optimizer {
    /// What it steps.
    public let groups: [ParameterGroup]
    private let beta1: Double
    private let beta2: Double
    private let epsilon: Double
    private var moments: [String: Moments] = [:]

    /// What is kept of a parameter's past.
    private struct Moments {
        let average: Tensor
        let squareAverage: Tensor
        let step: Tensor
    }

    /// Creates an optimiser that has not stepped yet.
    public init(_ groups: [ParameterGroup], beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
        self.groups = groups
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
    }

    /// Does a step with this learning rate.
    public func step(rate: Double) throws(TorchError) {
        for group in groups {
            var parameters: [Tensor] = []
            var gradients: [Tensor] = []
            var kept: [Moments] = []
            for (name, tensor) in zip(group.names, group.tensors) {
                guard let gradient = try tensor.gradient() else { continue }
                let moments = try moments(of: tensor, name)
                // The kernel takes the number of this step.
                try moments.step.addInPlace(.full([], 1, device: tensor.device))
                parameters.append(tensor)
                gradients.append(gradient)
                kept.append(moments)
            }
            guard !parameters.isEmpty else { continue }
            try ParameterMath.with(parameters, gradients) { (parameters, gradients) throws(TorchError) in
                try ParameterMath.with(kept.map(\.average), kept.map(\.squareAverage)) {
                    (averages, squares) throws(TorchError) in
                    try ParameterMath.with(kept.map(\.step)) { (steps) throws(TorchError) in
                        try check("AdamW") {
                            ct_adamw_step(
                                parameters, gradients, averages, squares, steps, Int64(parameters.count),
                                rate * group.rateFactor, beta1, beta2, epsilon, group.weightDecay, $0)
                        }
                    }
                }
            }
        }
    }

    private func moments(of tensor: Tensor, _ name: String) throws(TorchError) -> Moments {
        if let kept = moments[name] { return kept }
        let new = Moments(
            average: try tensor.detached() * 0, squareAverage: try tensor.detached() * 0,
            step: try .zeros([], device: tensor.device))
        moments[name] = new
        return new
    }

    /// What is kept of each parameter's past, by name.
    public func state() -> [(name: String, tensor: Tensor)] {
        moments.keys.sorted().flatMap { name -> [(name: String, tensor: Tensor)] in
            guard let kept = moments[name] else { return [] }
            return [
                (name + ".average", kept.average), (name + ".square_average", kept.squareAverage),
                (name + ".step", kept.step),
            ]
        }
    }

    /// Takes a state back.
    public func restore(_ state: [String: Tensor]) throws(TorchError) {
        moments = [:]
        for group in groups {
            for (name, parameter) in zip(group.names, group.tensors) {
                guard let average = state[name + ".average"], let square = state[name + ".square_average"],
                    let step = state[name + ".step"]
                else { continue }
                moments[name] = Moments(
                    average: try parameter.filledLike(average), squareAverage: try parameter.filledLike(square),
                    step: try .full([], step.item(), device: parameter.device))
            }
        }
    }
}
