public import Geometry

extension Configuration {
    /// How many multiplications, each with its addition, the network takes for an image of a size, as its convolutions and linear layers
    /// are usually computed: with as many proposals and detections as it keeps at most.
    ///
    /// Source: the way of counting is that of `_ops` in torchvision's metadata, whose images have as many proposals and detections as
    /// random weights gave them: none on MobileNetV3, no detections in v1.
    ///
    /// - Parameters:
    ///   - size: The image's size.
    ///   - proposals: How many boxes are classified; nil for as many as an image keeps.
    ///   - detections: How many objects get a mask or keypoints; nil for as many as an image keeps.
    public func operationCount(of size: ImageSize, proposals: Int? = nil, detections: Int? = nil) -> Double {
        let transform = ImageTransform(self)
        let input = transform.paddedSize([transform.resizedSize(size)])
        return OperationCounts(
            self, area: Double(input.area), boxes: Double(proposals ?? self.proposals.countAfterNMS),
            detections: Double(detections ?? boxHead.maximumDetections)
        ).total
    }
}

/// Multiplications of a network, counted from its description.
struct OperationCounts {
    var total = 0.0

    init() {}

    init(_ configuration: Configuration, area: Double, boxes: Double, detections: Double) {
        switch configuration.backbone {
        case .resNet(let network): add(network, area: area)
        case .mobileNetV3(let network): add(network, area: area)
        }
        let channels = Double(configuration.featureChannels)
        func cells(_ stride: Int) -> Double { area * PixelActivations.share(ofStride: stride) }
        if configuration.pyramid != nil {
            for map in configuration.backbone.maps {
                total += cells(map.stride) * channels * (Double(map.channels) + 9 * channels)
            }
        }
        let proposals = configuration.proposals
        let perCell =
            9 * channels * channels * Double(proposals.convolutionCount)
            + 5 * channels * Double(configuration.anchorsPerCell)
        total += configuration.levelStrides.reduce(0) { $0 + cells($1) } * perCell
        if let stage = configuration.lastStage {
            // As many cells a box as half the resolution has.
            func cells(_ resolution: Int) -> Double { Double((resolution + 1) / 2 * ((resolution + 1) / 2)) }
            let index = stage.stageCount - 1
            let outputs = Double(configuration.maskChannels) * Double(configuration.boxOutputs)
            add(stage, stage: index, cells: boxes * cells(configuration.boxHead.resolution))
            total += boxes * outputs
            if let mask = configuration.maskHead {
                add(stage, stage: index, cells: detections * cells(mask.resolution))
            }
        } else {
            total += boxes * Self.perProposal(configuration, channels)
        }
        if let mask = configuration.maskHead {
            var head = mask
            if configuration.boxHead.isLastStage { head.resolution = (mask.resolution + 1) / 2 }
            total +=
                detections
                * Self.perMask(head, Double(configuration.maskChannels), outputs: configuration.maskOutputs)
        }
        if let keypoints = configuration.keypointHead { total += detections * Self.perObject(keypoints, channels) }
    }

    private static func perProposal(_ configuration: Configuration, _ channels: Double) -> Double {
        let box = configuration.boxHead
        let (cells, features) = (Double(box.resolution * box.resolution), Double(box.features))
        let width = Double(configuration.boxChannels)
        var sum = width * cells * features + features * features * Double(box.linearCount - 1)
        sum += features * Double(configuration.boxOutputs)
        guard box.convolutionCount > 0 else { return sum }
        return sum + 9 * cells * width * (channels + width * Double(box.convolutionCount - 1))
    }

    private static func perObject(_ head: Configuration.KeypointHead, _ channels: Double) -> Double {
        let cells = Double(head.resolution * head.resolution)
        var inputs = channels
        var sum = 0.0
        for outputs in head.channels.map(Double.init) {
            sum += 9 * inputs * outputs * cells
            inputs = outputs
        }
        // Every cell of the input goes into 4 × 4 of the output.
        return sum + 16 * cells * inputs * Double(head.names.count)
    }

    private static func perMask(_ mask: Configuration.MaskHead, _ channels: Double, outputs: Int) -> Double {
        let cells = Double(mask.resolution * mask.resolution)
        var inputs = channels
        var sum = 0.0
        for outputs in mask.channels.map(Double.init) {
            sum += 9 * inputs * outputs * cells
            inputs = outputs
        }
        let predictor = Double(mask.predictorChannels)
        return sum + 4 * cells * predictor * (inputs + Double(outputs))
    }

    mutating func add(_ network: Configuration.Backbone.ResNet, area: Double) {
        guard let stages = network.stages else { return }
        total += area / 4 * 3 * 49 * Double(network.width)
        for index in stages.blocks.indices {
            add(network, stage: index, cells: area * PixelActivations.share(ofStride: network.stride(stage: index)))
        }
    }

    /// Adds a stage of so many cells.
    private mutating func add(_ network: Configuration.Backbone.ResNet, stage index: Int, cells: Double) {
        guard let stages = network.stages, stages.blocks.indices.contains(index) else { return }
        var inputs = Double(index == 0 ? network.width : network.outputChannels(stage: index - 1))
        let inner = Double(network.innerChannels(stage: index))
        let outputs = Double(network.outputChannels(stage: index))
        for block in 0..<stages.blocks[index] {
            // The first block of a stage halves the map in its 3×3 convolution, or in the first of all.
            let before = block == 0 && network.halves(stage: index) ? 4.0 : 1
            if stages.bottleneck {
                let first = network.stridePlace == .threeByThree ? before : 1
                total +=
                    cells * (first * inputs * inner + 9 * inner * inner / Double(network.groups) + inner * outputs)
            } else {
                total += cells * 9 * (inputs * inner + inner * outputs)
            }
            if block == 0, inputs != outputs || index > 0 { total += cells * inputs * outputs }
            inputs = outputs
        }
    }

    private mutating func add(_ network: Configuration.Backbone.MobileNetV3, area: Double) {
        total += area / 4 * 27 * Double(Configuration.Backbone.MobileNetV3.stemChannels)
        var cells = area / 4
        for block in network.blocks {
            let expanded = Double(block.expanded)
            if block.expanded != block.inputs { total += cells * Double(block.inputs) * expanded }
            cells /= Double(block.stride * block.stride)
            total += cells * expanded * Double(block.kernel * block.kernel + block.outputs)
            if block.excites { total += 2 * expanded * Double(block.squeezed) }
        }
        total += cells * Double(network.lastChannels.inputs * network.lastChannels.outputs)
    }
}
