/// One of the figures that an evaluation is summed up by.
public struct SummaryFigure: Sendable, Hashable {
    /// The short name: `AP`, `AP50`, `AR@10`, `APs`.
    public var name: String
    /// What is averaged, in the words of pycocotools: `Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ]`.
    public var title: String
    /// The figure, from 0 to 1; nil where there is nothing to find (pycocotools' −1).
    public var value: Double?

    /// Creates a figure from its name, its words and its value.
    public init(name: String, title: String, value: Double?) {
        self.name = name
        self.title = title
        self.value = value
    }
}

/// The figures of one category.
public struct CategoryFigures: Sendable, Hashable {
    /// The category.
    public var category: ObjectCategory
    /// The number of objects to find, without crowds.
    public var groundTruthCount: Int
    /// The number of results.
    public var resultCount: Int
    /// AP over all IoU thresholds; nil where there is nothing to find.
    public var ap: Double?
    /// AP at an IoU of 0.50; nil where there is nothing to find or the threshold was not asked for.
    public var ap50: Double?
    /// AP at an IoU of 0.75; nil where there is nothing to find or the threshold was not asked for.
    public var ap75: Double?
    /// AR with the most detections; nil where there is nothing to find.
    public var ar: Double?
    /// The score that gives the best F1 at an IoU of 0.50 (or the first threshold); nil without results.
    public var best: OperatingPoint?

    /// Creates the figures of a category.
    public init(
        category: ObjectCategory, groundTruthCount: Int, resultCount: Int, ap: Double?, ap50: Double?, ap75: Double?,
        ar: Double?, best: OperatingPoint?
    ) {
        self.category = category
        self.groundTruthCount = groundTruthCount
        self.resultCount = resultCount
        self.ap = ap
        self.ap50 = ap50
        self.ap75 = ap75
        self.ar = ar
        self.best = best
    }
}

/// What a detector does where results under a score are dropped.
public struct OperatingPoint: Sendable, Hashable {
    /// The least score that is kept.
    public var score: Double
    /// The share of kept results that are right.
    public var precision: Double
    /// The share of objects that are found.
    public var recall: Double

    /// Creates a point from its threshold and what it gives.
    public init(score: Double, precision: Double, recall: Double) {
        self.score = score
        self.precision = precision
        self.recall = recall
    }

    /// The harmonic mean of precision and recall; 0 where both are.
    public var f1: Double { precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0 }
}

/// How precision falls as recall rises.
public struct PrecisionRecallCurve: Sendable, Hashable {
    /// The category's name; nil for the mean over all.
    public var category: String?
    /// The IoU from which on a result counts as found.
    public var iouThreshold: Double
    /// The recalls, rising.
    public var recall: [Double]
    /// The greatest precision at each recall or a higher one.
    public var precision: [Double]
    /// The score at which each recall is reached; 0 where it never is.
    public var scores: [Double]

    /// Creates a curve from its points.
    public init(
        category: String?, iouThreshold: Double, recall: [Double], precision: [Double], scores: [Double]
    ) {
        self.category = category
        self.iouThreshold = iouThreshold
        self.recall = recall
        self.precision = precision
        self.scores = scores
    }
}

/// A figure and the range that it would lie in with other images of the same kind.
public struct ConfidenceInterval: Sendable, Hashable {
    /// The figure for all images.
    public var estimate: Double
    /// The lower end.
    public var lower: Double
    /// The upper end.
    public var upper: Double

    /// Creates an interval from its figure and its ends.
    public init(estimate: Double, lower: Double, upper: Double) {
        self.estimate = estimate
        self.lower = lower
        self.upper = upper
    }
}

/// How two sets of results for the same images compare in one figure.
public struct PairedComparison: Sendable, Hashable {
    /// The figure's name, such as `AP`.
    public var name: String
    /// The figure of the first results.
    public var first: Double
    /// The figure of the second results.
    public var second: Double
    /// Second less first, with its interval over the same resampled images.
    public var difference: ConfidenceInterval
    /// The two-sided probability of a difference as large as this if there were none.
    public var pValue: Double

    /// Creates a comparison from its figures.
    public init(name: String, first: Double, second: Double, difference: ConfidenceInterval, pValue: Double) {
        self.name = name
        self.first = first
        self.second = second
        self.difference = difference
        self.pValue = pValue
    }
}
