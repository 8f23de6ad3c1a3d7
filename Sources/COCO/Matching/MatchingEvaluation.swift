/// Figures of objects matched one by one, as microscopists publish them: precision, recall, F1, accuracy TP / (TP + FP + FN), the mean
/// intersection over union and panoptic quality, for each of several thresholds.
///
/// Every object and every result is in at most one pair, such that the pairs from the threshold on are as many as can be. Masks are compared
/// as they are, so that objects and results may overlap, unless the options ask for label images. Crowds are no objects here: they are left
/// out, and a result on one finds nothing.
///
/// Source: stardist 0.9's `matching` and `matching_dataset`, and cellpose 4.2's `average_precision`; on label images the same figures.
/// Differs: both compute in single precision.
public struct MatchingEvaluation: Sendable {
    /// One image's figures.
    public struct ImageFigures: Sendable, Hashable {
        /// The image's id.
        public let imageID: Int
        /// The figures for each threshold.
        public let figures: [MatchingFigures]
    }

    /// The score from which on results should count, and what comes of it.
    public struct BestScore: Sendable, Hashable {
        /// The lowest score that should count.
        public let score: Double
        /// The mean of the accuracies over all thresholds of intersection over union.
        public let meanAccuracy: Double
        /// The figures of all images together, for each threshold.
        public let figures: [MatchingFigures]
    }

    /// How objects and results were matched.
    public let options: MatchingOptions
    /// The figures of each image, in the order of ids.
    public let images: [ImageFigures]
    /// The figures of all images together, for each threshold (`by_image=False`).
    public let total: [MatchingFigures]
    /// The means of the images' figures, for each threshold (`by_image=True`).
    public let means: [MatchingMeans]
    /// The score with the highest mean accuracy, of all that results have; nil where there are no results.
    public let best: BestScore?
    /// How many crowds were left out.
    public let crowdCount: Int

    /// The mean of the accuracies of all images together over the thresholds.
    public var meanAccuracy: Double { total.reduce(0) { $0 + $1.accuracy } / Double(total.count) }

    /// The number of images without objects and results that count.
    public var emptyImageCount: Int {
        images.count { $0.figures.allSatisfy { $0.objectCount + $0.resultCount == 0 } }
    }

    /// Matches objects and results.
    /// - Throws: `COCOError` where an object or result has no segmentation, or results do not belong to the data set.
    /// Complexity: O(*n* × *m*) comparisons of boxes in an image of *n* objects and *m* results; of masks only where boxes overlap.
    public init(
        groundTruth: Dataset, results: [DetectionResult], options: MatchingOptions = MatchingOptions()
    ) throws(COCOError) {
        try options.validate()
        let pairs = try ImagePairs.all(groundTruth: groundTruth, results: results, options: options)
        let thresholds = options.iouThresholds
        images = pairs.map {
            ImageFigures(imageID: $0.imageID, figures: $0.figures(from: options.scoreThreshold, thresholds))
        }
        total = Self.pooled(images.map(\.figures), thresholds)
        means = thresholds.indices.map { [images] index in
            MatchingMeans(images.map { $0.figures[index] }, iouThreshold: thresholds[index])
        }
        best = ScoreSweep(pairs, thresholds).best().map { score, accuracy in
            BestScore(
                score: score, meanAccuracy: accuracy,
                figures: Self.pooled(pairs.map { $0.figures(from: score, thresholds) }, thresholds))
        }
        crowdCount = pairs.reduce(0) { $0 + $1.crowdCount }
        self.options = options
    }

    private static func pooled(_ figures: [[MatchingFigures]], _ thresholds: [Double]) -> [MatchingFigures] {
        thresholds.enumerated().map { index, threshold in
            MatchingFigures.pooled(figures.map { $0[index] }, iouThreshold: threshold)
        }
    }
}
