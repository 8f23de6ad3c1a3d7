import Export
import Foundation
import Models
import SwiftProtobuf
import TestSupport
import Testing

/// What every graph is, whatever network it is of.
struct GraphTests {
    /// Of ONNX' own domain all, and in every version from 17 on.
    private static let operators: Set = [
        "Abs", "Add", "And", "ArgMax", "Cast", "Ceil", "Concat", "Conv", "ConvTranspose", "Div", "Equal", "Exp",
        "Expand",
        "Flatten", "Gather", "GatherND", "Gemm", "GlobalAveragePool", "Greater", "GreaterOrEqual", "HardSigmoid",
        "HardSwish",
        "Identity", "InstanceNormalization", "LessOrEqual", "Loop", "MatMul", "Max", "MaxPool", "Min", "Mod", "Mul",
        "NonMaxSuppression", "NonZero", "Pad", "Range", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceSum", "Relu",
        "Reshape", "Resize", "RoiAlign", "Round", "ScatterElements", "ScatterND", "Shape", "Sigmoid", "Slice",
        "Softmax",
        "Split", "Squeeze", "Sub", "TopK", "Transpose", "Unsqueeze", "Where",
    ]

    private func check(_ model: ExportedModel) {
        let graph = model.graph
        #expect(model.model.opsetImport.map(\.domain) == [""])
        #expect(model.allNodes.allSatisfy { Self.operators.contains($0.opType) && $0.domainIsOwn })
        #expect(model.report.nodeCount == model.allNodes.count)

        // What a node takes was made before, and by one.
        var known = Set(graph.initializer.map(\.name) + graph.input.map(\.name))
        #expect(known.count == graph.initializer.count + 1)
        for node in graph.node {
            let inner = node.attribute.filter(\.hasG).flatMap { $0.g.node }
            let own = Set(inner.flatMap(\.output) + node.attribute.filter(\.hasG).flatMap { $0.g.input.map(\.name) })
            let taken = node.input + inner.flatMap(\.input)
            #expect(taken.allSatisfy { $0.isEmpty || known.contains($0) || own.contains($0) }, "\(node.name)")
            #expect(known.isDisjoint(with: node.output), "\(node.name)")
            known.formUnion(node.output)
        }
        #expect(graph.output.allSatisfy { known.contains($0.name) })
        #expect(Set(model.allNodes.map(\.name)).count == model.allNodes.count)

        // Nothing is made for nobody, and no number stands twice.
        let used = Set(model.allNodes.flatMap(\.input) + graph.output.map(\.name))
        #expect(graph.node.allSatisfy { $0.output.contains(where: used.contains) })
        #expect(graph.initializer.allSatisfy { used.contains($0.name) })
        let constants = graph.initializer.filter { $0.name.hasPrefix("constant.") }
        #expect(Set(constants.map { [$0.rawData, Data("\($0.dims) \($0.dataType)".utf8)] }).count == constants.count)
    }

    @Test(arguments: SmallNetworks.detectors, ExportOptions.Outputs.allCases)
    func detectorsAreWholeGraphs(_ configuration: Configuration, _ outputs: ExportOptions.Outputs) throws {
        var options = ExportOptions()
        options.outputs = outputs
        check(try ExportedModel(configuration, options))
    }

    @Test(arguments: [17, 18, 26], ExportOptions.Outputs.allCases)
    func networksForClassMapsAreWholeGraphs(_ opset: Int, _ outputs: ExportOptions.Outputs) throws {
        var options = ExportOptions()
        options.outputs = outputs
        options.opset = opset
        let model = try ExportedModel(SmallNetworks.segmentation, options)
        check(model)
        #expect(model.model.opsetImport.map(\.version) == [Int64(opset)])
        #expect(
            model.report.outputs == [
                outputs == .raw
                    ? "logits float32 (batch, 3, input_height, input_width)" : "classes uint8 (batch, height, width)"
            ])
    }

    @Test func whatIsGivenHasNamesTypesAndSizes() throws {
        let model = try ExportedModel(SmallNetworks.mask)
        #expect(model.report.inputs == ["images float32 (batch, 3, height, width)"])
        #expect(
            model.report.outputs == [
                "boxes float32 (detections, 4)", "labels int64 (detections)", "scores float32 (detections)",
                "image_indices int64 (detections)", "masks float32 (detections, 1, 28, 28)",
            ])
        #expect(
            try ExportedModel(SmallNetworks.keypoints).report.outputs.last == "keypoints float32 (detections, 17, 3)")

        var options = ExportOptions()
        options.outputs = .raw
        #expect(
            try ExportedModel(SmallNetworks.mask, options).report.outputs == [
                "proposals float32 (batch, proposals, 4)", "proposal_logits float32 (batch, proposals)",
                "class_logits float32 (batch, proposals, 4)", "box_deltas float32 (batch, proposals, 16)",
                "resized_size int64 (2)", "boxes float32 (detections, 4)", "labels int64 (detections)",
                "scores float32 (detections)", "image_indices int64 (detections)",
                "mask_logits float32 (detections, 4, 28, 28)",
            ])
        #expect(
            try ExportedModel(SmallNetworks.faster, options).report.outputs.map { $0.prefix { $0 != " " } }
                == ["proposals", "proposal_logits", "class_logits", "box_deltas", "resized_size"])
    }

    @Test func theFileSaysAllAboutTheNetwork() throws {
        var options = ExportOptions()
        options.categories = [1: "nucleus", 2: "ring", 3: "\"quoted\""]
        options.producerVersion = "1.2.3"
        options.scoreThreshold = 0.25
        let model = try ExportedModel(SmallNetworks.mask, options).model
        #expect(model.producerName == "swift-mask-rcnn" && model.producerVersion == "1.2.3" && model.irVersion == 8)
        let entries = Dictionary(uniqueKeysWithValues: model.metadataProps.map { ($0.key, $0.value) })
        #expect(entries["classes"] == #"{"1":"nucleus","2":"ring","3":"\"quoted\""}"#)
        #expect(entries["mean"] == "[0.485,0.456,0.406]" && entries["score_threshold"] == "0.25")
        #expect(
            entries["mask_threshold"] == "0.5" && entries["nms_threshold"] == "0.5" && entries["task"] == "detection")
        let text = try #require(entries["maskrcnn.configuration"])
        var expected = SmallNetworks.mask
        expected.boxHead.scoreThreshold = 0.25
        #expect(try JSONDecoder().decode(Configuration.self, from: Data(text.utf8)) == expected)
    }

    /// OpenVINO suppresses at the threshold, too: the number is the first above it in single precision.
    @Test func thresholdsOfSuppressionMeanTheSameEverywhere() throws {
        var configuration = SmallNetworks.faster
        configuration.proposals.nmsThreshold = 0.7
        configuration.boxHead.nmsThreshold = 0.5
        let graph = try ExportedModel(configuration).graph
        let thresholds = graph.node.filter { $0.opType == "NonMaxSuppression" }.map { node in
            graph.initializer.first { $0.name == node.input[3] }?.rawData.withUnsafeBytes {
                $0.loadUnaligned(as: Float.self)
            }
        }
        // 0.7 is a little above the single-precision number nearest to it.
        #expect(thresholds == [Float(0.7).nextUp, Float(0.5).nextUp])
        #expect(Double(Float(0.7)) < 0.7)
    }
}

extension ONNXNode {
    /// Nodes of other domains would say so; these cannot.
    fileprivate var domainIsOwn: Bool { unknownFields.data.isEmpty }
}
