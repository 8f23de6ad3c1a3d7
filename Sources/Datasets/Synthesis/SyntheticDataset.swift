public import Geometry
internal import Imaging

/// A data set of drawn micrographs, as asked for.
///
/// The same values give the same bytes on every machine. A part's images do not change as more are asked for, nor with the
/// number of the other part's.
public struct SyntheticDataset: Sendable, Hashable {
    /// What objects are called.
    public enum Categories: Int, Sendable, Hashable, CaseIterable {
        /// All are a `nucleus`.
        case nucleus = 1
        /// A `cell` is round or oval, a `spindle` elongated; about a third are spindles where the options do not say.
        case cellAndSpindle = 2

        /// The names, in the order of the categories' ids from 1.
        public var names: [String] {
            switch self {
            case .nucleus: ["nucleus"]
            case .cellAndSpindle: ["cell", "spindle"]
            }
        }
    }

    /// How many images there are for training.
    public var imageCount: Int
    /// How many images there are for validation.
    public var validationImageCount = 0
    /// The least width and height, in pixels.
    public var minimumSize = ImageSize(width: 256, height: 256)
    /// The greatest width and height; each image's are drawn between.
    public var maximumSize = ImageSize(width: 256, height: 256)
    /// The styles, which take turns.
    public var styles: [MicrographStyle] = [.fluorescence]
    /// What all images are drawn from.
    public var seed: UInt64 = 0
    /// What objects are called.
    public var categories = Categories.nucleus
    /// What images show.
    public var options = MicrographOptions()

    /// Creates a data set of fluorescence micrographs of 256×256 pixels.
    public init(imageCount: Int) {
        self.imageCount = imageCount
    }

    /// The settings of the images of a part, in their order.
    /// - Parameter isForValidation: Whether they are the images for validation.
    public func renderers(isForValidation: Bool = false) throws(DatasetError) -> [MicrographRenderer] {
        try validate()
        var options = options
        if categories == .cellAndSpindle, options.spindleShare == nil { options.spindleShare = 0.35 }
        var seeds = ImageSeeds(seed: seed, isForValidation: isForValidation)
        return (0..<(isForValidation ? validationImageCount : imageCount)).map { index in
            let imageSeed = seeds.nextImage()
            var sizes = seeds.nextSizes()
            let size = ImageSize(
                width: minimumSize.width + sizes.below(maximumSize.width - minimumSize.width + 1),
                height: minimumSize.height + sizes.below(maximumSize.height - minimumSize.height + 1))
            return MicrographRenderer(
                style: styles[index % styles.count], size: size, seed: imageSeed, options: options)
        }
    }

    func validate() throws(DatasetError) {
        try options.validate()
        for (name, count, least) in [
            ("the number of images", imageCount, 1), ("the number of images for validation", validationImageCount, 0),
        ] {
            guard (least...100_000).contains(count) else {
                throw .setting(key: name, expected: "\(least) to 100000", found: "\(count)")
            }
        }
        guard !styles.isEmpty else {
            throw .setting(key: "the list of styles", expected: "one style or more", found: "empty")
        }
        for (low, high) in [
            (minimumSize.width, maximumSize.width), (minimumSize.height, maximumSize.height),
        ] where low < 32 || high > 4096 || low > high {
            throw .setting(
                key: "the size of images", expected: "sides of 32 to 4096 pixels, the least first",
                found: minimumSize == maximumSize ? "\(minimumSize)" : "\(minimumSize) to \(maximumSize)")
        }
    }
}
