internal import Files

extension Configuration {
    /// How many parameters the network has, norms and biases aside; nothing is made.
    package var parameterCount: Int { ParameterCounts(self).total }
}

/// How many parameters a network has, by what becomes of them in memory; nothing is made.
struct ParameterCounts: Equatable {
    /// Those of 3×3 convolutions, which Winograd's filtering keeps as larger tiles.
    var ofThreeByThree = 0
    /// Those of all other layers.
    var ofOthers = 0

    /// All of them.
    var total: Int { .sum(ofThreeByThree, ofOthers) }

    /// Counts those of a configuration, whatever sizes it claims; norms, which are few, are left out.
    init(_ configuration: Configuration) {
        let features = configuration.featureChannels
        switch configuration.backbone {
        case .resNet(let network): add(network)
        }
        if let pyramid = configuration.pyramid {
            for channels in configuration.backboneChannels {
                add(.product(channels, pyramid.channels), threes: false)
                add(.product(9, pyramid.channels, pyramid.channels), threes: true)
            }
        }
        let proposals = configuration.proposals
        add(.product(9, features, features, proposals.convolutionCount), threes: true)
        add(.product(5, features, configuration.anchorsPerCell), threes: false)

        let box = configuration.boxHead
        add(.product(9, features, features, box.convolutionCount), threes: true)
        add(.product(features, box.resolution, box.resolution, box.features), threes: false)
        add(.product(box.features, box.features, box.linearCount - 1), threes: false)
        add(.product(5, box.features, configuration.classCount), threes: false)

        guard let mask = configuration.maskHead else { return }
        var channels = features
        for outputs in mask.channels {
            add(.product(9, channels, outputs), threes: true)
            channels = outputs
        }
        add(.product(4, channels, mask.predictorChannels), threes: false)
        add(.product(mask.predictorChannels, configuration.classCount), threes: false)
    }

    private mutating func add(_ network: Configuration.Backbone.ResNet) {
        add(.product(3, 49, network.width), threes: false)
        guard let stages = network.stages else { return }
        var inputs = network.width
        for (index, count) in stages.blocks.enumerated() {
            let width = network.innerChannels(stage: index)
            let outputs = network.outputChannels(stage: index)
            for block in 0..<count {
                if stages.bottleneck {
                    add(.product(inputs, width), threes: false)
                    // Winograd's filtering has no groups.
                    add(.product(9, width, width / network.groups), threes: network.groups == 1)
                    add(.product(width, outputs), threes: false)
                } else {
                    add(.product(9, inputs, width), threes: true)
                    add(.product(9, width, width), threes: true)
                }
                if block == 0, inputs != outputs || index > 0 { add(.product(inputs, outputs), threes: false) }
                inputs = outputs
            }
        }
    }

    private mutating func add(_ count: Int, threes: Bool) {
        if threes { ofThreeByThree = .sum(ofThreeByThree, count) } else { ofOthers = .sum(ofOthers, count) }
    }
}
