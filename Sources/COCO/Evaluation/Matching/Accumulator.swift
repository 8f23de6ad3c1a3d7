internal import Files

/// Precision and recall from ranked matches.
///
/// Source: pycocotools' `accumulate`.
struct Accumulator: Sendable {
    /// The shape of `precision` and `scores`: thresholds, recalls, categories, area ranges, limits.
    let shape: [Int]
    /// Precision at each recall; −1 where there is nothing to find.
    let precision: [Double]
    /// The score at which each recall is reached, 0 where it never is; −1 where there is nothing to find.
    let scores: [Double]
    /// The greatest recall, without the axis of recalls; −1 where there is nothing to find.
    let recall: [Double]
    /// For a category and an area range (category by category): how many annotations are to be found.
    let positives: [Int]

    init(_ objects: ComparedObjects, _ layout: MatchLayout, _ table: MatchTable, _ ranked: RankedMatches) {
        let options = objects.options
        let areaCount = options.areaRanges.count
        let shape = [
            options.iouThresholds.count, options.recallThresholds.count, layout.categoryIDs.count, areaCount,
            options.maxDetections.count,
        ]
        var positives = [Int](repeating: 0, count: layout.categoryIDs.count * areaCount)
        for (index, group) in layout.groups.enumerated() {
            for area in 0..<areaCount {
                positives[Int(group.category) * areaCount + area] += Int(table.positives[index * areaCount + area])
            }
        }
        let size = shape.reduce(1, *)
        var precision = [Double](repeating: -1, count: size)
        var scores = [Double](repeating: -1, count: size)
        var recall = [Double](repeating: -1, count: shape[1] > 0 ? size / shape[1] : 0)
        let found = positives
        precision.withUnsafeMutableBufferPointer { precision in
            scores.withUnsafeMutableBufferPointer { scores in
                recall.withUnsafeMutableBufferPointer { recall in
                    // Each category and area range writes to places of its own.
                    nonisolated(unsafe) let output = Output(
                        precision: precision, scores: scores, recall: recall, shape: shape)
                    inParallel(
                        count: found.count, chunk: 1, threads: options.threads,
                        scratch: { CurveBuilder(objects, layout, table, ranked) }
                    ) { range, builder in
                        for index in range where found[index] > 0 {
                            for limit in options.maxDetections.indices {
                                builder.build(
                                    category: index / areaCount, area: index % areaCount, limit: limit,
                                    positives: found[index], output: output)
                            }
                        }
                    }
                }
            }
        }
        self.shape = shape
        self.precision = precision
        self.scores = scores
        self.recall = recall
        self.positives = positives
    }

    /// Where curves are written.
    struct Output {
        let precision: UnsafeMutableBufferPointer<Double>
        let scores: UnsafeMutableBufferPointer<Double>
        let recall: UnsafeMutableBufferPointer<Double>
        let shape: [Int]
    }
}
