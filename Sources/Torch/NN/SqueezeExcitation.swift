internal import CTorch

/// Weighs channels by what all of a map says of each (Hu et al. 2018): (N, C, H, W) to the same shape.
///
/// The means of a map go through two 1×1 convolutions with a ReLU between them, to min(max(x + 3, 0), 6) / 6 for each channel,
/// which the map is multiplied with. Source: torchvision's `SqueezeExcitation` with `Hardsigmoid`.
public struct SqueezeExcitation {
    private enum Form {
        case packed(InferencePlan, PackedConvolution, PackedConvolution)
        case layers(Conv2d, Conv2d)
    }

    private let form: Form

    /// Takes the parameters of `fc1` and `fc2` from the scope; `squeezed` is how many channels there are between them.
    public init(
        _ scope: Scope, _ channels: Int, squeezed: Int, initializer: Initializer
    ) throws(TorchError) {
        let squeeze = try Conv2d(scope / "fc1", channels, squeezed, kernel: 1, initializer: initializer)
        let excite = try Conv2d(scope / "fc2", squeezed, channels, kernel: 1, initializer: initializer)
        if let plan = scope.store.plan, let first = try plan.packed((scope / "fc1").path, squeeze, nil),
            let second = try plan.packed((scope / "fc2").path, excite, nil)
        {
            form = .packed(plan, first, second)
        } else {
            form = .layers(squeeze, excite)
        }
    }

    /// Applies the layer; a packed one puts the result into the map's memory.
    public func callAsFunction(_ input: consuming Tensor) throws(TorchError) -> Tensor {
        switch form {
        case .packed(let plan, let squeeze, let excite):
            let map = input
            return try .make("squeezeExcitation") {
                ct_packed_excitation_apply(plan.handle, squeeze.handle, excite.handle, map.handle, $0, $1)
            }
        case .layers(let squeeze, let excite):
            let squeezed = try squeeze(input.mean(over: [2, 3]))
            try squeezed.reluInPlace()
            return try input * excite(squeezed).hardSigmoid()
        }
    }
}
