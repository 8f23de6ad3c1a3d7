internal import Models
internal import Torch

/// What the box head says of every proposal.
struct BoxPredictions {
    /// (R, K) class logits.
    let logits: Value
    /// (R, 4K) deltas, or (R, 4) for all classes together.
    let deltas: Value
}

extension NetworkBuilder {
    /// Classifies and refines boxes. Source: `Models/Heads/BoxHead.swift`.
    ///
    /// - Parameter boxes: (R, 4), of images (R).
    func boxHead(
        _ levels: [FeatureMap], boxes: Value, images: Value, _ configuration: Configuration
    ) throws(ExportError) -> BoxPredictions {
        let head = configuration.boxHead
        let name = "roi_heads.box_head"
        let aligned = try graph.within(name) { () throws(ExportError) -> AlignedFeatures in
            try self.aligned(
                levels, boxes: boxes, images: images, resolution: head.resolution, samplingRatio: head.samplingRatio)
        }
        var features = aligned.features
        var channels = configuration.featureChannels
        for index in 0..<head.convolutionCount {
            features = try apply(
                Convolution(
                    name: "\(name).\(index).0", norm: "\(name).\(index).1", inputs: channels,
                    outputs: head.convolutionChannels ?? configuration.featureChannels, kernel: 3,
                    kind: head.normalization), to: features)
            channels = configuration.boxChannels
        }
        features = graph.within(name) { graph.node("Flatten", [features]) }
        var inputs = channels * head.resolution * head.resolution
        for index in 0..<head.linearCount {
            // Numbered as in the network: after convolutions, flattening and each ReLU have a place.
            let layer = head.convolutionCount == 0 ? "fc\(6 + index)" : "\(head.convolutionCount + 1 + 2 * index)"
            features = try linear(
                "\(name).\(layer)", features, inputs: inputs, outputs: head.features, rectified: true)
            inputs = head.features
        }
        let predictor = "roi_heads.box_predictor"
        let classes = configuration.classCount
        let logits = try linear(
            "\(predictor).cls_score", features, inputs: inputs, outputs: classes, rectified: false)
        let deltas = try linear(
            "\(predictor).bbox_pred", features, inputs: inputs, outputs: head.isClassAgnostic ? 4 : 4 * classes,
            rectified: false)
        return graph.within(predictor) {
            BoxPredictions(logits: aligned.inOrder(logits), deltas: aligned.inOrder(deltas))
        }
    }
}
