extension Augmentation {
    /// Numbers from one to another, both included.
    public struct Interval: Codable, Sendable, Hashable {
        /// The least.
        public var lower: Double
        /// The largest.
        public var upper: Double

        /// Creates a range.
        public init(_ lower: Double, _ upper: Double) {
            self.lower = lower
            self.upper = upper
        }
    }

    /// To what size an image is scaled, and what is cropped from it; sides are in pixels of the network's input.
    ///
    /// Crops are cut from the image's own pixels, and scaling is only recorded (``TrainingSample/inputSize``).
    public enum Scale: Codable, Sendable, Hashable {
        /// The short side becomes this long, or less where the long side would exceed the maximum.
        ///
        /// Source: torchvision's `GeneralizedRCNNTransform`.
        case fixed(shortSide: Int, maximumSide: Int)
        /// As `fixed`, with one of several short sides.
        ///
        /// Source: torchvision's `RandomShortestSize`.
        case multiScale(shortSides: [Int], maximumSide: Int)
        /// The image is made to fit a square, scaled by a number from a range, and what exceeds the square cut off at random.
        ///
        /// Source: torchvision's `ScaleJitter` and `FixedSizeCrop`; Ghiasi et al. (2021), section 3.
        /// Differs: where the crop lies is drawn for each side, and images are filled up when batches are made.
        case largeScaleJitter(range: Interval, cropSide: Int)
        /// As `multiScale`, and then at most a square is cropped at random.
        case multiScaleCrop(shortSides: [Int], maximumSide: Int, cropSide: Int)
        /// The image is scaled by a number from a range, and then at most a square is cropped at random: for pictures of one
        /// magnification and different sizes, as from a microscope.
        ///
        /// The logarithm of the number is uniform, so that half and double are as likely as each other.
        case ratioCrop(ratio: Interval, cropSide: Int)
        /// The short side becomes as long as another, times a number from a range, and then a square is cropped at random; class maps
        /// that are smaller are filled up with pixels without a class, and their images with black.
        ///
        /// Source: torchvision's `SegmentationPresetTrain` (`RandomResize`, `RandomCrop`).
        /// Differs: a crop is cut first, and scaled then.
        case shortSideCrop(shortSide: Int, ratio: Interval, cropSide: Int)
    }

    /// How colours are changed: each step with its own chance, in torchvision's order.
    ///
    /// Source: Liu et al., "SSD" (2016), and torchvision's `RandomPhotometricDistort`.
    public struct Photometric: Codable, Sendable, Hashable {
        /// How likely each of the changes of brightness, contrast, saturation and hue is.
        public var probability = 0.5
        /// What values are multiplied by.
        public var brightness = Interval(0.875, 1.125)
        /// What distances from the picture's mean grey are multiplied by.
        public var contrast = Interval(0.5, 1.5)
        /// What distances from the pixel's grey are multiplied by.
        public var saturation = Interval(0.5, 1.5)
        /// By which share of the whole circle hues are turned, at most from −0.5 to 0.5.
        public var hue = Interval(-0.05, 0.05)
        /// How likely red, green and blue change places.
        public var channelShuffle = 0.5
        /// How likely the picture loses its colours: what is learnt from stained tissue then holds for fluorescence, too.
        public var gray = 0.0
        /// How likely the picture becomes its negative: bright cells on a dark ground become dark ones on a bright ground.
        public var inversion = 0.0

        /// Creates torchvision's settings.
        public init() {}

        /// Creates settings from a decoder's input, in which each may be lacking.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            probability = try values.decodeIfPresent(Double.self, forKey: .probability) ?? probability
            brightness = try values.decodeIfPresent(Interval.self, forKey: .brightness) ?? brightness
            contrast = try values.decodeIfPresent(Interval.self, forKey: .contrast) ?? contrast
            saturation = try values.decodeIfPresent(Interval.self, forKey: .saturation) ?? saturation
            hue = try values.decodeIfPresent(Interval.self, forKey: .hue) ?? hue
            channelShuffle = try values.decodeIfPresent(Double.self, forKey: .channelShuffle) ?? channelShuffle
            gray = try values.decodeIfPresent(Double.self, forKey: .gray) ?? gray
            inversion = try values.decodeIfPresent(Double.self, forKey: .inversion) ?? inversion
        }
    }

    /// How objects of another image are pasted in, with their masks.
    ///
    /// Each object is mirrored and turned as images are, scaled, and put where its middle is inside the image, any place as
    /// likely as another. Objects under it lose the pixels that it hides.
    /// Source: Ghiasi et al., "Simple Copy-Paste is a Strong Data Augmentation Method for Instance Segmentation" (2021).
    /// Differs: there the objects of an image keep their places to each other.
    public struct CopyPaste: Codable, Sendable, Hashable {
        /// How likely an image has objects pasted in.
        public var probability = 0.5
        /// The most objects that are pasted; how many is drawn, from one.
        public var mostObjects = 10
        /// By what objects are scaled, the logarithm uniform.
        public var scale = Interval(0.8, 1.25)

        /// Creates the usual settings.
        public init() {}

        /// Creates settings from a decoder's input, in which each may be lacking.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            probability = try values.decodeIfPresent(Double.self, forKey: .probability) ?? probability
            mostObjects = try values.decodeIfPresent(Int.self, forKey: .mostObjects) ?? mostObjects
            scale = try values.decodeIfPresent(Interval.self, forKey: .scale) ?? scale
        }
    }
}
