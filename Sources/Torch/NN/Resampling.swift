internal import CTorch

/// How a map is resized.
public enum Interpolation: Sendable {
    /// The nearest cell: PyTorch's `nearest`.
    case nearest
    /// Between the four nearest cells, with pixel centres at halves and no antialiasing.
    case bilinear
}

extension Tensor {
    /// (N, C, H, W) to (N, C, height, width).
    public func resized(height: Int, width: Int, _ interpolation: Interpolation) throws(TorchError) -> Tensor {
        try .make("resized") {
            ct_resize2d(handle, Int64(height), Int64(width), interpolation == .bilinear, $0, $1)
        }
    }

    /// The largest value of each window: (N, C, H, W) to (N, C, H', W').
    public func maxPooled(kernel: Int, stride: Int, padding: Int = 0) throws(TorchError) -> Tensor {
        try .make("maxPooled") { ct_max_pool2d(handle, Int64(kernel), Int64(stride), Int64(padding), $0, $1) }
    }
}
