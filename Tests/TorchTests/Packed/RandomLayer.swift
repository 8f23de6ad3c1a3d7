import Geometry
import TestSupport
import Torch

/// A convolution with a norm or a bias, a residual and a ReLU, or without: of random form, on random maps.
struct RandomLayer: CustomStringConvertible {
    enum Form: CaseIterable {
        /// Every output of every input.
        case dense
        /// Each channel by itself.
        case depthwise
        /// 3×3, with gaps between the inputs that a kernel meets.
        case dilated
    }

    let inputs, outputs, kernel, stride, dilation, groups: Int
    let maps: [[Int]]
    let hasNorm, hasResidual: Bool
    let activation: Activation
    let seed: UInt64

    init(seed: UInt64, _ form: Form = .dense) {
        var generator = SeededGenerator(seed: seed)
        self.seed = seed
        // Half of them in whole vectors, of which the kernels' paths for 3×3 are made.
        let step = form == .dilated ? 32 : generator.chance(0.5) ? 16 : 1
        // Some are so deep that their sums are made in parts.
        let isDeep = generator.chance(0.1)
        // One channel by itself is all channels.
        outputs = step * generator.count((form == .depthwise && step == 1 ? 2 : 1)...(step == 1 ? 70 : 6))
        switch form {
        case .dense:
            (kernel, stride) = [(3, 1), (3, 1), (1, 1), (1, 2), (3, 2), (7, 2)][generator.count(0...5)]
            (dilation, groups) = (1, 1)
        case .depthwise:
            (kernel, stride) = [(3, 1), (3, 2), (5, 1), (5, 2), (1, 1), (7, 3)][generator.count(0...5)]
            dilation = generator.chance(0.3) ? generator.count(2...9) : 1
            groups = outputs
        case .dilated:
            (kernel, stride, groups) = (3, 1, 1)
            // Both those that Winograd's tiles take and those that taps are skipped of.
            dilation = [2, 3, 4, 12, 16, 17, 24, 36][generator.count(0...7)]
        }
        inputs =
            form == .depthwise
            ? outputs
            : isDeep ? 16 * generator.count(17...40) : min(step, 16) * generator.count(1...(step == 1 ? 40 : 4))
        hasNorm = generator.chance(0.5)
        activation = [.none, .relu, .hardSwish][generator.count(0...2)]
        hasResidual = generator.chance(0.4)
        let count = hasResidual ? 1 : generator.count(1...3)
        let (inputs, kernel) = (inputs, kernel)
        maps = (0..<count).map { _ in
            let (least, most) = (kernel == 7 ? 2 : 1, form == .dilated ? 45 : 19)
            return [
                generator.count(1...(form == .dilated ? 2 : 4)), inputs, generator.count(least...most),
                generator.count(least...most),
            ]
        }
    }

    var description: String {
        "seed \(seed): \(inputs) to \(outputs), \(kernel)×\(kernel) stride \(stride) dilation \(dilation), groups \(groups), "
            + "maps \(maps), norm \(hasNorm), \(activation), residual \(hasResidual)"
    }

    func block(dtype: DType, plan: InferencePlan? = nil) throws -> ConvolutionBlock {
        var generator = SeededGenerator(seed: seed ^ 0xabcd)
        func random(_ count: Int, _ range: ClosedRange<Double>) -> [Double] {
            // What both precisions can hold.
            (0..<count).map { _ in Double(Float(Double.random(in: range, using: &generator))) }
        }
        let store = try parameters(
            [
                "conv.weight": (
                    [outputs, inputs / groups, kernel, kernel],
                    random(outputs * inputs / groups * kernel * kernel, -1...1)
                ),
                "conv.bias": ([outputs], random(outputs, -1...1)), "norm.weight": ([outputs], random(outputs, -2...2)),
                "norm.bias": ([outputs], random(outputs, -1...1)),
                "norm.running_mean": ([outputs], random(outputs, -1...1)),
                "norm.running_var": ([outputs], random(outputs, 0.1...4)),
            ], dtype: dtype, plan: plan)
        return try ConvolutionBlock(
            convolution: store.root / "conv", normalization: store.root / "norm", inputs, outputs, kernel: kernel,
            stride: stride, dilation: dilation, groups: groups,
            kind: hasNorm ? .frozenBatchNorm(epsilon: 1e-5) : .none, activation: activation, initializer: .constant(0))
    }

    /// The maps in float32, and a residual for the only one's output.
    func tensors() throws -> (maps: [Tensor], residual: Tensor?) {
        let generator = try RandomGenerator(seed: seed)
        func normal(_ shape: [Int]) throws -> Tensor {
            let tensor = try Tensor.zeros(shape)
            try tensor.fillNormal(using: generator)
            return try tensor.channelsLast()
        }
        let side = { (size: Int) in (size + dilation * (2 * (kernel / 2) - (kernel - 1)) - 1) / stride + 1 }
        let tensors = try maps.map(normal)
        guard hasResidual, let shape = maps.first else { return (tensors, nil) }
        return (tensors, try normal([shape[0], outputs, side(shape[2]), side(shape[3])]))
    }
}

/// The root of the mean square of the difference, over that of the exact values; 0 where both are empty.
func relativeError(_ found: Tensor, _ exact: Tensor) throws -> Double {
    let found = try found.elements(as: Double.self)
    let exact = try exact.elements(as: Double.self)
    guard found.count == exact.count else { return .infinity }
    let difference = zip(found, exact).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let size = exact.reduce(0) { $0 + $1 * $1 }
    return size == 0 ? difference : (difference / size).squareRoot()
}
