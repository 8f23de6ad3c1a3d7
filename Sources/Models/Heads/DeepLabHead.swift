internal import Torch

/// From features to logits by atrous spatial pyramid pooling (Chen et al. 2017).
///
/// Shapes: (N, C, h, w) to (N, classes, h, w). Source: torchvision's `DeepLabHead`.
struct DeepLabHead {
    private let pyramid: AtrousPyramid
    private let convolution: ConvolutionBlock
    private let predictor: ConvolutionBlock

    init(
        _ scope: Scope, channels: Int, classCount: Int, _ configuration: SegmentationConfiguration.DeepLabV3
    ) throws(TorchError) {
        pyramid = try AtrousPyramid(scope / "0", channels, configuration)
        convolution = try ConvolutionBlock(
            convolution: scope / "1", normalization: scope / "2", configuration.channels, configuration.channels,
            kernel: 3, kind: SegmentationConfiguration.headNormalization, rectified: true,
            initializer: .usualOfConvolutions)
        predictor = try .predictor(scope / "4", configuration.channels, classCount)
    }

    /// - Parameter dropping: What decides which features are hidden, in training; nil hides none.
    func callAsFunction(
        _ features: Tensor, dropping generator: RandomGenerator? = nil, observe: StageObserver? = nil
    ) throws(TorchError) -> Tensor {
        let joined = try pyramid(features, dropping: generator)
        observe?("head.pyramid", joined)
        return try predictor(convolution(joined))
    }
}

/// A 1×1 convolution, 3×3 convolutions with gaps and the mean of the map, side by side, joined by a 1×1 convolution.
///
/// Source: torchvision's `ASPP`.
private struct AtrousPyramid {
    private let branches: [ConvolutionBlock]
    private let pooled: ConvolutionBlock
    private let projection: ConvolutionBlock
    private let dropout: Double

    init(
        _ scope: Scope, _ inputs: Int, _ configuration: SegmentationConfiguration.DeepLabV3
    ) throws(TorchError) {
        let channels = configuration.channels
        func block(
            _ scope: Scope, from first: Int = 0, _ inputs: Int, kernel: Int = 1, dilation: Int = 1
        ) throws(TorchError) -> ConvolutionBlock {
            try ConvolutionBlock(
                convolution: scope / first, normalization: scope / (first + 1), inputs, channels, kernel: kernel,
                dilation: dilation, kind: SegmentationConfiguration.headNormalization, rectified: true,
                initializer: .usualOfConvolutions)
        }
        var branches = [try block(scope / "convs" / 0, inputs)]
        for (index, rate) in configuration.atrousRates.enumerated() {
            branches.append(try block(scope / "convs" / (index + 1), inputs, kernel: 3, dilation: rate))
        }
        // The mean itself is the first module of its branch.
        pooled = try block(scope / "convs" / branches.count, from: 1, inputs)
        self.branches = branches
        projection = try block(scope / "project", (branches.count + 1) * channels)
        dropout = configuration.dropout
    }

    func callAsFunction(_ features: Tensor, dropping generator: RandomGenerator?) throws(TorchError) -> Tensor {
        var results: [Tensor] = []
        for branch in branches { results.append(try branch(features)) }
        let mean = try pooled(features.mean(over: [2, 3]).channelsLast())
        results.append(try mean.resized(height: features.size(2), width: features.size(3), .bilinear))
        let joined = try projection(.concatenated(results, along: 1).channelsLast())
        guard let generator else { return joined }
        return try joined.droppingOut(dropout, using: generator)
    }
}
