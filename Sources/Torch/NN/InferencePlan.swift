internal import CTorch

/// How an evaluated network computes on the CPU: its layers' weights, packed for this processor, and the memory of its
/// activations, which is used again from image to image.
///
/// The plan is made while the network is built: layers that find one in their ``ParameterStore`` pack their weights and
/// compute with the package's own kernels. 3×3 convolutions of stride 1, dilated ones too, use Winograd's minimal filtering,
/// those of each channel by itself kernels of their own, the others and linear layers products of matrices; norms are
/// folded in, and bias, residual and activation applied on the way. What the kernels do not have goes to LibTorch, without a
/// difference in the results but for rounding.
public final class InferencePlan {
    /// The outputs a side of a tile of Winograd's.
    public enum Tiles: Int64, Sendable {
        /// 4 × 4: a quarter of the multiplications, rounding like a direct convolution's.
        case four = 4
        /// 6 × 6: a fifth of the multiplications, rounding some four times coarser.
        case six = 6
    }

    /// The instruction sets of this processor that there are kernels for, the best first, such as "AVX2".
    public static let instructionSets: [String] = (0...).lazy.map { ct_instruction_set($0) }
        .prefix { $0 != nil }.compactMap { $0.map { String(cString: $0) } }

    /// What its layers are packed for.
    public let instructionSet: String
    /// The tiles of 3×3 convolutions.
    public let tiles: Tiles
    /// How many layers are packed.
    public private(set) var packedCount = 0
    /// The names of layers that the kernels do not have: LibTorch computes them.
    public private(set) var uncovered: [String] = []

    let handle: ct_plan

    /// Makes an empty plan.
    ///
    /// - Parameter instructionSet: One of ``instructionSets``; nil for the best.
    public init(tiles: Tiles = .four, instructionSet: String? = nil) throws(TorchError) {
        let name = instructionSet ?? Self.instructionSets[0]
        guard let index = Self.instructionSets.firstIndex(of: name) else {
            throw .mismatch(
                operation: "inferencePlan", expected: "one of \(Self.instructionSets.joined(separator: ", "))",
                found: name)
        }
        var handle = ct_plan(ptr: nil)
        try check("inferencePlan") { ct_plan_new(Int64(index), &handle, $0) }
        self.handle = handle
        self.tiles = tiles
        self.instructionSet = name
    }

    deinit {
        ct_plan_free(handle)
    }

    /// The most bytes that activations took at a time since the plan was made or trimmed.
    public var peakByteCount: Int { Int(ct_plan_peak(handle)) }

    /// The additions and multiplications that layers have taken so far, as their products of matrices count them: after
    /// Winograd's filtering, without its transforms.
    public var operationCount: Int { Int(ct_plan_operations(handle)) }

    /// How many additions and multiplications a second the processor does at best, by the plan's instruction set and on this
    /// thread's threads: measured, in a tenth of a second or more, until it rises no further.
    ///
    /// A processor that other programs keep busy all that time gives less.
    public func measuredPeak() throws(TorchError) -> Double {
        var peak = 0.0
        try check("measuredPeak") { ct_plan_measured_peak(handle, &peak, $0) }
        return peak
    }

    /// Gives the memory of activations back to the system, but for tensors in use.
    public func trim() {
        ct_plan_trim(handle)
    }

    /// A convolution with the norm after it; nil where the kernels do not have it, which ``uncovered`` then names.
    func packed(
        _ name: String, _ convolution: Conv2d, _ normalization: BatchNorm2d?
    ) throws(TorchError) -> PackedConvolution? {
        let folding = try normalization?.folding(convolution)
        return try packed(
            name, weight: convolution.weight, scale: folding?.scale, bias: folding?.offset ?? convolution.bias,
            stride: convolution.stride, padding: convolution.padding, dilation: convolution.dilation,
            groups: convolution.groups)
    }

    /// The convolution, packed; nil where the kernels do not have it, which ``uncovered`` then names.
    package func packed(
        _ name: String, weight: Tensor, scale: Tensor? = nil, bias: Tensor?, stride: Int, padding: Int,
        dilation: Int = 1, groups: Int = 1
    ) throws(TorchError) -> PackedConvolution? {
        var handle = ct_packed_convolution(ptr: nil)
        let offset = try bias?.to(.float64)
        try check("packedConvolution") {
            ct_packed_convolution_new(
                self.handle, weight.handle, scale.raw, offset.raw, Int64(stride), Int64(padding), Int64(dilation),
                Int64(groups), tiles.rawValue, &handle, $0)
        }
        guard handle.ptr != nil else {
            uncovered.append(name)
            return nil
        }
        packedCount += 1
        return PackedConvolution(owning: handle)
    }
}
