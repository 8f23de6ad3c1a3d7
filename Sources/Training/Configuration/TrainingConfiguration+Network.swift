public import MaskRCNN
public import TrainingData

extension TrainingConfiguration {
    /// Creates the configuration that suits a network.
    ///
    /// Networks whose pyramid is narrower than torchvision's learn from fewer samples of an image. Images are scaled as the network scales them when it predicts.
    public init(model: Configuration) {
        network = model
        if model.pyramid.map({ $0.channels < 256 }) == true { sampling = .small }
        augmentation = Self.augmentation(.flip, for: model)
    }

    /// Creates the configuration that suits a network for class maps: torchvision's recipe for them.
    ///
    /// Source: torchvision's `references/segmentation`. Differs: the rate of the auxiliary head is that of all.
    public init(model: SegmentationConfiguration) {
        segmentation = Segmentation(network: model)
        augmentation = Self.augmentation(.semantic, for: model)
        data.groupsByAspectRatio = false
        schedule.epochs = 30
        schedule.decay = .polynomial
    }

    /// Creates the configuration that suits a network of either kind.
    public init(model: NetworkDescription) {
        switch model {
        case .detection(let model): self.init(model: model)
        case .segmentation(let model): self.init(model: model)
        }
    }

    /// The augmentation of a name for a network for class maps: where it only scales, or crops as torchvision's reference does,
    /// it goes by the size at which this network predicts, and no crop is put on an object, since there are none.
    public static func augmentation(
        _ preset: Augmentation.Preset, for network: SegmentationConfiguration
    ) -> Augmentation {
        var result = Augmentation(preset)
        result.objectCrops = 0
        let side = network.transform.shortSide ?? 520
        switch result.scale {
        case .fixed: result.scale = .fixed(shortSide: side, maximumSide: 16_384)
        case .shortSideCrop(let usual, let ratio, let cropSide):
            let crop = (Double(cropSide) * Double(side) / Double(usual)).rounded()
            result.scale = .shortSideCrop(shortSide: side, ratio: ratio, cropSide: max(1, Int(crop)))
        default: break
        }
        return result
    }

    /// The augmentation of a name for the network that is trained.
    package func augmentation(_ preset: Augmentation.Preset) -> Augmentation {
        switch trained {
        case .detection(let network): Self.augmentation(preset, for: network)
        case .segmentation(let network): Self.augmentation(preset, for: network)
        }
    }

    /// The augmentation of a name; where it only scales as torchvision's networks do, it scales as this one does.
    public static func augmentation(_ preset: Augmentation.Preset, for network: Configuration) -> Augmentation {
        var result = Augmentation(preset)
        if case .fixed = result.scale { result.scale = scale(of: network) }
        return result
    }

    /// Images scaled as the network scales them when it predicts.
    private static func scale(of network: Configuration) -> Augmentation.Scale {
        .fixed(shortSide: network.transform.minimumSide, maximumSide: network.transform.maximumSide)
    }
}
