public import ClassMaps
public import MaskRCNN
internal import TrainingData

extension TrainingConfiguration {
    /// A network that gives every pixel a class, and what its training has beside that of others.
    public struct Segmentation: Sendable, Equatable {
        /// The network. Its number of classes is that of the data, whatever stands here.
        public var network = SegmentationConfiguration.fcnResNet50
        /// How class maps are read and painted.
        public var classMaps = ClassMapSettings()
        /// How much each loss counts in their sum.
        public var lossWeights = MapLossWeights()

        /// Creates torchvision's training of a network.
        public init(network: SegmentationConfiguration = .fcnResNet50) {
            self.network = network
        }
    }

    /// How class maps are read and painted.
    public struct ClassMapSettings: Codable, Sendable, Equatable {
        /// The value of pixels without a class in files; nil where every pixel has one. Source: `ignore_index`.
        public var ignoredValue: Int? = Int(ClassMap.ignored)
        /// What pixels of several objects of a data set become.
        public var overlaps = ClassMapPainter.Overlaps.ignored
        /// What crowds become.
        public var crowds = ClassMapPainter.Crowds.painted

        /// Creates torchvision's.
        public init() {}
    }

    /// What each loss of class maps is multiplied by in their sum.
    public struct MapLossWeights: Codable, Sendable, Equatable {
        /// Of the auxiliary head's; that of the network itself has 1. Source: torchvision's reference for segmentation.
        public var auxiliary = 0.5

        /// Creates torchvision's.
        public init() {}
    }

    /// How maps are read and painted for some classes.
    func rules(_ classes: ClassPalette?) -> ClassMapRules {
        var rules = ClassMapRules()
        rules.classes = classes
        let settings = segmentation?.classMaps ?? ClassMapSettings()
        rules.ignoredValue = settings.ignoredValue
        rules.overlaps = settings.overlaps
        rules.crowds = settings.crowds
        return rules
    }
}

extension Augmentation.Preset {
    /// Those whose scale follows the size at which a network predicts.
    static let followingNetworks = [Augmentation.Preset.flip, .semantic]
}
