/// How many numbers are kept for each pixel of the network's input, where the stages keep most.
package struct PixelActivations {
    /// Proposals stand on a quarter of the pixels at most; so many at a place.
    package let anchors: Int
    /// The input and the maps of the backbone.
    package let backbone: Double
    /// The maps of the pyramid.
    package let pyramid: Double
    /// Logits, deltas and anchors, as they come and in the order of the anchors.
    package let predictions: Double

    package init(_ configuration: Configuration) {
        switch configuration.backbone {
        case .resNet(let network):
            let maps = network.stageIndices.reduce(0.0) {
                $0 + Self.share(ofStride: network.stride(stage: $1)) * Double(network.outputChannels(stage: $1))
            }
            backbone = 3 + max(maps, Double(network.width) / 4 * 1.5)
        case .mobileNetV3(let network):
            backbone = 3 + (network.shares.map { $0.before + 2 * $0.expanded + $0.after }.max() ?? 0)
        }
        let cells = configuration.levelStrides.reduce(0.0) { $0 + Self.share(ofStride: $1) }
        pyramid = configuration.pyramid == nil ? 0 : cells * Double(configuration.featureChannels)
        anchors = configuration.anchorsPerCell
        predictions = cells * Double(anchors) * 20
    }

    /// How many cells of a map there are for each pixel.
    package static func share(ofStride stride: Int) -> Double { 1 / Double(stride * stride) }
}

extension Configuration.Backbone.MobileNetV3 {
    /// How many numbers the maps of each block have for each pixel of the network's input.
    var shares: [(before: Double, expanded: Double, after: Double)] {
        var stride = 2
        return blocks.map { block in
            let before = PixelActivations.share(ofStride: stride)
            stride *= block.stride
            let after = PixelActivations.share(ofStride: stride)
            return (
                before * Double(block.inputs), before * Double(block.expanded),
                after * Double(block.expanded + block.outputs)
            )
        }
    }
}
