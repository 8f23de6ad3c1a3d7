internal import CTorch

/// Arithmetic over many tensors at once, in place and unrecorded, by LibTorch's fused and foreach kernels.
public enum ParameterMath {
    /// The Euclidean norm of all elements of all tensors together.
    public static func totalNorm(_ tensors: [Tensor]) throws(TorchError) -> Double {
        var norm = 0.0
        try with(tensors) { (handles) throws(TorchError) in
            try check("totalNorm") { ct_total_norm(handles, Int64(handles.count), &norm, $0) }
        }
        return norm
    }

    /// Multiplies every element.
    public static func scale(_ tensors: [Tensor], by factor: Double) throws(TorchError) {
        try with(tensors) { (handles) throws(TorchError) in
            try check("scale") { ct_scale_all(handles, Int64(handles.count), factor, $0) }
        }
    }

    /// Moves each tensor towards another by a share of the difference.
    public static func move(
        _ tensors: [Tensor], towards targets: [Tensor], by share: Double
    ) throws(TorchError) {
        precondition(tensors.count == targets.count, "as many targets as tensors")
        try with(tensors, targets) { (handles, goals) throws(TorchError) in
            try check("move") { ct_lerp_all(handles, goals, Int64(handles.count), share, $0) }
        }
    }

    static func with(
        _ tensors: [Tensor], _ body: ([ct_tensor]) throws(TorchError) -> Void
    ) throws(TorchError) {
        try withExtendedLifetime(tensors) { () throws(TorchError) in try body(tensors.map(\.handle)) }
    }

    static func with(
        _ first: [Tensor], _ second: [Tensor], _ body: ([ct_tensor], [ct_tensor]) throws(TorchError) -> Void
    ) throws(TorchError) {
        try with(first) { (handles) throws(TorchError) in
            try with(second) { (others) throws(TorchError) in try body(handles, others) }
        }
    }
}
