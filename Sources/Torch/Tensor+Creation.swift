internal import CTorch

extension Tensor {
    /// A tensor of one value.
    public static func full(
        _ shape: [Int], _ value: Double, dtype: DType = .float32, device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try make("full") {
            ct_full(shape.map(Int64.init), Int64(shape.count), value, dtype.rawValue, device.raw, $0, $1)
        }
    }

    /// A tensor of zeros.
    public static func zeros(
        _ shape: [Int], dtype: DType = .float32, device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try full(shape, 0, dtype: dtype, device: device)
    }

    /// The numbers 0 ..< count.
    public static func arange(
        _ count: Int, dtype: DType = .int64, device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try make("arange") { ct_arange(Int64(count), dtype.rawValue, device.raw, $0, $1) }
    }

    /// Draws every element from a normal distribution.
    public func fillNormal(mean: Double = 0, standardDeviation: Double = 1) throws(TorchError) {
        try check("fillNormal") { ct_fill_normal(handle, mean, standardDeviation, $0) }
    }

    /// Draws every element evenly from low ..< high.
    public func fillUniform(low: Double, high: Double) throws(TorchError) {
        try check("fillUniform") { ct_fill_uniform(handle, low, high, $0) }
    }
}
