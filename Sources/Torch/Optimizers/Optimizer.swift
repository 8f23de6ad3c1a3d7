/// Parameters that are stepped alike.
public struct ParameterGroup {
    /// The names of the parameters, in the order of the tensors.
    public let names: [String]
    /// The parameters.
    public let tensors: [Tensor]
    /// What the learning rate is multiplied by.
    public let rateFactor: Double
    /// The share of itself that a parameter loses (SGD adds it to the gradient, AdamW takes it off apart).
    public let weightDecay: Double

    /// Creates a group.
    public init(names: [String], tensors: [Tensor], rateFactor: Double = 1, weightDecay: Double) {
        precondition(names.count == tensors.count, "a name for each tensor")
        self.names = names
        self.tensors = tensors
        self.rateFactor = rateFactor
        self.weightDecay = weightDecay
    }
}

/// Changes parameters as their gradients say.
///
/// A parameter without a gradient is left alone, as in PyTorch: the mask head has none where no box is positive.
public protocol Optimizer: AnyObject {
    /// What it steps.
    var groups: [ParameterGroup] { get }
    /// Does a step with this learning rate.
    func step(rate: Double) throws(TorchError)
    /// All that a later step depends on, by name.
    func state() throws(TorchError) -> [(name: String, tensor: Tensor)]
    /// Takes a state back; a name that is missing stands for a parameter that was never stepped.
    func restore(_ state: [String: Tensor]) throws(TorchError)
}

extension Optimizer {
    /// Drops all gradients.
    public func dropGradients() throws(TorchError) {
        for group in groups {
            for tensor in group.tensors { try tensor.setGradient(nil) }
        }
    }

    /// The gradients that there are.
    public func gradients() throws(TorchError) -> [Tensor] {
        var gradients: [Tensor] = []
        for group in groups {
            for tensor in group.tensors {
                if let gradient = try tensor.gradient() { gradients.append(gradient) }
            }
        }
        return gradients
    }
}
