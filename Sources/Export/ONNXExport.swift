internal import Checkpoints
internal import Files
internal import Models
internal import Torch

/// Writes networks as files of ONNX, for ONNX Runtime, OpenVINO and TensorRT.
public enum ONNXExport {
    /// Where the weights stand that are not in the graph's own file.
    public static func weightsPath(for path: String) -> String { path + ".data" }

    /// Writes a checkpoint's network with its weights.
    ///
    /// The graph takes photographs as they are, whatever their size and number, and does all that the network does: it resizes and normalises
    /// them, and gives boxes in their pixels. Its operators are ONNX' own.
    ///
    /// - Parameters:
    ///   - weights: A checkpoint, or the name of published weights that are on this machine.
    ///   - path: The file. With weights of their own it has another beside it, with `.data` after its name.
    ///
    /// - Throws: ``ExportError``; nothing new is left then.
    @discardableResult
    public static func write(
        weights: String, to path: String, options: ExportOptions = ExportOptions()
    ) throws(ExportError) -> ExportReport {
        guard ExportOptions.opsets.contains(options.opset) else {
            throw .opset(options.opset, supported: ExportOptions.opsets)
        }
        let network = try ExportedNetwork(weights: weights, options)
        let builder = GraphBuilder(opset: options.opset)
        let parameters = NetworkParameters(network.tensors)
        let layers = NetworkBuilder(graph: builder, parameters: parameters)
        let isRaw = options.outputs == .raw
        let graph: NetworkGraph =
            switch network.description {
            case .detection(let configuration): try layers.detectorGraph(configuration, isRaw: isRaw)
            case .segmentation(let configuration): try layers.segmentationGraph(configuration, isRaw: isRaw)
            }
        try parameters.finish(file: network.path, model: network.description.name)

        var message = ONNXGraph()
        message.name = network.description.name
        message.node = graph.nodes
        message.input = [graph.input]
        message.output = graph.outputs
        let file = ModelFile(
            ONNXModel(network, options), message, builder.initializers, path: path,
            isExternal: options.hasExternalWeights)
        if file.isExternal, !options.replacesWeights, FileStatus.exists(file.externalPath) {
            throw .exists(file.externalPath)
        }
        var notes = network.notes
        if file.isExternal, !options.hasExternalWeights {
            notes.append("the weights stand in a file of their own: they are too large for one of ONNX")
        }
        if case .detection = network.description, options.opset > ExportOptions.newestRoIAlignOpset {
            notes.append(
                """
                ONNX Runtime 1.31 has no RoiAlign of opset \(options.opset): it takes detectors up to \
                \(ExportOptions.newestRoIAlignOpset)
                """)
        }
        return ExportReport(
            files: try file.write(), nodeCount: graph.nodes.reduce(0) { $0 + $1.countWithInner },
            weightCount: builder.initializers.filter { $0.content.kind == .float }
                .reduce(0) { $0 + $1.content.shape.reduce(1, *) },
            inputs: [graph.input.words], outputs: graph.outputs.map(\.words), notes: notes)
    }
}

extension ONNXNode {
    /// One, and the nodes of graphs inside it.
    fileprivate var countWithInner: Int {
        attribute.filter(\.hasG).flatMap(\.g.node).reduce(1) { $0 + $1.countWithInner }
    }
}

extension ONNXValueInfo {
    /// Its name, type and sizes.
    fileprivate var words: String {
        let sizes = type.tensorType.shape.dim.map { $0.dimParam.isEmpty ? String($0.dimValue) : $0.dimParam }
        let kind =
            switch type.tensorType.elemType {
            case .float: "float32"
            case .int64: "int64"
            case .uint8: "uint8"
            case .bool: "bool"
            case .undefined, .UNRECOGNIZED: "?"
            }
        return "\(name) \(kind) (\(sizes.joined(separator: ", ")))"
    }
}
