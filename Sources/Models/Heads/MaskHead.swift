internal import Torch

/// Segments boxes (He et al. 2017): torchvision's `MaskRCNNHeads` and `MaskRCNNPredictor`.
///
/// Shapes: (R, C, 14, 14) gives mask logits (R, 28, 28) of the class that each box has.
struct MaskHead {
    private let convolutions: [ConvolutionBlock]
    private let predictor: MaskPredictor
    private let isClassAgnostic: Bool

    /// - Parameter channels: Of the features: what RoIAlign gives, or the stage that looks at boxes.
    init(_ scope: Scope, channels: Int, classCount: Int, _ configuration: Configuration.MaskHead) throws(TorchError) {
        var inputs = channels
        var convolutions: [ConvolutionBlock] = []
        for (index, outputs) in configuration.channels.enumerated() {
            let block = scope / "mask_head" / index
            convolutions.append(
                try ConvolutionBlock(
                    convolution: block / 0, normalization: block / 1, inputs, outputs, kernel: 3,
                    kind: configuration.normalization, rectified: true, initializer: .kaimingNormalFanOut))
            inputs = outputs
        }
        self.convolutions = convolutions
        isClassAgnostic = configuration.isClassAgnostic
        predictor = try MaskPredictor(
            scope / "mask_predictor", inputs, channels: configuration.predictorChannels,
            classCount: isClassAgnostic ? nil : classCount)
    }

    /// Logits of each box's own class, or of all together; labels (R), int64.
    func callAsFunction(_ features: Tensor, labels: Tensor) throws(TorchError) -> Tensor {
        let rows = isClassAgnostic ? try Tensor.zeros(labels.shape, dtype: .int64) : labels
        return try predictor(convolved(features), labels: rows)
    }

    private func convolved(_ features: Tensor) throws(TorchError) -> Tensor {
        var maps = features
        for convolution in convolutions {
            maps = try convolution(maps)
        }
        return maps
    }
}
