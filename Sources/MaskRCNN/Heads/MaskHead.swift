internal import Torch

/// Segments boxes (He et al. 2017): torchvision's `MaskRCNNHeads` and `MaskRCNNPredictor`.
///
/// Shapes: (R, C, 14, 14) gives mask logits (R, 28, 28) of the class that each box has, or (R, K, 28, 28) of all, K classes
/// with the background.
struct MaskHead {
    private let convolutions: [ConvolutionBlock]
    private let predictor: MaskPredictor

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
        predictor = try MaskPredictor(
            scope / "mask_predictor", inputs, channels: configuration.predictorChannels, classCount: classCount)
    }

    /// Logits of all classes, which training needs.
    func callAsFunction(_ features: Tensor) throws(TorchError) -> Tensor {
        try predictor.logits(convolved(features))
    }

    /// Logits of each box's own class; labels (R), int64.
    func callAsFunction(_ features: Tensor, labels: Tensor) throws(TorchError) -> Tensor {
        try predictor(convolved(features), labels: labels)
    }

    private func convolved(_ features: Tensor) throws(TorchError) -> Tensor {
        var maps = features
        for convolution in convolutions {
            maps = try convolution(maps)
        }
        return maps
    }
}
