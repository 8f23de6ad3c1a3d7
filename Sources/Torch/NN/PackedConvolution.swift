internal import CTorch

/// A convolution in a plan, with what follows it.
package final class PackedConvolution {
    let handle: ct_packed_convolution

    init(owning handle: ct_packed_convolution) {
        self.handle = handle
    }

    deinit {
        ct_packed_convolution_free(handle)
    }

    /// Applies the layer to maps of any sizes.
    ///
    /// - Parameters:
    ///   - residual: Added to the only map's output, enlarged by nearest where it is smaller.
    ///   - overwritesResidual: Whether the result may take the residual's memory, which nobody needs any more.
    ///   - activation: What comes last.
    package func callAsFunction(
        _ maps: [Tensor], adding residual: Tensor? = nil, overwritesResidual: Bool = false,
        activation: Activation = .none
    ) throws(TorchError) -> [Tensor] {
        let handles = maps.map(\.handle)
        var results = Array(repeating: ct_tensor(ptr: nil), count: maps.count)
        try withExtendedLifetime(maps) { () throws(TorchError) in
            try check("packedConvolution") {
                ct_packed_convolution_apply(
                    handle, handles, Int64(handles.count), residual.raw, overwritesResidual, activation.raw, &results,
                    $0)
            }
        }
        return results.map(Tensor.init(owning:))
    }
}

extension Activation {
    fileprivate var raw: ct_activation {
        switch self {
        case .none: CT_NO_ACTIVATION
        case .relu: CT_RELU
        case .hardSwish: CT_HARD_SWISH
        }
    }
}
