extension Evaluation {
    /// The figures of each category, in the order of `categories`, for the first area range and the last limit.
    ///
    /// Complexity: O(*n*) in the results, at each call.
    public var categoryFigures: [CategoryFigures] {
        categories.indices.map { index in
            CategoryFigures(
                category: categories[index],
                groundTruthCount: positives(of: index),
                resultCount: layout.resultCounts[index],
                ap: averagePrecision(category: index),
                ap50: thresholdIndex(0.5).flatMap { averagePrecision(threshold: $0, category: index) },
                ap75: thresholdIndex(0.75).flatMap { averagePrecision(threshold: $0, category: index) },
                ar: averageRecall(category: index),
                best: bestOperatingPoint(of: index, threshold: thresholdIndex(0.5) ?? 0))
        }
    }

    /// The number of objects of a category that are to be found, of the first area range.
    func positives(of category: Int) -> Int { accumulated.positives[category * options.areaRanges.count] }

    /// The score that gives the best F1: the highest of equals; nil where there is nothing to find or nothing was found.
    private func bestOperatingPoint(of category: Int, threshold: Int) -> OperatingPoint? {
        let positives = positives(of: category)
        guard positives > 0 else { return nil }
        let bit: UInt64 = 1 << UInt64(threshold)
        let order = ranked.order[ranked.ranges[category]]
        var best: OperatingPoint?
        var (right, counted) = (0, 0)
        for (index, place) in zip(order.indices, order) {
            if table.ignored[Int(place)] & bit == 0 {
                counted += 1
                if table.matched[Int(place)] & bit != 0 { right += 1 }
            }
            let score = score(of: place)
            // A threshold keeps all results of its score or none.
            if index + 1 < order.endIndex, self.score(of: order[index + 1]) == score { continue }
            guard counted > 0 else { continue }
            let point = OperatingPoint(
                score: score, precision: Double(right) / Double(counted), recall: Double(right) / Double(positives))
            if point.f1 > best?.f1 ?? -1 { best = point }
        }
        return best
    }

    private func score(of place: Int32) -> Double { objects.results[Int(layout.resultOrder[Int(place)])].score }
}
