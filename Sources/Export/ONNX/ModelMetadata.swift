internal import Foundation
internal import Models

extension ONNXModel {
    /// What a file says beside its graph: who wrote it, and all about the network.
    init(_ network: ExportedNetwork, _ options: ExportOptions) {
        self.init()
        irVersion = Self.irVersion(opset: options.opset)
        producerName = "swift-mask-rcnn"
        producerVersion = options.producerVersion
        docString = network.description.words
        var operators = ONNXOperatorSet()
        operators.version = Int64(options.opset)
        opsetImport = [operators]
        metadataProps = Self.entries(network, options).sorted { $0.key < $1.key }.map(ONNXStringEntry.init)
    }

    /// The version of the file's form that came with a version of the operators. Source: `onnx.helper.VERSION_TABLE`.
    private static func irVersion(opset: Int) -> Int64 {
        switch opset {
        case ...18: 8
        case 19...20: 9
        case 21...22: 10
        case 23: 11
        case 24: 12
        default: 13
        }
    }

    /// The description as this package's checkpoints have it, and what other programs look for, each a text or JSON.
    private static func entries(_ network: ExportedNetwork, _ options: ExportOptions) -> [String: String] {
        func json(_ value: some Encodable) -> String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        var entries = [
            "classes": json(network.categories), "outputs": options.outputs.rawValue,
            "task": network.description.task.rawValue,
        ]
        switch network.description {
        case .detection(let configuration):
            entries.merge(CheckpointMetadata(configuration: configuration, categories: network.categories).entries) {
                a, _ in a
            }
            entries["mean"] = json(configuration.transform.mean)
            entries["standard_deviation"] = json(configuration.transform.standardDeviation)
            entries["score_threshold"] = json(configuration.boxHead.scoreThreshold)
            entries["nms_threshold"] = json(configuration.boxHead.nmsThreshold)
            entries["maximum_detections"] = json(configuration.boxHead.maximumDetections)
            if let head = configuration.maskHead { entries["mask_threshold"] = json(head.threshold) }
            if let head = configuration.keypointHead {
                entries["keypoints"] = json(head.names)
                entries["skeleton"] = json(head.skeleton)
            }
        case .segmentation(let configuration):
            entries.merge(CheckpointMetadata(segmentation: configuration, categories: network.categories).entries) {
                a, _ in a
            }
            entries["mean"] = json(configuration.transform.mean)
            entries["standard_deviation"] = json(configuration.transform.standardDeviation)
        }
        return entries
    }
}
