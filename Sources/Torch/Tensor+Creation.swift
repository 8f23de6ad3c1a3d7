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

    /// Draws every element from a normal distribution; the tensor must be on the CPU.
    public func fillNormal(
        mean: Double = 0, standardDeviation: Double = 1, using generator: RandomGenerator
    ) throws(TorchError) {
        try check("fillNormal") { ct_fill_normal(handle, mean, standardDeviation, generator.handle, $0) }
    }

    /// Draws every element evenly from low ..< high; the tensor must be on the CPU.
    public func fillUniform(low: Double, high: Double, using generator: RandomGenerator) throws(TorchError) {
        try check("fillUniform") { ct_fill_uniform(handle, low, high, generator.handle, $0) }
    }
}

/// A source of random numbers for tensors on the CPU: the same seed gives the same numbers, PyTorch's.
///
/// Each is its own: what others draw meanwhile, on this thread or another, changes nothing.
public final class RandomGenerator {
    let handle: ct_generator

    /// Starts from a seed.
    public init(seed: UInt64) throws(TorchError) {
        var handle = ct_generator(ptr: nil)
        try check("RandomGenerator") { ct_generator_new(seed, &handle, $0) }
        self.handle = handle
    }

    deinit {
        ct_generator_free(handle)
    }
}
