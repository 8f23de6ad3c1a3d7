extension Augmentation {
    /// Settings that have a name.
    public enum Preset: String, Sendable, Hashable, Codable, CaseIterable {
        /// Nothing is left to chance.
        case none
        /// Images are mirrored.
        case flip
        /// Images are mirrored, and scaled to one of several sizes.
        case multiScale = "multi-scale"
        /// Images are scaled by much more and less, mirrored and cropped.
        case largeScaleJitter = "large-scale-jitter"
        /// Small crops, mirrored, turned and in other colours, for pictures from a microscope.
        case microscopy
        /// Images are scaled to half to twice their usual size, mirrored and cropped, as for class maps.
        case semantic
    }

    /// Creates the settings of a name.
    public init(_ preset: Preset) {
        switch preset {
        case .none: self = .none
        case .flip: self = .flip
        case .multiScale: self = .multiScale
        case .largeScaleJitter: self = .largeScaleJitter
        case .microscopy: self = .microscopy
        case .semantic: self = .semantic
        }
    }

    /// Images are scaled as torchvision's networks scale them, and nothing is left to chance.
    public static let none = Augmentation()

    /// Half of the images are mirrored left to right.
    ///
    /// Source: torchvision's `references/detection`, `hflip`, its usual one.
    public static let flip: Augmentation = {
        var result = Augmentation()
        result.horizontalFlip = 0.5
        return result
    }()

    /// Half of the images are mirrored, and short sides are one of 480, 512, … 800 pixels, long ones at most 1333.
    ///
    /// Source: torchvision's `references/detection`, `multiscale`.
    public static let multiScale: Augmentation = {
        var result = flip
        result.scale = .multiScale(shortSides: Array(stride(from: 480, through: 800, by: 32)), maximumSide: 1333)
        return result
    }()

    /// Half of the images are mirrored, and crops of 1024 pixels are taken from images scaled by 0.1 to 2.
    ///
    /// Source: torchvision's `references/detection`, `lsj`; Ghiasi et al. (2021).
    public static let largeScaleJitter: Augmentation = {
        var result = flip
        result.scale = .largeScaleJitter(range: Interval(0.1, 2), cropSide: 1024)
        return result
    }()

    /// Half of the images are mirrored, and crops of 480 pixels are taken from images whose short side is 260 to 1040 pixels.
    ///
    /// Source: torchvision's `references/segmentation`, `SegmentationPresetTrain` with a `base_size` of 520 and a `crop_size` of 480.
    public static let semantic: Augmentation = {
        var result = flip
        result.scale = .shortSideCrop(shortSide: 520, ratio: Interval(0.5, 2), cropSide: 480)
        return result
    }()

    /// Crops of 256 pixels from images scaled by 1 to 3, half of them around an object, mirrored, turned, in other colours, some
    /// grey or negative.
    public static let microscopy: Augmentation = {
        var result = flip
        result.verticalFlip = 0.5
        result.quarterTurns = 0.75
        result.scale = .ratioCrop(ratio: Interval(1, 3), cropSide: 256)
        result.objectCrops = 0.5
        var colors = Photometric()
        colors.channelShuffle = 0.1
        colors.gray = 0.2
        colors.inversion = 0.1
        result.photometric = colors
        return result
    }()
}
