internal import CTorch

/// The last layers of a mask head: (R, in, S, S) to logits (R, 2S, 2S) for one class, or (R, K, 2S, 2S) for all.
///
/// A transposed convolution that doubles the sides, a ReLU, and a 1×1 convolution with an output for each class.
/// Source: torchvision's `MaskRCNNPredictor`.
public struct MaskPredictor {
    private enum Form {
        case packed(PackedMaskPredictor)
        case layers(ConvTranspose2d, Conv2d)
    }

    private let form: Form

    /// Takes the parameters of `conv5_mask` and `mask_fcn_logits` from the scope.
    ///
    /// - Parameter classCount: How many classes have a mask each; nil for one mask of all.
    public init(_ scope: Scope, _ inputs: Int, channels: Int, classCount: Int?) throws(TorchError) {
        let upsampling = try ConvTranspose2d(
            scope / "conv5_mask", inputs, channels, kernel: 2, stride: 2, initializer: .kaimingNormalFanOut)
        let name = scope / "mask_fcn_logits"
        let logits = try Conv2d(
            classCount == nil ? name : name.rowsPerClass(1), channels, classCount ?? 1, kernel: 1,
            initializer: .kaimingNormalFanOut)
        if let plan = scope.store.plan, let bias = logits.bias {
            form = .packed(
                try PackedMaskPredictor(
                    plan, weight: upsampling.weight, bias: upsampling.bias, classWeight: logits.weight,
                    classBias: bias))
        } else {
            form = .layers(upsampling, logits)
        }
    }

    /// Logits of each map's own class: labels (R), int64.
    public func callAsFunction(_ features: Tensor, labels: Tensor) throws(TorchError) -> Tensor {
        switch form {
        case .packed(let packed): try packed(features, labels: labels)
        case .layers: try logits(features).gatheredPerRow(at: labels.to(features.device))
        }
    }

    /// Logits of all classes; not for a network in an ``InferencePlan``, which has the wanted class's alone.
    private func logits(_ features: Tensor) throws(TorchError) -> Tensor {
        guard case .layers(let upsampling, let logits) = form else {
            throw .mismatch(operation: "maskPredictor", expected: "layers that are not packed", found: "packed ones")
        }
        let maps = try upsampling(features)
        try maps.reluInPlace()
        return try logits(maps)
    }
}

/// The same in a plan.
private final class PackedMaskPredictor {
    private let handle: ct_packed_mask_predictor

    init(
        _ plan: InferencePlan, weight: Tensor, bias: Tensor, classWeight: Tensor, classBias: Tensor
    ) throws(TorchError) {
        var handle = ct_packed_mask_predictor(ptr: nil)
        try check("maskPredictor") {
            ct_packed_mask_predictor_new(
                plan.handle, weight.handle, bias.handle, classWeight.handle, classBias.handle, &handle, $0)
        }
        self.handle = handle
    }

    deinit {
        ct_packed_mask_predictor_free(handle)
    }

    func callAsFunction(_ features: Tensor, labels: Tensor) throws(TorchError) -> Tensor {
        try .make("maskPredictor") {
            ct_packed_mask_predictor_apply(handle, features.handle, labels.handle, $0, $1)
        }
    }
}
