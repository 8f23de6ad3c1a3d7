internal import Models
internal import Torch

extension NetworkBuilder {
    /// Masks of detections, (R, 1, S, S): probabilities of each one's own class, or, in raw form, logits of all classes (R, K, S, S).
    ///
    /// Source: `Models/Heads/MaskHead.swift`.
    func masks(
        _ levels: [FeatureMap], _ found: Detections, _ head: Configuration.MaskHead, _ configuration: Configuration,
        isRaw: Bool
    ) throws(ExportError) -> Value {
        let name = "roi_heads.mask_head"
        let aligned = try graph.within(name) { () throws(ExportError) -> AlignedFeatures in
            try self.aligned(
                levels, boxes: found.boxes, images: found.images, resolution: head.resolution,
                samplingRatio: head.samplingRatio)
        }
        var features = aligned.features
        var channels = configuration.featureChannels
        for (index, outputs) in head.channels.enumerated() {
            features = try apply(
                Convolution(
                    name: "\(name).\(index).0", norm: "\(name).\(index).1", inputs: channels, outputs: outputs,
                    kernel: 3,
                    kind: head.normalization), to: features)
            channels = outputs
        }
        let predictor = "roi_heads.mask_predictor"
        let width = head.predictorChannels
        let doubled = try transposedConvolution(
            "\(predictor).conv5_mask", features, inputs: channels, outputs: width, kernel: 2, padding: 0
        ).rectified()
        let classes = configuration.maskOutputs
        let weight = try parameter("\(predictor).mask_fcn_logits.weight", [classes, width, 1, 1])
        let bias = try parameter("\(predictor).mask_fcn_logits.bias", [classes])
        let side = 2 * head.resolution
        return graph.within(predictor) {
            if isRaw || classes == 1 {
                let logits = graph.node("Conv", [doubled, weight, bias], [.ints("kernel_shape", [1, 1])])
                return aligned.inOrder(isRaw ? logits : logits.sigmoid())
            }
            // The logits of each detection's own class alone, by that class' row of the convolution.
            let inOrder = aligned.inOrder(doubled.reshaped([0, width, side * side]))
            let own = graph.node(
                "MatMul", [weight.reshaped([classes, 1, width]).gathered(at: found.labels), inOrder])
            let logits = own + bias.reshaped([classes, 1, 1]).gathered(at: found.labels)
            return logits.sigmoid().reshaped([-1, 1, side, side])
        }
    }

    /// A transposed convolution of stride 2: (R, in, S, S) to (R, out, 2S, 2S).
    func transposedConvolution(
        _ name: String, _ input: Value, inputs: Int, outputs: Int, kernel: Int, padding: Int
    ) throws(ExportError) -> Value {
        let weight = try parameter("\(name).weight", [inputs, outputs, kernel, kernel])
        let bias = try parameter("\(name).bias", [outputs])
        return graph.within(name) {
            graph.node(
                "ConvTranspose", [input, weight, bias],
                [
                    .ints("kernel_shape", [kernel, kernel]), .ints("strides", [2, 2]),
                    .ints("pads", [padding, padding, padding, padding]),
                ])
        }
    }
}
