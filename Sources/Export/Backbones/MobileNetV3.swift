internal import Models
internal import Torch

extension NetworkBuilder {
    /// A MobileNetV3's two maps. Source: `Models/Backbones/MobileNetV3.swift`.
    func mobileNetV3(
        _ images: Value, _ name: String, _ network: Configuration.Backbone.MobileNetV3
    ) throws(ExportError) -> [FeatureMap] {
        let blocks = network.blocks
        func layer(_ index: Int, _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int) -> Convolution {
            Convolution(
                name: "\(name).\(index).0", norm: "\(name).\(index).1", inputs: inputs, outputs: outputs,
                kernel: kernel,
                stride: stride, kind: network.normalization, activation: .hardSwish)
        }
        var features = try apply(
            layer(0, 3, Configuration.Backbone.MobileNetV3.stemChannels, kernel: 3, stride: 2), to: images)
        var maps: [FeatureMap] = []
        // The first map is taken before the last stage begins with the last convolution.
        let tap = network.stageStarts[network.stageStarts.count - 2] - 1
        for (index, block) in blocks.enumerated() {
            features = try invertedResidual(features, "\(name).\(index + 1).block", block, network.normalization)
            if index == tap { maps.append(FeatureMap(value: features, channels: block.outputs, stride: 32)) }
        }
        let (inputs, outputs) = network.lastChannels
        let last = try apply(layer(blocks.count + 1, inputs, outputs, kernel: 1, stride: 1), to: features)
        return maps + [FeatureMap(value: last, channels: outputs, stride: 32)]
    }

    private func invertedResidual(
        _ input: Value, _ name: String, _ block: Configuration.Backbone.MobileNetV3.Block, _ kind: NormalizationKind
    ) throws(ExportError) -> Value {
        let activation: Activation = block.isHardSwish ? .hardSwish : .relu
        // Layers are numbered as they come.
        var place = 0
        func layer(
            _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, groups: Int = 1, _ activation: Activation
        ) -> Convolution {
            defer { place += 1 }
            return Convolution(
                name: "\(name).\(place).0", norm: "\(name).\(place).1", inputs: inputs, outputs: outputs,
                kernel: kernel,
                stride: stride, groups: groups, kind: kind, activation: activation)
        }
        var features = input
        if block.expanded != block.inputs {
            features = try apply(layer(block.inputs, block.expanded, kernel: 1, activation), to: features)
        }
        features = try apply(
            layer(
                block.expanded, block.expanded, kernel: block.kernel, stride: block.stride, groups: block.expanded,
                activation), to: features)
        if block.excites {
            features = try squeezeExcitation(features, "\(name).\(place)", block.expanded, squeezed: block.squeezed)
            place += 1
        }
        let hasShortcut = block.stride == 1 && block.inputs == block.outputs
        return try apply(
            layer(block.expanded, block.outputs, kernel: 1, .none), to: features, adding: hasShortcut ? input : nil)
    }

    /// Weighs channels by what all of a map says of each.
    private func squeezeExcitation(
        _ input: Value, _ name: String, _ channels: Int, squeezed: Int
    ) throws(ExportError) -> Value {
        func layer(_ index: Int, _ inputs: Int, _ outputs: Int, _ activation: Activation) -> Convolution {
            Convolution(
                name: "\(name).fc\(index)", norm: "", inputs: inputs, outputs: outputs, kernel: 1, kind: .none,
                activation: activation)
        }
        let mean = graph.within(name) { graph.node("GlobalAveragePool", [input]) }
        let narrow = try apply(layer(1, channels, squeezed, .relu), to: mean)
        let wide = try apply(layer(2, squeezed, channels, .none), to: narrow)
        return graph.within(name) {
            input * graph.node("HardSigmoid", [wide], [.float("alpha", 1 / 6), .float("beta", 0.5)])
        }
    }
}
