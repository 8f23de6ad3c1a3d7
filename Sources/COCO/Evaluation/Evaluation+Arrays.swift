extension Evaluation {
    /// The lengths of the axes of `precision` and `scores`: IoU thresholds, recall thresholds, categories, area ranges,
    /// limits of detections. `recall` has the same but the second.
    public var shape: [Int] { accumulated.shape }

    /// The greatest precision at each recall or a higher one, from 0 to 1; −1 where there is nothing to find.
    ///
    /// Flat, the last axis of `shape` the fastest, as numpy's arrays are.
    public var precision: [Double] { accumulated.precision }

    /// The score at which each recall is reached, in the order of `precision`; 0 where it never is, −1 where there is
    /// nothing to find.
    public var scores: [Double] { accumulated.scores }

    /// The share of objects that are found, from 0 to 1, in the order of `shape` without the recalls; −1 where there is
    /// nothing to find.
    public var recall: [Double] { accumulated.recall }

    /// The mean of all precisions for an area range and a limit, over categories where there is something to find.
    func averagePrecision(
        threshold: Int? = nil, category: Int? = nil, area: Int = 0, limit: Int? = nil, groups: [Int]? = nil
    ) -> Double? {
        let recalls = 0..<shape[1]
        return mean(threshold: threshold, category: category, area: area, limit: limit, groups: groups) {
            threshold, cell, inner in
            recalls.lazy.map { precision[(threshold * recalls.count + $0) * inner + cell] }
        }
    }

    /// The mean of all recalls for an area range and a limit, over categories where there is something to find.
    func averageRecall(threshold: Int? = nil, category: Int? = nil, area: Int = 0, limit: Int? = nil) -> Double? {
        mean(threshold: threshold, category: category, area: area, limit: limit, groups: nil) {
            threshold, cell, inner in
            CollectionOfOne(recall[threshold * inner + cell])
        }
    }

    private func mean<Values: Sequence<Double>>(
        threshold: Int?, category: Int?, area: Int, limit: Int?, groups: [Int]?,
        _ values: (_ threshold: Int, _ cell: Int, _ inner: Int) -> Values
    ) -> Double? {
        let thresholds = threshold.map { $0..<$0 + 1 } ?? 0..<shape[0]
        let chosen = groups ?? category.map { [$0] } ?? Array(0..<shape[2])
        let inner = shape[2] * shape[3] * shape[4]
        var sum = 0.0
        var count = 0
        for threshold in thresholds {
            for category in chosen {
                let cell = (category * shape[3] + area) * shape[4] + (limit ?? shape[4] - 1)
                for value in values(threshold, cell, inner) where value > -1 {
                    sum += value
                    count += 1
                }
            }
        }
        return count > 0 ? sum / Double(count) : nil
    }

    /// The place of an IoU threshold among the options'; nil where it was not asked for.
    func thresholdIndex(_ value: Double) -> Int? {
        options.iouThresholds.firstIndex { abs($0 - value) < 1e-9 }
    }
}
