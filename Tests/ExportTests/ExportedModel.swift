import Export
import Foundation
import Models
import SwiftProtobuf
import TestSupport

/// A file of ONNX that was written and read back.
struct ExportedModel {
    let model: ONNXModel
    let report: ExportReport

    var graph: ONNXGraph { model.graph }

    /// Exports a network with random weights.
    init(_ configuration: Configuration, _ options: ExportOptions = ExportOptions()) throws {
        self = try Scratch.with { folder in
            let weights = folder.appendingPathComponent("weights.safetensors").path
            try configuration.writeRandomWeights(seed: 1, to: weights)
            return try ExportedModel(weights: weights, in: folder, options)
        }
    }

    init(_ configuration: SegmentationConfiguration, _ options: ExportOptions = ExportOptions()) throws {
        self = try Scratch.with { folder in
            let weights = folder.appendingPathComponent("weights.safetensors").path
            try configuration.writeRandomWeights(seed: 1, to: weights)
            return try ExportedModel(weights: weights, in: folder, options)
        }
    }

    private init(weights: String, in folder: URL, _ options: ExportOptions) throws {
        let path = folder.appendingPathComponent("model.onnx")
        report = try ONNXExport.write(weights: weights, to: path.path, options: options)
        model = try ONNXModel(serializedBytes: Data(contentsOf: path))
    }

    /// All nodes, those of graphs inside the graph among them.
    var allNodes: [ONNXNode] { Self.withInner(graph.node) }

    private static func withInner(_ nodes: [ONNXNode]) -> [ONNXNode] {
        nodes + nodes.flatMap { withInner($0.attribute.filter(\.hasG).flatMap(\.g.node)) }
    }
}

/// Networks of few weights.
enum SmallNetworks {
    static let mask: Configuration = {
        var configuration = Configuration.tiny
        configuration.classCount = 4
        configuration.backbone.resNet?.width = 8
        configuration.pyramid?.channels = 8
        configuration.boxHead.features = 16
        configuration.maskHead?.channels = [8]
        configuration.maskHead?.predictorChannels = 8
        return configuration
    }()

    static let faster: Configuration = {
        var configuration = mask
        configuration.maskHead = nil
        return configuration
    }()

    static let keypoints: Configuration = {
        var configuration = faster
        configuration.keypointHead = Configuration.KeypointHead()
        configuration.keypointHead?.channels = [8]
        return configuration
    }()

    static let mobile: Configuration = {
        var configuration = Configuration.fasterRCNNMobileNetV3LargeFPN
        configuration.classCount = 3
        configuration.backbone.mobileNetV3?.size = .small
        configuration.pyramid?.channels = 8
        configuration.boxHead.features = 16
        return configuration
    }()

    static let singleLevel: Configuration = {
        var configuration = faster
        configuration.backbone.resNet?.stageCount = 3
        configuration.pyramid = nil
        configuration.proposals.anchorSizes = [[32, 64]]
        return configuration
    }()

    static let acrossClasses: Configuration = {
        var configuration = mask
        configuration.boxHead.suppression.scope = .acrossClasses
        configuration.boxHead.classScoreThresholds = [0.1, 0.2]
        configuration.boxHead.isClassAgnostic = true
        configuration.maskHead?.isClassAgnostic = true
        return configuration
    }()

    static let segmentation: SegmentationConfiguration = {
        var configuration = SegmentationConfiguration()
        configuration.classCount = 3
        configuration.backbone.resNet?.width = 8
        configuration.head = .fcn(SegmentationConfiguration.FullyConvolutional())
        configuration.auxiliaryHead = nil
        return configuration
    }()

    static let detectors = [mask, faster, keypoints, mobile, singleLevel, acrossClasses]
}
