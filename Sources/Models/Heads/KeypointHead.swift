internal import Torch

/// Finds keypoints in boxes (He et al. 2017, section 5): torchvision's `KeypointRCNNHeads` and `KeypointRCNNPredictor`.
///
/// Shapes: (R, C, 14, 14) gives heat maps (R, K, 56, 56), K keypoints.
struct KeypointHead {
    private let convolutions: [ConvolutionBlock]
    private let predictor: KeypointPredictor

    init(_ scope: Scope, channels: Int, _ configuration: Configuration.KeypointHead) throws(TorchError) {
        var inputs = channels
        var convolutions: [ConvolutionBlock] = []
        for (index, outputs) in configuration.channels.enumerated() {
            // Each ReLU has a number in the list, too.
            let name = scope / "keypoint_head" / (2 * index)
            convolutions.append(
                try ConvolutionBlock(
                    convolution: name, normalization: name, inputs, outputs, kernel: 3, kind: .none, rectified: true,
                    initializer: .kaimingNormalFanOut))
            inputs = outputs
        }
        self.convolutions = convolutions
        predictor = try KeypointPredictor(
            scope / "keypoint_predictor", inputs, keypointCount: configuration.names.count)
    }

    func callAsFunction(_ features: Tensor) throws(TorchError) -> Tensor {
        var maps = features
        for convolution in convolutions { maps = try convolution(maps) }
        return try predictor(maps)
    }
}

extension Tensor {
    /// Keypoints (R, K, 3) with the share that the highest place has of its heat map's softmax in place of its height.
    ///
    /// - Parameter maps: (R, K, S, S) the heat maps.
    ///
    /// Source: detectron2's `heatmaps_to_keypoints`: exp(height) is divided by the sum over the map as the head gives it, and so may be
    /// above 1.
    func withSoftmaxScores(of maps: Tensor) throws(TorchError) -> Tensor {
        let heights = try narrowed(2, to: 2..<3)
        let cells = try maps.to(dtype).reshaped([size(0), size(1), -1])
        let sums = try (cells - heights).exp().mean(over: [2]).reshaped([size(0), size(1), 1]) * Double(cells.size(2))
        return try .concatenated([narrowed(2, to: 0..<2), (heights - heights + 1) / sums], along: 2)
    }
}
