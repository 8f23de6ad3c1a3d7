internal import Torch

/// From features to logits: a 3×3 convolution with a norm and ReLU, dropout in training, and a 1×1 convolution.
///
/// Shapes: (N, C, h, w) to (N, classes, h, w). Source: torchvision's `FCNHead`.
struct FullyConvolutionalHead {
    private let convolution: ConvolutionBlock
    private let dropout: Double
    private let predictor: ConvolutionBlock

    init(
        _ scope: Scope, channels: Int, classCount: Int, _ configuration: SegmentationConfiguration.FullyConvolutional
    ) throws(TorchError) {
        convolution = try ConvolutionBlock(
            convolution: scope / "0", normalization: scope / "1", channels, configuration.channels, kernel: 3,
            kind: SegmentationConfiguration.headNormalization, rectified: true, initializer: .usualOfConvolutions)
        dropout = configuration.dropout
        predictor = try .predictor(scope / "4", configuration.channels, classCount)
    }

    /// - Parameter dropping: What decides which features are hidden, in training; nil hides none.
    func callAsFunction(_ features: Tensor, dropping generator: RandomGenerator? = nil) throws(TorchError) -> Tensor {
        var hidden = try convolution(features)
        if let generator { hidden = try hidden.droppingOut(dropout, using: generator) }
        return try predictor(hidden)
    }
}

extension ConvolutionBlock {
    /// The 1×1 convolution with a bias that gives the logits of every class.
    static func predictor(_ scope: Scope, _ inputs: Int, _ classCount: Int) throws(TorchError) -> ConvolutionBlock {
        let scope = scope.rowsPerClass(1)
        return try ConvolutionBlock(
            convolution: scope, normalization: scope, inputs, classCount, kernel: 1, kind: .none, rectified: false,
            initializer: .usualOfConvolutions, biasInitializer: .uniformFanIn(inputs))
    }
}

extension Initializer {
    /// That of PyTorch's convolutions.
    static let usualOfConvolutions = Initializer.kaimingUniform(a: 5.0.squareRoot())
}
