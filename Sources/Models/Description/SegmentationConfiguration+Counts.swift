internal import Files
public import Geometry
internal import Torch

extension SegmentationConfiguration {
    /// How many parameters the network has, as PyTorch counts them, the auxiliary head's among them. Nothing is made.
    public var parameterCount: Int {
        let counts = ParameterCounts(self, withAuxiliaryHead: true)
        return .sum(counts.total, counts.ofVectors)
    }

    /// How many multiplications, each with its addition, the network takes for an image of a size, as its convolutions are usually
    /// computed.
    ///
    /// Source: the way of counting is that of `_ops` in torchvision's metadata, for images of 520×520 pixels and with the auxiliary head.
    ///
    /// - Parameters:
    ///   - size: The image's size.
    ///   - withAuxiliaryHead: Whether the auxiliary head counts, which only training needs.
    public func operationCount(of size: ImageSize, withAuxiliaryHead: Bool = false) -> Double {
        let input = SegmentationTransform(transform).resizedSize(size)
        return OperationCounts(self, area: Double(input.area), withAuxiliaryHead: withAuxiliaryHead).total
    }
}

extension OperationCounts {
    /// Those of a network that sees so many pixels.
    init(_ configuration: SegmentationConfiguration, area: Double, withAuxiliaryHead: Bool) {
        self.init()
        guard case .resNet(let network) = configuration.backbone else { return }
        add(network, area: area)
        let classes = Double(configuration.classCount)
        let last = configuration.featureMap()
        func ofHead(_ head: SegmentationConfiguration.FullyConvolutional, _ map: (channels: Int, stride: Int)) -> Double
        {
            let channels = Double(head.channels)
            return area * PixelActivations.share(ofStride: map.stride) * channels
                * (9 * Double(map.channels) + classes)
        }
        switch configuration.head {
        case .fcn(let head): total += ofHead(head, last)
        case .deepLabV3(let head):
            let (inputs, channels) = (Double(last.channels), Double(head.channels))
            let rates = Double(head.atrousRates.count)
            total +=
                area * PixelActivations.share(ofStride: last.stride) * channels
                * (inputs * (1 + 9 * rates) + channels * (rates + 2) + 9 * channels + classes)
            // The mean of the map.
            total += inputs * channels
        }
        if withAuxiliaryHead, let head = configuration.auxiliaryHead {
            total += ofHead(head, configuration.featureMap(beforeLast: 1))
        }
    }
}

extension ParameterCounts {
    /// Those of a network for segmentation, whatever sizes it claims.
    package init(_ configuration: SegmentationConfiguration, withAuxiliaryHead: Bool) {
        self.init()
        guard case .resNet(let network) = configuration.backbone else { return }
        add(network)
        switch configuration.head {
        case .fcn(let head): add(head, configuration.featureMap().channels, configuration.classCount)
        case .deepLabV3(let head): add(head, configuration.featureMap().channels, configuration.classCount)
        }
        if withAuxiliaryHead, let head = configuration.auxiliaryHead {
            add(head, configuration.featureMap(beforeLast: 1).channels, configuration.classCount)
        }
    }

    private mutating func add(_ head: SegmentationConfiguration.FullyConvolutional, _ inputs: Int, _ classCount: Int) {
        add(.product(9, inputs, head.channels), threes: true)
        add(vectorsOf: head.channels, SegmentationConfiguration.headNormalization)
        addPredictor(head.channels, classCount)
    }

    private mutating func add(_ head: SegmentationConfiguration.DeepLabV3, _ inputs: Int, _ classCount: Int) {
        let rates = head.atrousRates.count
        // The convolutions with gaps, the 1×1 one, that of the mean, and the one that joins them.
        add(.product(9, inputs, head.channels, rates), threes: false)
        add(.product(2, inputs, head.channels), threes: false)
        add(.product(rates + 2, head.channels, head.channels), threes: false)
        add(.product(9, head.channels, head.channels), threes: true)
        for _ in 0..<rates + 4 { add(vectorsOf: head.channels, SegmentationConfiguration.headNormalization) }
        addPredictor(head.channels, classCount)
    }

    private mutating func addPredictor(_ channels: Int, _ classCount: Int) {
        add(.product(channels, classCount), threes: false)
        add(vectorsOf: classCount)
    }
}
