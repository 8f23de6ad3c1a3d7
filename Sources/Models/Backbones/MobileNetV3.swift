internal import Torch

/// A MobileNetV3 (Howard et al. 2019) without its classifier: torchvision's, as `_mobilenet_extractor` uses it.
///
/// Shapes: (N, 3, H, W) gives two maps of 1/32 of the sides: of the first block of that size, and of the last convolution.
struct MobileNetV3 {
    private let stem: ConvolutionBlock
    private let blocks: [InvertedResidual]
    private let last: ConvolutionBlock
    /// After which of the blocks the first map is taken.
    private let tap: Int

    init(_ scope: Scope, _ configuration: Configuration.Backbone.MobileNetV3) throws(TorchError) {
        let kind = configuration.normalization
        let starts = configuration.stageStarts
        func layer(_ index: Int) -> Scope {
            scope.part(.backbone(stage: starts.count { $0 <= index } - 1)) / index
        }
        func convolution(_ index: Int, _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int) throws(TorchError)
            -> ConvolutionBlock
        {
            try ConvolutionBlock(
                convolution: layer(index) / 0, normalization: layer(index) / 1, inputs, outputs, kernel: kernel,
                stride: stride, kind: kind, activation: .hardSwish, initializer: .kaimingNormalFanOut)
        }
        stem = try convolution(0, 3, Configuration.Backbone.MobileNetV3.stemChannels, kernel: 3, stride: 2)
        var blocks: [InvertedResidual] = []
        for (index, block) in configuration.blocks.enumerated() {
            blocks.append(try InvertedResidual(layer(index + 1) / "block", block, kind: kind))
        }
        self.blocks = blocks
        let (inputs, outputs) = configuration.lastChannels
        last = try convolution(blocks.count + 1, inputs, outputs, kernel: 1, stride: 1)
        tap = starts[starts.count - 2] - 1
    }

    func callAsFunction(_ images: Tensor) throws(TorchError) -> [FeatureMap] {
        var features = try stem(images)
        var maps: [FeatureMap] = []
        for (index, block) in blocks.enumerated() {
            features = try block(features)
            if index == tap { maps.append(FeatureMap(features, stride: 32)) }
        }
        maps.append(FeatureMap(try last(features), stride: 32))
        return maps
    }
}

/// A 1×1 convolution that widens, one of each channel by itself, weights for the channels, and a 1×1 one that narrows, with a
/// shortcut around them where sizes allow it.
private struct InvertedResidual {
    private let widening: ConvolutionBlock?
    private let depthwise: ConvolutionBlock
    private let excitation: SqueezeExcitation?
    private let narrowing: ConvolutionBlock
    private let hasShortcut: Bool

    init(
        _ scope: Scope, _ block: Configuration.Backbone.MobileNetV3.Block, kind: NormalizationKind
    ) throws(TorchError) {
        let activation: Activation = block.isHardSwish ? .hardSwish : .relu
        // Layers are numbered as they come.
        var place = 0
        func convolution(
            _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, groups: Int = 1, _ activation: Activation
        ) throws(TorchError) -> ConvolutionBlock {
            defer { place += 1 }
            return try ConvolutionBlock(
                convolution: scope / place / 0, normalization: scope / place / 1, inputs, outputs, kernel: kernel,
                stride: stride, groups: groups, kind: kind, activation: activation, initializer: .kaimingNormalFanOut)
        }
        widening =
            block.expanded == block.inputs
            ? nil : try convolution(block.inputs, block.expanded, kernel: 1, activation)
        depthwise = try convolution(
            block.expanded, block.expanded, kernel: block.kernel, stride: block.stride, groups: block.expanded,
            activation)
        if block.excites {
            excitation = try SqueezeExcitation(
                scope / place, block.expanded, squeezed: block.squeezed, initializer: .kaimingNormalFanOut)
            place += 1
        } else {
            excitation = nil
        }
        narrowing = try convolution(block.expanded, block.outputs, kernel: 1, .none)
        hasShortcut = block.stride == 1 && block.inputs == block.outputs
    }

    func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        var features = try widening?(input) ?? input
        features = try depthwise(features)
        if let excitation { features = try excitation(features) }
        return try narrowing(features, adding: hasShortcut ? input : nil)
    }
}
