/// How well objects are found one by one where a pair counts from an intersection over union on.
///
/// Source: stardist 0.9's `matching` and `matching_dataset`, whose names are given; `accuracy` is what cellpose calls average precision.
public struct MatchingFigures: Sendable, Hashable {
    /// The intersection over union from which on a pair counts (`thresh`).
    public let iouThreshold: Double
    /// Objects that are found, and results that find one (`tp`).
    public let truePositives: Int
    /// Results that find none (`fp`).
    public let falsePositives: Int
    /// Objects that are missed (`fn`).
    public let falseNegatives: Int
    /// The sum of the matched pairs' intersections over union.
    public let iouSum: Double

    /// Creates figures from what was counted.
    public init(
        iouThreshold: Double, truePositives: Int, falsePositives: Int, falseNegatives: Int, iouSum: Double
    ) {
        self.iouThreshold = iouThreshold
        self.truePositives = truePositives
        self.falsePositives = falsePositives
        self.falseNegatives = falseNegatives
        self.iouSum = iouSum
    }

    /// How many objects there are (`n_true`).
    public var objectCount: Int { truePositives + falseNegatives }
    /// How many results there are (`n_pred`).
    public var resultCount: Int { truePositives + falsePositives }
    /// The share of results that find an object; 0 where none does.
    public var precision: Double { share(truePositives, of: resultCount) }
    /// The share of objects that are found; 0 where none is.
    public var recall: Double { share(truePositives, of: objectCount) }
    /// The harmonic mean of both (`f1`).
    public var f1: Double { share(2 * truePositives, of: objectCount + resultCount) }
    /// TP / (TP + FP + FN) (`accuracy`).
    public var accuracy: Double { share(truePositives, of: truePositives + falsePositives + falseNegatives) }
    /// The mean intersection over union of matched pairs (`mean_matched_score`).
    public var meanMatchedIoU: Double { truePositives > 0 ? iouSum / Double(truePositives) : 0 }
    /// The same with 0 for every missed object (`mean_true_score`).
    public var meanTrueIoU: Double { objectCount > 0 ? iouSum / Double(objectCount) : 0 }
    /// The intersections over union, divided by TP + FP / 2 + FN / 2 (`panoptic_quality`).
    public var panopticQuality: Double {
        let whole = Double(objectCount + resultCount) / 2
        return whole > 0 ? iouSum / whole : 0
    }

    private func share(_ part: Int, of whole: Int) -> Double { part > 0 ? Double(part) / Double(whole) : 0 }

    /// The figures of several images as if they were one (`by_image=False`).
    static func pooled(_ figures: [MatchingFigures], iouThreshold: Double) -> MatchingFigures {
        MatchingFigures(
            iouThreshold: iouThreshold, truePositives: figures.reduce(0) { $0 + $1.truePositives },
            falsePositives: figures.reduce(0) { $0 + $1.falsePositives },
            falseNegatives: figures.reduce(0) { $0 + $1.falseNegatives }, iouSum: figures.reduce(0) { $0 + $1.iouSum })
    }
}

/// The means of the figures of single images (`by_image=True`): an image without objects and results counts as 0 in each.
public struct MatchingMeans: Sendable, Hashable {
    /// The intersection over union from which on a pair counts.
    public let iouThreshold: Double
    /// The mean share of results that find an object.
    public let precision: Double
    /// The mean share of objects that are found.
    public let recall: Double
    /// The mean of F1.
    public let f1: Double
    /// The mean of TP / (TP + FP + FN).
    public let accuracy: Double
    /// The mean of the images' mean intersections over union of matched pairs.
    public let meanMatchedIoU: Double
    /// The same with 0 for every missed object.
    public let meanTrueIoU: Double
    /// The mean of the images' panoptic quality.
    public let panopticQuality: Double

    init(_ figures: [MatchingFigures], iouThreshold: Double) {
        func mean(_ value: (MatchingFigures) -> Double) -> Double {
            figures.isEmpty ? 0 : figures.reduce(0) { $0 + value($1) } / Double(figures.count)
        }
        self.iouThreshold = iouThreshold
        precision = mean(\.precision)
        recall = mean(\.recall)
        f1 = mean(\.f1)
        accuracy = mean(\.accuracy)
        meanMatchedIoU = mean(\.meanMatchedIoU)
        meanTrueIoU = mean(\.meanTrueIoU)
        panopticQuality = mean(\.panopticQuality)
    }
}
