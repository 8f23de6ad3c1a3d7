internal import Torch

/// What the names and shapes of a checkpoint's tensors say of a network for segmentation, but for the number of classes.
struct SegmentationShape: Equatable {
    var backbone: NetworkShape.ResNet
    var head: Head
    /// Channels of the auxiliary head's convolution; nil where there is no such head.
    var auxiliaryChannels: Int?

    /// A head's.
    enum Head: Equatable {
        case fcn(channels: Int)
        case deepLabV3(channels: Int, rateCount: Int)
    }

    /// That of a configuration; nil where its backbone is no ResNet.
    init?(_ configuration: SegmentationConfiguration) {
        guard case .resNet(let network) = configuration.backbone else { return nil }
        backbone = NetworkShape.ResNet(network)
        switch configuration.head {
        case .fcn(let head): self.head = .fcn(channels: head.channels)
        case .deepLabV3(let head):
            self.head = .deepLabV3(channels: head.channels, rateCount: head.atrousRates.count)
        }
        auxiliaryChannels = configuration.auxiliaryHead?.channels
    }

    /// That of tensors; nil where they are no FCN's or DeepLabV3's, or parts of one are missing.
    init?(_ tensors: [String: StoredTensor]) {
        let tensors = NamedShapes(tensors)
        guard tensors["classifier.4.weight", 4] != nil,
            let backbone = NetworkShape.ResNet(tensors, under: "backbone.")
        else { return nil }
        self.backbone = backbone
        if let first = tensors["classifier.0.convs.0.0.weight", 4] {
            let rateCount = tensors.count { "classifier.0.convs.\($0 + 1).0.weight" }
            head = .deepLabV3(channels: first[0], rateCount: rateCount)
        } else if let first = tensors["classifier.0.weight", 4] {
            head = .fcn(channels: first[0])
        } else {
            return nil
        }
        auxiliaryChannels = tensors["aux_classifier.0.weight", 4]?[0]
        guard tensors.hasAny(under: "aux_classifier.") == (auxiliaryChannels != nil) else { return nil }
    }

    /// A network of this shape, with torchvision's values for all that leaves no trace; nil where nothing is known of the gaps of its
    /// convolutions, which are not as many as torchvision's.
    var configuration: SegmentationConfiguration? {
        var configuration = SegmentationConfiguration()
        var network = backbone.settings
        network.normalization = .batchNorm(epsilon: 1e-5)
        let dilates = network.stages?.bottleneck == true && network.stageCount > 2
        network.dilatedStageCount = dilates ? 2 : 0
        configuration.backbone = .resNet(network)
        switch head {
        case .fcn(let channels):
            configuration.name = "fcn_resnet\(backbone.depth)"
            configuration.head = .fcn(SegmentationConfiguration.FullyConvolutional(channels: channels))
        case .deepLabV3(let channels, let rateCount):
            var head = SegmentationConfiguration.DeepLabV3()
            guard rateCount == head.atrousRates.count else { return nil }
            head.channels = channels
            configuration.name = "deeplabv3_resnet\(backbone.depth)"
            configuration.head = .deepLabV3(head)
        }
        configuration.auxiliaryHead = auxiliaryChannels.map {
            SegmentationConfiguration.FullyConvolutional(channels: $0)
        }
        return configuration
    }
}
