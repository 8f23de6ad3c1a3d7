internal import Geometry

/// A sign that results mean something else than COCO's format says, so that figures near 0 are no measure of the model.
///
/// Only what fits strikingly better otherwise is a doubt: as the file stands at most one object in ten is found where it is,
/// and read otherwise at least half of them; or at most two in five, and read otherwise nine in ten.
public enum ResultDoubt: Sendable, Hashable {
    /// The boxes fit the objects when their four numbers are read otherwise.
    case boxes(BoxReading, Fit)
    /// The segmentations fit when their numbers are read otherwise.
    case segmentations(SegmentationReading, Fit)
    /// The keypoints fit the objects' when their numbers are read otherwise: the reading of the box around them.
    case keypoints(BoxReading, Fit)
    /// The keypoints fit when they are scaled from a picture of another size.
    case scaledKeypoints(ScaledPicture, Fit)
    /// The boxes fit when they are scaled from a picture of another size.
    case scaled(ScaledPicture, Fit)
    /// Objects are found where they are, but under other categories: the data set's id for each of the results'.
    case categories([CategoryPair], Fit)
    /// Images have objects and no result at all, as where only a part of them was predicted.
    case withoutResults(images: Int, ofImages: Int, objects: Int)

    /// How many objects fit.
    public struct Fit: Sendable, Hashable {
        /// The objects that a result fits as the file stands: for categories, those under their own.
        public var asWritten: Int
        /// The objects that a result fits when it is read otherwise.
        public var otherwise: Int
        /// All objects that are no crowds.
        public var objects: Int

        /// Creates a fit from its counts.
        public init(asWritten: Int, otherwise: Int, objects: Int) {
            self.asWritten = asWritten
            self.otherwise = otherwise
            self.objects = objects
        }

        /// Whether the other reading fits strikingly better.
        var isStriking: Bool {
            // Objects on the diagonal fit with x and y exchanged, too: then nearly all must fit.
            otherwise >= ResultDoubt.fewestObjects
                && ((asWritten * 10 <= objects && otherwise * 2 >= objects)
                    || (asWritten * 5 <= objects * 2 && otherwise * 10 >= objects * 9))
        }
    }

    /// A category's id in the results, and the id of the category whose objects its results fit.
    public struct CategoryPair: Sendable, Hashable {
        /// The id in the results.
        public var result: Int
        /// The id in the data set.
        public var groundTruth: Int

        /// Creates a pair of ids.
        public init(result: Int, groundTruth: Int) {
            self.result = result
            self.groundTruth = groundTruth
        }
    }

    /// The picture that a model was given instead of the image.
    public enum ScaledPicture: Sendable, Hashable {
        /// Stretched to a square of a side.
        case square(side: Int)
        /// Scaled until the longer side had a length.
        case longerSide(Int)
        /// Scaled until the shorter side had a length, or the longer one another.
        case shorterSide(Int, most: Int)

        /// How much wider and higher than an image the picture is.
        func scale(of size: ImageSize) -> (x: Double, y: Double) {
            let (width, height) = (Double(size.width), Double(size.height))
            switch self {
            case .square(let side): return (Double(side) / width, Double(side) / height)
            case .longerSide(let side):
                let scale = Double(side) / max(width, height)
                return (scale, scale)
            case .shorterSide(let side, let most):
                let scale = min(Double(side) / min(width, height), Double(most) / max(width, height))
                return (scale, scale)
            }
        }

        /// The sizes that models are commonly given.
        static let usual: [ScaledPicture] =
            [224, 256, 300, 320, 416, 448, 512, 608, 640, 768, 800, 896, 1024, 1280, 1333, 1536].flatMap {
                [.square(side: $0), .longerSide($0)]
            } + [.shorterSide(800, most: 1333), .shorterSide(600, most: 1000)]
    }

    /// Fewer objects prove nothing.
    static let fewestObjects = 3
}

extension ResultDoubt: CustomStringConvertible {
    /// What is doubtful, why, and what to look at.
    public var description: String {
        switch self {
        case .boxes(let reading, let fit):
            "the boxes of the results do not look like left, top, width, height: so \(fit.asWritten) of \(fit.objects) "
                + "objects have one that fits, and read as \(reading) \(fit.otherwise) have"
        case .segmentations(let reading, let fit):
            "the segmentations of the results do not look like COCO's: as they stand \(fit.asWritten) of \(fit.objects) "
                + "objects have one that fits, and read with \(reading) \(fit.otherwise) have"
        case .keypoints(let reading, let fit):
            "the keypoints of the results do not look like x, y in pixels: so \(fit.asWritten) of \(fit.objects) objects have "
                + "some that fit, and read as \(reading.wordsOfPoints) \(fit.otherwise) have"
        case .scaledKeypoints(let picture, let fit):
            "the keypoints of the results look like those of scaled pictures: as they stand \(fit.asWritten) of "
                + "\(fit.objects) objects have some that fit, and scaled back from \(picture.words) \(fit.otherwise) have"
        case .scaled(let picture, let fit):
            "the boxes of the results look like those of scaled pictures: as they stand \(fit.asWritten) of \(fit.objects) "
                + "objects have one that fits, and scaled back from \(picture.words) \(fit.otherwise) have"
        case .categories(let pairs, let fit):
            "the results' category_id look like another list's: \(fit.otherwise) of \(fit.objects) objects are found where "
                + "they are, \(fit.asWritten) of them under their category; \(ResultDoubt.words(pairs))"
        case .withoutResults(let images, let all, let objects):
            "\(images) of the \(all) images with objects have no result at all, and their \(objects) objects count as "
                + "missed: were all images predicted?"
        }
    }

    private static func words(_ pairs: [CategoryPair]) -> String {
        let offsets = Set(pairs.map { $0.groundTruth - $0.result })
        if let offset = offsets.first, offsets.count == 1 {
            return "they are \(abs(offset)) too \(offset > 0 ? "low" : "high")"
        }
        let some = pairs.prefix(5).map { "\($0.result) fits objects of \($0.groundTruth)" }.joined(separator: ", ")
        return some + (pairs.count > 5 ? " …" : "")
    }
}

extension ResultDoubt.ScaledPicture {
    /// The picture in words.
    fileprivate var words: String {
        switch self {
        case .square(let side): "\(side)×\(side)"
        case .longerSide(let side): "a longer side of \(side)"
        case .shorterSide(let side, let most): "a shorter side of \(side), the longer one at most \(most)"
        }
    }
}
