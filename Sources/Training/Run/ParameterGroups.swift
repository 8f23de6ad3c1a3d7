internal import MaskRCNN
internal import Torch

extension TrainingConfiguration.Optimization {
    /// The groups of parameters that are stepped alike: the backbone's and the others', weights and what has no decay.
    func groups(_ parameters: [TrainedParameter]) -> [ParameterGroup] {
        var groups: [ParameterGroup] = []
        for isBackbone in [true, false] {
            for decays in [true, false] {
                let members = parameters.filter {
                    $0.isBackbone == isBackbone && ($0.role == .weight) == decays
                }
                guard !members.isEmpty else { continue }
                groups.append(
                    ParameterGroup(
                        names: members.map(\.name), tensors: members.map(\.tensor),
                        rateFactor: isBackbone ? backboneRateFactor : 1,
                        weightDecay: decays ? weightDecay : normWeightDecay))
            }
        }
        return groups
    }

    /// The optimiser.
    func optimizer(_ groups: [ParameterGroup]) -> any Optimizer {
        switch method {
        case .sgd: SGD(groups, momentum: momentum, nesterov: nesterov)
        case .adamw: AdamW(groups, beta1: beta1, beta2: beta2)
        }
    }
}
