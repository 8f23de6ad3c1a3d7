internal import Models
internal import Torch

/// A map of features.
struct FeatureMap {
    let value: Value
    let channels: Int
    /// The distance of neighbouring cells in pixels of the network's input.
    let stride: Int
}

extension NetworkBuilder {
    /// A residual network's maps, a stage each. Source: `Models/Backbones/ResNet.swift`.
    func resNet(
        _ images: Value, _ name: String, _ network: Configuration.Backbone.ResNet
    ) throws(ExportError) -> [FeatureMap] {
        var features = try apply(
            Convolution(
                name: "\(name).conv1", norm: "\(name).bn1", inputs: 3, outputs: network.width, kernel: 7, stride: 2,
                kind: network.normalization), to: images)
        features = graph.within(name) { features.maxPooled(kernel: 3, stride: 2, padding: 1) }
        var channels = network.width
        var maps: [FeatureMap] = []
        for stage in network.stageIndices {
            features = try resNetStage(features, "\(name).layer\(stage + 1)", stage, inputs: channels, network)
            channels = network.outputChannels(stage: stage)
            maps.append(FeatureMap(value: features, channels: channels, stride: network.stride(stage: stage)))
        }
        return maps
    }

    private func resNetStage(
        _ input: Value, _ name: String, _ stage: Int, inputs: Int, _ network: Configuration.Backbone.ResNet
    ) throws(ExportError) -> Value {
        var features = input
        var channels = inputs
        for block in 0..<(network.stages?.blocks[stage] ?? 0) {
            let shape = ResidualBlock(
                name: "\(name).\(block)", inputs: channels, inner: network.innerChannels(stage: stage),
                outputs: network.outputChannels(stage: stage),
                stride: block == 0 && network.halves(stage: stage) ? 2 : 1,
                dilation: network.dilation(stage: stage, block: block))
            features = try residualBlock(features, shape, network)
            channels = shape.outputs
        }
        return features
    }

    private struct ResidualBlock {
        let name: String
        let inputs: Int
        let inner: Int
        let outputs: Int
        let stride: Int
        let dilation: Int
    }

    private func residualBlock(
        _ input: Value, _ block: ResidualBlock, _ network: Configuration.Backbone.ResNet
    ) throws(ExportError) -> Value {
        func layer(
            _ index: Int, _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, dilation: Int = 1,
            groups: Int = 1
        ) -> Convolution {
            Convolution(
                name: "\(block.name).conv\(index)", norm: "\(block.name).bn\(index)", inputs: inputs, outputs: outputs,
                kernel: kernel, stride: stride, dilation: dilation, groups: groups, kind: network.normalization)
        }
        let layers: [Convolution]
        if network.stages?.bottleneck == true {
            let halvesFirst = network.stridePlace == .oneByOne
            layers = [
                layer(1, block.inputs, block.inner, kernel: 1, stride: halvesFirst ? block.stride : 1),
                layer(
                    2, block.inner, block.inner, kernel: 3, stride: halvesFirst ? 1 : block.stride,
                    dilation: block.dilation, groups: network.groups),
                layer(3, block.inner, block.outputs, kernel: 1),
            ]
        } else {
            layers = [
                layer(1, block.inputs, block.inner, kernel: 3, stride: block.stride),
                layer(2, block.inner, block.outputs, kernel: 3),
            ]
        }
        var residual = input
        if block.stride != 1 || block.inputs != block.outputs {
            residual = try apply(
                Convolution(
                    name: "\(block.name).downsample.0", norm: "\(block.name).downsample.1", inputs: block.inputs,
                    outputs: block.outputs, kernel: 1, stride: block.stride, kind: network.normalization,
                    activation: .none), to: input)
        }
        var features = input
        for layer in layers.dropLast() { features = try apply(layer, to: features) }
        return try apply(layers[layers.count - 1], to: features, adding: residual)
    }
}
