package import Torch

/// A parameter that is trained.
package struct TrainedParameter {
    package let name: String
    package let tensor: Tensor
    package let role: ParameterStore.Role
    package let part: NetworkPart?

    /// Whether it is in the backbone, which may learn at another rate.
    package var isBackbone: Bool {
        if case .backbone? = part { true } else { false }
    }
}

extension ParameterStore {
    /// All parameters and buffers by name, in the order of torchvision's state dictionary.
    var state: [(name: String, tensor: Tensor)] {
        entries.compactMap { entry in entry.tensor.map { (entry.name, $0) } }
    }

    /// The parameters that have rows of each class, and how many.
    var classParameters: [(name: String, tensor: Tensor, rowsPerClass: Int)] {
        entries.compactMap { entry in
            guard let tensor = entry.tensor, let rows = entry.rowsPerClass else { return nil }
            return (entry.name, tensor, rows)
        }
    }

    /// The parameters that are trained.
    var trainedParameters: [TrainedParameter] {
        entries.compactMap { entry in
            entry.tensor.flatMap { tensor in
                guard tensor.requiresGradient else { return nil }
                return TrainedParameter(name: entry.name, tensor: tensor, role: entry.role, part: entry.part)
            }
        }
    }

    /// Says of every parameter whether it is trained: what is above the backbone, and of that so many stages from the top.
    ///
    /// Source: `trainable_layers` of torchvision's `_resnet_fpn_extractor` and `_mobilenet_extractor`.
    func train(stages: Int, of stageCount: Int, norms: Bool) throws(TorchError) {
        for entry in entries where entry.isTrainable {
            var isTrained = norms || entry.role != .normalization
            if case .backbone(let stage)? = entry.part, stage < stageCount - stages { isTrained = false }
            try entry.tensor?.setRequiresGradient(isTrained)
        }
    }
}
