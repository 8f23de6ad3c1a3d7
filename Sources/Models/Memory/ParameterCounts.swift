internal import Files
internal import Torch

extension Configuration {
    /// How many parameters the network has, as PyTorch counts them: frozen norms and statistics are none. Nothing is made.
    public var parameterCount: Int {
        let counts = ParameterCounts(self)
        return .sum(counts.total, counts.ofVectors)
    }
}

/// How many parameters a network has, by what becomes of them in memory; nothing is made.
package struct ParameterCounts: Equatable {
    /// Those of 3×3 convolutions, which Winograd's filtering keeps as larger tiles.
    package var ofThreeByThree = 0
    /// Those of all other layers.
    package var ofOthers = 0
    /// Biases and the parameters of norms.
    var ofVectors = 0

    /// All but those of vectors.
    package var total: Int { .sum(ofThreeByThree, ofOthers) }

    package init() {}

    /// Counts those of a configuration, whatever sizes it claims.
    package init(_ configuration: Configuration) {
        let features = configuration.featureChannels
        switch configuration.backbone {
        // The stage that looks at boxes has the parameters that it would have in the backbone.
        case .resNet(let network): add(configuration.lastStage ?? network)
        case .mobileNetV3(let network): add(network)
        }
        if let pyramid = configuration.pyramid {
            for channels in configuration.backbone.maps.map(\.channels) {
                add(.product(channels, pyramid.channels), threes: false)
                add(.product(9, pyramid.channels, pyramid.channels), threes: true)
                for _ in 0..<2 { add(vectorsOf: pyramid.channels, pyramid.normalization) }
            }
        }
        let proposals = configuration.proposals
        add(.product(9, features, features, proposals.convolutionCount), threes: true)
        add(.product(5, features, configuration.anchorsPerCell), threes: false)
        add(vectorsOf: .sum(.product(features, proposals.convolutionCount), .product(5, configuration.anchorsPerCell)))

        add(configuration.boxHead, configuration)
        if let mask = configuration.maskHead {
            add(mask, configuration.maskChannels, outputs: configuration.maskOutputs)
        }
        if let keypoints = configuration.keypointHead { add(keypoints, features) }
    }

    private mutating func add(_ box: Configuration.BoxHead, _ configuration: Configuration) {
        let features = configuration.featureChannels
        let width = configuration.boxChannels
        if box.isLastStage {
            add(.product(configuration.maskChannels, configuration.boxOutputs), threes: false)
            add(vectorsOf: configuration.boxOutputs)
            return
        }
        for index in 0..<box.convolutionCount {
            add(.product(9, index == 0 ? features : width, width), threes: true)
            add(vectorsOf: width, box.normalization)
        }
        add(.product(width, box.resolution, box.resolution, box.features), threes: false)
        add(.product(box.features, box.features, box.linearCount - 1), threes: false)
        add(.product(box.features, configuration.boxOutputs), threes: false)
        add(vectorsOf: .sum(.product(box.features, box.linearCount), configuration.boxOutputs))
    }

    private mutating func add(_ head: Configuration.KeypointHead, _ features: Int) {
        var channels = features
        for outputs in head.channels {
            add(.product(9, channels, outputs), threes: true)
            add(vectorsOf: outputs)
            channels = outputs
        }
        // Its 4×4 kernels become 3×3 ones of four times as many outputs.
        add(.product(16, channels, head.names.count), threes: true)
        add(vectorsOf: head.names.count)
    }

    private mutating func add(_ mask: Configuration.MaskHead, _ features: Int, outputs masks: Int) {
        var channels = features
        for outputs in mask.channels {
            add(.product(9, channels, outputs), threes: true)
            add(vectorsOf: outputs, mask.normalization)
            channels = outputs
        }
        add(.product(4, channels, mask.predictorChannels), threes: false)
        add(.product(mask.predictorChannels, masks), threes: false)
        add(vectorsOf: .sum(mask.predictorChannels, masks))
    }

    mutating func add(_ network: Configuration.Backbone.ResNet) {
        let kind = network.normalization
        add(.product(3, 49, network.width), threes: false)
        add(vectorsOf: network.width, kind)
        guard let stages = network.stages else { return }
        var inputs = network.width
        for (index, count) in stages.blocks.enumerated() {
            let width = network.innerChannels(stage: index)
            let outputs = network.outputChannels(stage: index)
            for block in 0..<count {
                if stages.bottleneck {
                    add(.product(inputs, width), threes: false)
                    // Winograd's filtering has no groups, and no cells apart.
                    add(
                        .product(9, width, width / network.groups),
                        threes: network.groups == 1 && network.dilation(stage: index, block: block) == 1)
                    add(.product(width, outputs), threes: false)
                    add(vectorsOf: .sum(.product(2, width), outputs), kind)
                } else {
                    add(.product(9, inputs, width), threes: true)
                    add(.product(9, width, width), threes: true)
                    add(vectorsOf: .product(2, width), kind)
                }
                if block == 0, inputs != outputs || index > 0 {
                    add(.product(inputs, outputs), threes: false)
                    add(vectorsOf: outputs, kind)
                }
                inputs = outputs
            }
        }
    }

    private mutating func add(_ network: Configuration.Backbone.MobileNetV3) {
        let kind = network.normalization
        add(.product(27, Configuration.Backbone.MobileNetV3.stemChannels), threes: false)
        add(vectorsOf: Configuration.Backbone.MobileNetV3.stemChannels, kind)
        for block in network.blocks {
            if block.expanded != block.inputs {
                add(.product(block.inputs, block.expanded), threes: false)
                add(vectorsOf: block.expanded, kind)
            }
            add(vectorsOf: block.expanded + block.outputs, kind)
            add(.product(block.expanded, block.kernel, block.kernel), threes: false)
            if block.excites {
                add(.product(2, block.expanded, block.squeezed), threes: false)
                add(vectorsOf: block.expanded + block.squeezed)
            }
            add(.product(block.expanded, block.outputs), threes: false)
        }
        add(.product(network.lastChannels.inputs, network.lastChannels.outputs), threes: false)
        add(vectorsOf: network.lastChannels.outputs, kind)
    }

    /// Adds the bias, or the norm in its place, of so many channels.
    mutating func add(vectorsOf channels: Int, _ kind: NormalizationKind = .none) {
        switch kind {
        case .none: ofVectors = .sum(ofVectors, channels)
        case .batchNorm, .groupNorm: ofVectors = .sum(ofVectors, .product(2, channels))
        case .frozenBatchNorm: break
        }
    }

    mutating func add(_ count: Int, threes: Bool) {
        if threes { ofThreeByThree = .sum(ofThreeByThree, count) } else { ofOthers = .sum(ofOthers, count) }
    }
}
