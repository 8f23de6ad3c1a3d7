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
        let backbone = configuration.backbone
        let stages = ResNet.stages(depth: backbone.depth) ?? ([], false)
        add(.product(3, 49, backbone.width), threes: false)
        var inputs = backbone.width
        let pyramid = configuration.pyramid.channels
        for (index, count) in stages.blocks.enumerated() {
            let width = backbone.width << index
            let outputs = stages.bottleneck ? 4 * width : width
            for block in 0..<count {
                if stages.bottleneck {
                    add(.product(inputs, width), threes: false)
                    add(.product(9, width, width), threes: true)
                    add(.product(width, outputs), threes: false)
                } else {
                    add(.product(9, inputs, width), threes: true)
                    add(.product(9, width, width), threes: true)
                }
                if block == 0, inputs != outputs || index > 0 { add(.product(inputs, outputs), threes: false) }
                inputs = outputs
            }
            add(.product(outputs, pyramid), threes: false)
            add(.product(9, pyramid, pyramid), threes: true)
        }
        let proposals = configuration.proposals
        add(.product(9, pyramid, pyramid, proposals.convolutionCount), threes: true)
        add(.product(5, pyramid, proposals.aspectRatios.count), threes: false)

        let box = configuration.boxHead
        add(.product(9, pyramid, pyramid, box.convolutionCount), threes: true)
        add(.product(pyramid, box.resolution, box.resolution, box.features), threes: false)
        add(.product(box.features, box.features, box.linearCount - 1), threes: false)
        add(.product(5, box.features, configuration.classCount), threes: false)

        var channels = pyramid
        for outputs in configuration.maskHead.channels {
            add(.product(9, channels, outputs), threes: true)
            channels = outputs
        }
        add(.product(4, channels, configuration.maskHead.predictorChannels), threes: false)
        add(.product(configuration.maskHead.predictorChannels, configuration.classCount), threes: false)
    }

    private mutating func add(_ count: Int, threes: Bool) {
        if threes { ofThreeByThree = .sum(ofThreeByThree, count) } else { ofOthers = .sum(ofOthers, count) }
    }
}
