internal import Models
internal import Torch

/// Builds the layers of a network as nodes of a graph, with their parameters.
///
/// The layers are those of `Torch/NN`, under torchvision's names.
struct NetworkBuilder {
    let graph: GraphBuilder
    let parameters: NetworkParameters

    /// What a convolution is, beside its parameters.
    struct Convolution {
        /// The names of the convolution, and of the norm after it.
        let name: String
        let norm: String
        let inputs: Int
        let outputs: Int
        let kernel: Int
        var stride = 1
        var dilation = 1
        var groups = 1
        let kind: NormalizationKind
        var activation = Activation.relu
    }

    /// A convolution with a norm, which is folded into it where it has statistics, what is added to it, and an activation.
    func apply(_ layer: Convolution, to input: Value, adding residual: Value? = nil) throws(ExportError) -> Value {
        let folding = try folding(of: layer)
        var inputs = [
            input,
            try graph.parameter("\(layer.name).weight", layer.weightShape) { () throws(ExportError) in
                let weight = try parameters.floats("\(layer.name).weight", layer.weightShape)
                return folding?.weight(weight) ?? weight
            },
        ]
        if let folding {
            inputs.append(graph.parameter("\(layer.name).bias", [layer.outputs]) { folding.offset })
        } else if layer.kind == .none {
            inputs.append(try parameter("\(layer.name).bias", [layer.outputs]))
        }
        var attributes = [
            ONNXAttribute.ints("kernel_shape", [layer.kernel, layer.kernel]),
            .ints("strides", [layer.stride, layer.stride]),
        ]
        let padding = layer.dilation * (layer.kernel / 2)
        if padding > 0 { attributes.append(.ints("pads", [padding, padding, padding, padding])) }
        if layer.dilation > 1 { attributes.append(.ints("dilations", [layer.dilation, layer.dilation])) }
        if layer.groups > 1 { attributes.append(.int("group", layer.groups)) }
        return try graph.within(layer.name) { () throws(ExportError) in
            var result = graph.node("Conv", inputs, attributes)
            if case .groupNorm(let groups, let epsilon) = layer.kind {
                result = try groupNorm(result, layer, groups: groups, epsilon: epsilon)
            }
            if let residual { result = result + residual }
            return activate(result, layer.activation)
        }
    }

    /// Norms that have statistics become one with the convolution, computed in double precision and rounded once, as in the CPU engine.
    private func folding(of layer: Convolution) throws(ExportError) -> Folding? {
        switch layer.kind {
        case .none, .groupNorm: return nil
        case .frozenBatchNorm(let epsilon), .batchNorm(let epsilon):
            func vector(_ name: String) throws(ExportError) -> [Float] {
                try parameters.floats("\(layer.norm).\(name)", [layer.outputs])
            }
            return Folding(
                weight: try vector("weight"), bias: try vector("bias"), mean: try vector("running_mean"),
                variance: try vector("running_var"), epsilon: epsilon)
        }
    }

    func activate(_ value: Value, _ activation: Activation) -> Value {
        switch activation {
        case .none: value
        case .relu: value.rectified()
        case .hardSwish: graph.node("HardSwish", [value])
        }
    }

    /// A parameter as the checkpoint has it.
    func parameter(_ name: String, _ shape: [Int]) throws(ExportError) -> Value {
        try graph.parameter(name, shape) { () throws(ExportError) in try parameters.floats(name, shape) }
    }

    /// Statistics of each image's groups of channels: as an instance norm of what is one channel a group, since there is a group norm only
    /// in later versions of ONNX, and another one in each.
    private func groupNorm(
        _ input: Value, _ layer: Convolution, groups: Int, epsilon: Double
    ) throws(ExportError) -> Value {
        let ones = graph.constant([Float](repeating: 1, count: groups))
        let zeros = graph.constant([Float](repeating: 0, count: groups))
        let shape = [layer.outputs, 1, 1]
        let (weight, bias) = (
            try parameter("\(layer.norm).weight", [layer.outputs]), try parameter("\(layer.norm).bias", [layer.outputs])
        )
        return graph.within("norm") {
            let normal = graph.node(
                "InstanceNormalization", [input.reshaped([0, groups, -1]), ones, zeros],
                [.float("epsilon", Float(epsilon))])
            return normal.reshaped(to: input.sizes()) * weight.reshaped(shape) + bias.reshaped(shape)
        }
    }

    /// A product with a matrix, and a bias: (R, in) to (R, out).
    func linear(_ name: String, _ input: Value, inputs: Int, outputs: Int, rectified: Bool) throws(ExportError) -> Value
    {
        let (weight, bias) = (
            try parameter("\(name).weight", [outputs, inputs]), try parameter("\(name).bias", [outputs])
        )
        return graph.within(name) {
            let result = graph.node("Gemm", [input, weight, bias], [.int("transB", 1)])
            return rectified ? result.rectified() : result
        }
    }
}

extension NetworkBuilder.Convolution {
    fileprivate var weightShape: [Int] { [outputs, inputs / groups, kernel, kernel] }
}

/// A batch norm as what a convolution's outputs are multiplied with and what is added.
private struct Folding {
    private let scale: [Double]
    let offset: [Float]

    init(weight: [Float], bias: [Float], mean: [Float], variance: [Float], epsilon: Double) {
        let scale = zip(weight, variance).map { Double($0) * (1 / (Double($1) + epsilon).squareRoot()) }
        self.scale = scale
        offset = scale.indices.map { Float(Double(bias[$0]) - Double(mean[$0]) * scale[$0]) }
    }

    /// The kernels of each output channel, multiplied.
    func weight(_ weight: [Float]) -> [Float] {
        let size = scale.isEmpty ? 0 : weight.count / scale.count
        return weight.indices.map { Float(Double(weight[$0]) * scale[$0 / size]) }
    }
}
