internal import Torch

/// Segments boxes (He et al. 2017): torchvision's `MaskRCNNHeads` and `MaskRCNNPredictor`.
///
/// Shapes: (R, C, 14, 14) gives mask logits (R, K, 28, 28), K classes with the background.
struct MaskHead {
    private let convolutions: [ConvolutionBlock]
    private let upsampling: ConvTranspose2d
    private let logits: Conv2d

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
        let predictor = scope / "mask_predictor"
        upsampling = try ConvTranspose2d(
            predictor / "conv5_mask", inputs, configuration.predictorChannels, kernel: 2, stride: 2,
            initializer: .kaimingNormalFanOut)
        logits = try Conv2d(
            predictor / "mask_fcn_logits", configuration.predictorChannels, classCount, kernel: 1,
            initializer: .kaimingNormalFanOut)
    }

    func callAsFunction(_ features: Tensor) throws(TorchError) -> Tensor {
        var maps = features
        for convolution in convolutions {
            maps = try convolution(maps)
        }
        maps = try upsampling(maps)
        try maps.reluInPlace()
        return try logits(maps)
    }
}
