/// The description of a network of either kind.
public enum NetworkDescription: Sendable, Equatable {
    /// One that finds objects.
    case detection(Configuration)
    /// One that gives every pixel a class.
    case segmentation(SegmentationConfiguration)

    /// The preset of a name; nil where there is none.
    public static func named(_ name: String) -> NetworkDescription? {
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

    /// Its backbone.
    package var backbone: Configuration.Backbone {
        switch self {
        case .detection(let network): network.backbone
        case .segmentation(let network): network.backbone
        }
    }

    /// - Throws: ``MaskRCNNError/configuration(key:expected:)`` where it makes no sense.
    package func validate() throws(MaskRCNNError) {
        switch self {
        case .detection(let network): try network.validate()
        case .segmentation(let network): try network.validate()
        }
    }
}
