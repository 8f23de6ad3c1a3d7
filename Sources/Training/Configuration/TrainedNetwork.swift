public import MaskRCNN

/// A network that is trained, of either kind.
public enum TrainedNetwork: Sendable, Equatable {
    /// One that finds objects.
    case detection(Configuration)
    /// One that gives every pixel a class.
    case segmentation(SegmentationConfiguration)

    /// The preset of a name; nil where there is none.
    public static func named(_ name: String) -> TrainedNetwork? {
        Configuration.named(name).map(detection) ?? SegmentationConfiguration.named(name).map(segmentation)
    }

    /// The names of all presets.
    public static let presetNames = Configuration.presetNames + SegmentationConfiguration.presetNames

    /// The name of the preset that it came from.
    public var name: String {
        switch self {
        case .detection(let network): network.name
        case .segmentation(let network): network.name
        }
    }

    /// What such a network does.
    public var task: ModelTask {
        switch self {
        case .detection: .detection
        case .segmentation: .segmentation
        }
    }

    /// What it is, for messages.
    package var words: String {
        switch self {
        case .detection(let network): "\(network.name), which finds objects"
        case .segmentation(let network): "\(network.name), which gives every pixel a class"
        }
    }

    var backbone: Configuration.Backbone {
        switch self {
        case .detection(let network): network.backbone
        case .segmentation(let network): network.backbone
        }
    }

    func validate() throws(MaskRCNNError) {
        switch self {
        case .detection(let network): try network.validate()
        case .segmentation(let network): try network.validate()
        }
    }
}

extension TrainingConfiguration {
    /// The network that is trained.
    public var trained: TrainedNetwork {
        get { segmentation.map { .segmentation($0.network) } ?? .detection(network) }
        set {
            switch newValue {
            case .detection(let network):
                self.network = network
                segmentation = nil
            case .segmentation(let network):
                segmentation = segmentation ?? Segmentation()
                segmentation?.network = network
            }
        }
    }
}
