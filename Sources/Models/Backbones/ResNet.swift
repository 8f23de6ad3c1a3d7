internal import Torch

/// A residual network (He et al. 2016) without its classifier: torchvision's.
///
/// Shapes: (N, 3, H, W) gives a map of each stage, with 1/4, 1/8, 1/16 and 1/32 of the sides; stages that dilate keep the sides of the
/// one before.
struct ResNet {
    private let stem: ConvolutionBlock
    private let pool: MaxPool2d
    private let layers: [ResNetStage]
    private let strides: [Int]

    init(_ scope: Scope, _ configuration: Configuration.Backbone.ResNet) throws(TorchError) {
        guard let stages = configuration.stages else {
            throw .mismatch(
                operation: "ResNet", expected: "a depth of 18, 34, 50, 101 or 152", found: "\(configuration.depth)")
        }
        let kind = configuration.normalization
        let first = scope.part(.backbone(stage: 0))
        stem = try ConvolutionBlock(
            convolution: first / "conv1", normalization: first / "bn1", 3, configuration.width, kernel: 7, stride: 2,
            kind: kind, rectified: true, initializer: .kaimingNormalFanOut)
        pool = MaxPool2d(scope)
        var layers: [ResNetStage] = []
        for index in stages.blocks.indices {
            layers.append(
                try ResNetStage(scope.part(.backbone(stage: index + 1)) / "layer\(index + 1)", index, configuration))
        }
        self.layers = layers
        strides = layers.indices.map(configuration.stride)
    }

    /// - Parameter last: How many of the maps are given, the last ones: what nobody takes is not kept; nil for all.
    func callAsFunction(_ images: Tensor, last: Int? = nil) throws(TorchError) -> [FeatureMap] {
        var features = try pool(stem(images))
        var maps: [FeatureMap] = []
        let first = layers.count - min(last ?? layers.count, layers.count)
        for (index, stage) in layers.enumerated() {
            features = try stage(features)
            if index >= first { maps.append(FeatureMap(features, stride: strides[index])) }
        }
        return maps
    }
}

/// One stage of a residual network: blocks, the first of which mostly halves the map.
struct ResNetStage {
    private let blocks: [ResidualBlock]

    /// - Parameters:
    ///   - scope: The stage's.
    ///   - index: Which it is, from 0.
    init(_ scope: Scope, _ index: Int, _ configuration: Configuration.Backbone.ResNet) throws(TorchError) {
        guard let stages = configuration.stages, stages.blocks.indices.contains(index) else {
            throw .mismatch(
                operation: "ResNet", expected: "one of \(configuration.stageCount) stages", found: "stage \(index + 1)")
        }
        var inputs = index == 0 ? configuration.width : configuration.outputChannels(stage: index - 1)
        let outputs = configuration.outputChannels(stage: index)
        var blocks: [ResidualBlock] = []
        for block in 0..<stages.blocks[index] {
            blocks.append(
                try ResidualBlock(
                    scope / block, inputs, width: configuration.innerChannels(stage: index), outputs: outputs,
                    stride: block == 0 && configuration.halves(stage: index) ? 2 : 1,
                    dilation: configuration.dilation(stage: index, block: block), configuration))
            inputs = outputs
        }
        self.blocks = blocks
    }

    func callAsFunction(_ features: Tensor) throws(TorchError) -> Tensor {
        var features = features
        for block in blocks { features = try block(features) }
        return features
    }
}

/// Two 3×3 convolutions, or a 1×1, a 3×3 and a 1×1 one, with a shortcut around them.
private struct ResidualBlock {
    private let convolutions: [ConvolutionBlock]
    private let shortcut: ConvolutionBlock?

    init(
        _ scope: Scope, _ inputs: Int, width: Int, outputs: Int, stride: Int, dilation: Int,
        _ configuration: Configuration.Backbone.ResNet
    ) throws(TorchError) {
        let kind = configuration.normalization
        func block(
            _ index: Int, _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, dilation: Int = 1,
            groups: Int = 1
        ) throws(TorchError) -> ConvolutionBlock {
            // The last one is rectified after the shortcut is added, which the block does.
            try ConvolutionBlock(
                convolution: scope / "conv\(index)", normalization: scope / "bn\(index)", inputs, outputs,
                kernel: kernel, stride: stride, dilation: dilation, groups: groups, kind: kind, rectified: true,
                initializer: .kaimingNormalFanOut)
        }
        if configuration.stages?.bottleneck == true {
            let halvesFirst = configuration.stridePlace == .oneByOne
            convolutions = [
                try block(1, inputs, width, kernel: 1, stride: halvesFirst ? stride : 1),
                try block(
                    2, width, width, kernel: 3, stride: halvesFirst ? 1 : stride, dilation: dilation,
                    groups: configuration.groups),
                try block(3, width, outputs, kernel: 1),
            ]
        } else {
            convolutions = [
                try block(1, inputs, width, kernel: 3, stride: stride), try block(2, width, outputs, kernel: 3),
            ]
        }
        shortcut =
            stride == 1 && inputs == outputs
            ? nil
            : try ConvolutionBlock(
                convolution: scope / "downsample" / 0, normalization: scope / "downsample" / 1, inputs, outputs,
                kernel: 1, stride: stride, kind: kind, rectified: false, initializer: .kaimingNormalFanOut)
    }

    func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        let residual = try shortcut?(input) ?? input
        var features = input
        for convolution in convolutions.dropLast() {
            features = try convolution(features)
        }
        // Of a block's input nobody but the block has need: what others take is the last block's result, and the block
        // after that has a shortcut of its own.
        return try convolutions[convolutions.count - 1](features, adding: residual, overwritesResidual: true)
    }
}
