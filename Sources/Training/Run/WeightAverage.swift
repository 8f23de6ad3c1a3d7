internal import Foundation
internal import Torch

/// The exponential running average of a network's parameters and statistics, which is mostly better than the last ones.
///
/// Source: `ExponentialMovingAverage` of torchvision's references; the slow start of TensorFlow's.
final class WeightAverage {
    /// The averages by name.
    let tensors: [(name: String, tensor: Tensor)]
    private let sources: [Tensor]
    private let others: [(target: Tensor, source: Tensor)]
    private let decay: Double

    /// Starts with the present values, or with an earlier run's.
    init(
        of state: [(name: String, tensor: Tensor)], decay: Double, from earlier: [String: Tensor]? = nil
    ) throws(TorchError) {
        self.decay = decay
        var tensors: [(name: String, tensor: Tensor)] = []
        var averaged: [(Tensor, Tensor)] = []
        var others: [(target: Tensor, source: Tensor)] = []
        for (name, source) in state {
            // Of the parameter's layout, as the arithmetic over many tensors wants it.
            let target = try source.detached() + 0
            if let value = earlier?[name] { try target.copy(from: value) }
            tensors.append((name, target))
            if source.dtype == .int64 { others.append((target, source)) } else { averaged.append((target, source)) }
        }
        self.tensors = tensors
        self.others = others
        sources = averaged.map(\.1)
        targets = averaged.map(\.0)
    }

    private let targets: [Tensor]

    /// Takes in the values after a step, the first of which is 1.
    func update(step: Int) throws(TorchError) {
        // At first all values are young: a long memory would hold on to the random start.
        let decay = min(decay, Double(1 + step) / Double(10 + step))
        try ParameterMath.move(targets, towards: sources, by: 1 - decay)
        for (target, source) in others { try target.copy(from: source) }
    }
}
