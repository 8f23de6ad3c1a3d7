extension Evaluation {
    /// How precision falls as recall rises: the mean over the categories with something to find, then each of them.
    ///
    /// The curves are for the first area range and the last limit of detections.
    /// - Parameter iouThreshold: The IoU from which on a result counts as found, one of the options'.
    /// - Returns: No curves where there is nothing to find, or the threshold was not asked for.
    public func curves(iouThreshold: Double) -> [PrecisionRecallCurve] {
        guard let threshold = thresholdIndex(iouThreshold) else { return [] }
        var curves: [PrecisionRecallCurve] = []
        for (index, category) in categories.enumerated() where positives(of: index) > 0 {
            let slots = options.recallThresholds.indices.map { recall in
                let row = (threshold * shape[1] + recall) * shape[2] + index
                return row * shape[3] * shape[4] + shape[4] - 1
            }
            curves.append(
                PrecisionRecallCurve(
                    category: category.name, iouThreshold: options.iouThresholds[threshold],
                    recall: options.recallThresholds, precision: slots.map { precision[$0] },
                    scores: slots.map { scores[$0] }))
        }
        guard !curves.isEmpty else { return [] }
        let mean = PrecisionRecallCurve(
            category: nil, iouThreshold: options.iouThresholds[threshold], recall: options.recallThresholds,
            precision: mean(of: curves.map(\.precision)), scores: mean(of: curves.map(\.scores)))
        return [mean] + curves
    }

    private func mean(of rows: [[Double]]) -> [Double] {
        options.recallThresholds.indices.map { column in
            rows.reduce(0) { $0 + $1[column] } / Double(rows.count)
        }
    }
}
