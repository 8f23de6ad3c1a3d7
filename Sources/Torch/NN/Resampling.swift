internal import CTorch

/// How a map is resized.
public enum Interpolation: Sendable {
    /// The nearest cell: PyTorch's `nearest`.
    case nearest
    /// Between the four nearest cells, with pixel centres at halves and no antialiasing.
    case bilinear
    /// The same, but over as many cells as one of the result covers, where it has fewer: `antialias=True`.
    case antialiasedBilinear
}

extension Tensor {
    /// (N, C, H, W) to (N, C, height, width).
    public func resized(height: Int, width: Int, _ interpolation: Interpolation) throws(TorchError) -> Tensor {
        try .make("resized") {
            interpolation == .antialiasedBilinear
                ? ct_resize2d_antialiased(handle, Int64(height), Int64(width), $0, $1)
                : ct_resize2d(handle, Int64(height), Int64(width), interpolation == .bilinear, $0, $1)
        }
    }

    /// The largest value of each window: (N, C, H, W) to (N, C, H', W').
    public func maxPooled(kernel: Int, stride: Int, padding: Int = 0) throws(TorchError) -> Tensor {
        try .make("maxPooled") { ct_max_pool2d(handle, Int64(kernel), Int64(stride), Int64(padding), $0, $1) }
    }
}

/// The largest value of each window of 3 × 3 cells, in steps of 2: (N, C, H, W) to (N, C, ⌈H / 2⌉, ⌈W / 2⌉).
public struct MaxPool2d {
    private let plan: InferencePlan?

    /// Makes the layer for a network that is built from this scope.
    public init(_ scope: Scope) {
        plan = scope.store.plan
    }

    /// Applies the layer.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        guard let plan else { return try input.maxPooled(kernel: 3, stride: 2, padding: 1) }
        return try .make("maxPool") { ct_packed_max_pool(plan.handle, input.handle, $0, $1) }
    }
}
