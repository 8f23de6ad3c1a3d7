extension Configuration {
    /// What a framework does where the papers leave it open: networks of the same layers and weights find other boxes by other
    /// conventions.
    ///
    /// The defaults are torchvision's. In files the conventions stand only where one differs from that; of the frameworks
    /// `detectron2`, `maskrcnn-benchmark` and `mmdetection` the usual ones are ``detectron2``, ``maskrcnnBenchmark`` and ``mmdetection``.
    public struct Conventions: Sendable, Hashable {
        /// In which order the network sees an image's colours; the transform's mean and deviation are in it.
        public var channelOrder = ChannelOrder.rgb
        /// What white is to the network; the transform's mean and deviation are in the same unit.
        public var valueRange = ValueRange.unit
        /// How the sides of an image are scaled, and rounded to pixels.
        public var sizes = Framework.torchvision
        /// How pixels between pixels are made.
        public var interpolation = Interpolation.torch
        /// Where anchors stand, and how their sides are rounded.
        public var anchors = Framework.torchvision
        /// What a box's corners mean, how deltas move it, and which boxes are empty.
        public var boxes = Framework.torchvision
        /// On which level of a pyramid a head looks at a box.
        public var levels = Framework.torchvision
        /// Whether RoIAlign moves boxes by half a cell, for the box head,
        public var alignsBoxes = false
        /// for the mask head,
        public var alignsMasks = false
        /// and for the keypoint head. Source: `aligned` of torchvision's `roi_align`, detectron2's `ROIAlignV2`.
        public var alignsKeypoints = false
        /// How a mask is stretched over its box.
        public var paste = Framework.torchvision
        /// What a keypoint's score is: the heat map's height in torchvision, its softmax in detectron2.
        public var keypointScores = Framework.torchvision

        /// Creates torchvision's.
        public init() {}

        /// Whose convention something is.
        public enum Framework: String, CaseIterable, Codable, Sendable, Hashable {
            /// torchvision's, of 0.28.
            case torchvision
            /// detectron2's, of 0.6.
            case detectron2
            /// maskrcnn-benchmark's, of November 2019.
            case maskrcnnBenchmark
            /// mmdetection's, of 3.3.
            case mmdetection
        }

        /// An order of colours.
        public enum ChannelOrder: String, CaseIterable, Codable, Sendable, Hashable {
            /// Red, green, blue.
            case rgb
            /// Blue, green, red, as OpenCV reads files.
            case bgr
        }

        /// What white is.
        public enum ValueRange: String, CaseIterable, Codable, Sendable, Hashable {
            /// 1.
            case unit
            /// 255.
            case byte
        }

        /// A way to make the pixels of a resized image. All are bilinear.
        public enum Interpolation: String, CaseIterable, Codable, Sendable, Hashable {
            /// PyTorch's: of normalised numbers, from the nearest four pixels, however much smaller the image becomes.
            case torch
            /// Pillow's: of bytes, from all pixels that one covers, rounded to bytes.
            case pillow
            /// OpenCV's: of bytes, from the nearest four pixels, rounded to bytes.
            case openCV
        }

        /// detectron2's, as its own configurations for Mask, Faster and Keypoint R-CNN have them.
        public static let detectron2: Self = {
            var conventions = all(.detectron2)
            conventions.channelOrder = .bgr
            conventions.valueRange = .byte
            conventions.interpolation = .pillow
            conventions.alignsBoxes = true
            conventions.alignsMasks = true
            conventions.alignsKeypoints = true
            return conventions
        }()

        /// maskrcnn-benchmark's.
        public static let maskrcnnBenchmark: Self = {
            var conventions = all(.maskrcnnBenchmark)
            conventions.channelOrder = .bgr
            conventions.valueRange = .byte
            conventions.interpolation = .pillow
            return conventions
        }()

        /// mmdetection's, for models of PyTorch's own backbones.
        public static let mmdetection: Self = {
            var conventions = all(.mmdetection)
            conventions.valueRange = .byte
            conventions.interpolation = .openCV
            conventions.alignsBoxes = true
            conventions.alignsMasks = true
            return conventions
        }()

        private static func all(_ framework: Framework) -> Self {
            var conventions = Self()
            conventions.sizes = framework
            conventions.anchors = framework
            conventions.boxes = framework
            conventions.levels = framework
            conventions.paste = framework
            conventions.keypointScores = framework
            return conventions
        }
    }
}

// MARK: Files

extension Configuration.Conventions: Codable {
    /// Reads them; what is missing is torchvision's.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let usual = Self()
        channelOrder = try values.value(.channelOrder, or: usual.channelOrder)
        valueRange = try values.value(.valueRange, or: usual.valueRange)
        sizes = try values.value(.sizes, or: usual.sizes)
        interpolation = try values.value(.interpolation, or: usual.interpolation)
        anchors = try values.value(.anchors, or: usual.anchors)
        boxes = try values.value(.boxes, or: usual.boxes)
        levels = try values.value(.levels, or: usual.levels)
        alignsBoxes = try values.value(.alignsBoxes, or: usual.alignsBoxes)
        alignsMasks = try values.value(.alignsMasks, or: usual.alignsMasks)
        alignsKeypoints = try values.value(.alignsKeypoints, or: usual.alignsKeypoints)
        paste = try values.value(.paste, or: usual.paste)
        keypointScores = try values.value(.keypointScores, or: usual.keypointScores)
    }
}
