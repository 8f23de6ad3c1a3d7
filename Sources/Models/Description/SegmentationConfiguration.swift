internal import Torch

/// Everything that says which network for semantic segmentation a model is; the parts mirror the network's modules.
///
/// Such a network gives every pixel of an image a class. The defaults are those of torchvision's `fcn_resnet50` as it is published, with
/// the head that only training needs.
public struct SegmentationConfiguration: Sendable, Hashable {
    /// The name of the preset it came from, for people.
    public var name = "fcn_resnet50"
    /// The number of classes, the background (0) included where there is one; at most 255, since a class map has a byte a pixel, and
    /// 255 stands for pixels that are not judged.
    public var classCount = 21
    /// From an image to the network's input.
    public var transform = Transform()
    /// The feature extractor, a ResNet whose last two stages dilate.
    public var backbone = Configuration.Backbone.resNet(.dilated)
    /// What makes logits of the backbone's last map.
    public var head = Head.fcn(FullyConvolutional())
    /// What makes logits of the map before the last for the loss alone; nil where there is none. Source: `aux_classifier`.
    public var auxiliaryHead: FullyConvolutional? = FullyConvolutional(channels: 256)

    /// Creates torchvision's `fcn_resnet50`.
    public init() {}

    /// From an image to the network's input. Source: torchvision's `transforms._presets.SemanticSegmentation`.
    public struct Transform: Sendable, Hashable {
        /// The short side is scaled to this many pixels; nil leaves images as large as they are.
        public var shortSide: Int? = 520
        /// Whether an image that shrinks is averaged over as many pixels as one of the smaller has, as PIL does.
        public var antialiases = true
        /// Taken from red, green and blue in [0, 1].
        public var mean = [0.485, 0.456, 0.406]
        /// What they are then divided by.
        public var standardDeviation = [0.229, 0.224, 0.225]

        /// Creates torchvision's.
        public init() {}
    }

    /// What makes logits of features.
    ///
    /// In files it is the name of its kind with its settings: `{"fcn": {"channels": 512, …}}`.
    public enum Head: Sendable, Hashable {
        /// One 3×3 convolution and the predictor (Long et al. 2015).
        case fcn(FullyConvolutional)
        /// Convolutions with gaps of several widths side by side (Chen et al. 2017).
        case deepLabV3(DeepLabV3)
    }

    /// One 3×3 convolution, and the predictor. Source: torchvision's `FCNHead`.
    public struct FullyConvolutional: Codable, Sendable, Hashable {
        /// Channels of the convolution: torchvision takes a quarter of the features'.
        public var channels = 512
        /// The share of its features that training hides.
        public var dropout = 0.1

        /// Creates torchvision's for the last map of a ResNet-50.
        public init() {}

        init(channels: Int) { self.channels = channels }

        /// Reads one; what is missing is torchvision's.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            let usual = Self()
            channels = try values.decodeIfPresent(Int.self, forKey: .channels) ?? usual.channels
            dropout = try values.decodeIfPresent(Double.self, forKey: .dropout) ?? usual.dropout
        }
    }

    /// Atrous spatial pyramid pooling: a 1×1 convolution, 3×3 convolutions with gaps and the mean of the map side by side, then a 3×3
    /// convolution and the predictor. Source: torchvision's `DeepLabHead`, `ASPP`.
    public struct DeepLabV3: Codable, Sendable, Hashable {
        /// Channels of every convolution but the predictor.
        public var channels = 256
        /// The distance of neighbouring cells of each 3×3 convolution with gaps.
        public var atrousRates = [12, 24, 36]
        /// The share of the features after the pyramid that training hides.
        public var dropout = 0.5

        /// Creates torchvision's.
        public init() {}

        /// Reads one; what is missing is torchvision's.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            let usual = Self()
            channels = try values.decodeIfPresent(Int.self, forKey: .channels) ?? usual.channels
            atrousRates = try values.decodeIfPresent([Int].self, forKey: .atrousRates) ?? usual.atrousRates
            dropout = try values.decodeIfPresent(Double.self, forKey: .dropout) ?? usual.dropout
        }
    }
}

extension Configuration.Backbone.ResNet {
    /// torchvision's ResNet-50 for segmentation: its last two stages dilate, and its norms learn.
    static let dilated: Self = {
        var network = Self()
        network.dilatedStageCount = 2
        network.normalization = .batchNorm(epsilon: 1e-5)
        return network
    }()
}
