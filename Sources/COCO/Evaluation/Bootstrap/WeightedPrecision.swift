/// Average precision where each image counts as often as a weight says, without matching again.
///
/// A match in one image does not depend on the others, so only ranks and sums change. A result of an image that counts
/// twice stands for two results of one score.
struct WeightedPrecision: Sendable {
    /// The ranked results of one category.
    private struct Category {
        /// The image of each result, by falling score.
        var images: [Int32]
        /// By threshold: the ranks of right results.
        var hits: [[Int32]]
        /// By threshold: the ranks of results that do not count.
        var ignored: [[Int32]]
        /// The images that show the category, and how many objects to find each has.
        var positives: [(image: Int32, count: Int32)]
    }

    private let categories: [Category]
    private let recalls: [Double]
    private let thresholdCount: Int
    let imageCount: Int

    init(_ evaluation: Evaluation) {
        let (ranked, table, layout) = (evaluation.ranked, evaluation.table, evaluation.layout)
        let thresholds = evaluation.options.iouThresholds.indices
        var categories = ranked.ranges.map { range in
            let places = ranked.order[range]
            var category = Category(
                images: places.map { ranked.images[Int($0)] }, hits: thresholds.map { _ in [] },
                ignored: thresholds.map { _ in [] }, positives: [])
            for (rank, place) in places.enumerated() {
                let (matched, ignored) = (table.matched[Int(place)], table.ignored[Int(place)])
                for threshold in thresholds {
                    let bit: UInt64 = 1 << UInt64(threshold)
                    if ignored & bit != 0 {
                        category.ignored[threshold].append(Int32(truncatingIfNeeded: rank))
                    } else if matched & bit != 0 {
                        category.hits[threshold].append(Int32(truncatingIfNeeded: rank))
                    }
                }
            }
            return category
        }
        let areaCount = evaluation.options.areaRanges.count
        for (index, group) in layout.groups.enumerated() {
            let count = table.positives[index * areaCount]
            if count > 0 { categories[Int(group.category)].positives.append((group.image, count)) }
        }
        self.categories = categories
        recalls = evaluation.options.recallThresholds
        thresholdCount = thresholds.count
        imageCount = evaluation.objects.imageIDs.count
    }

    /// The average precision at each threshold, over categories with something to find; nil where there is none.
    /// - Parameters:
    ///   - weights: How often each image counts.
    ///   - sums: Memory that is kept from call to call.
    /// Complexity: O(*n* + *h*) in the results and, of all thresholds, the right ones.
    func precisions(weights: [Int32], sums: inout [Int]) -> [Double]? {
        var totals = [Double](repeating: 0, count: thresholdCount)
        var count = 0
        for category in categories {
            let positives = category.positives.reduce(0) { $0 + Int($1.count) * Int(weights[Int($1.image)]) }
            guard positives > 0 else { continue }
            count += 1
            let size = category.images.count + 1
            if sums.count < size { sums = [Int](repeating: 0, count: size) }
            sums.withUnsafeMutableBufferPointer { sums in
                weights.withUnsafeBufferPointer { weights in
                    var sum = 0
                    sums[0] = 0
                    for (rank, image) in category.images.enumerated() {
                        sum += Int(weights[Int(image)])
                        sums[rank + 1] = sum
                    }
                    for threshold in 0..<thresholdCount {
                        totals[threshold] += precision(
                            category, threshold, positives: Double(positives), sums: UnsafeBufferPointer(sums))
                    }
                }
            }
        }
        guard count > 0, !recalls.isEmpty else { return nil }
        return totals.map { $0 / Double(count * recalls.count) }
    }

    /// The sum of the precisions at all recalls: from the last right result back to the first, the greatest precision so
    /// far holds at each recall that the result reaches first.
    private func precision(
        _ category: Category, _ threshold: Int, positives: Double, sums: UnsafeBufferPointer<Int>
    ) -> Double {
        let hits = category.hits[threshold]
        let ignored = category.ignored[threshold]
        var right = hits.reduce(0) { $0 + sums[Int($1) + 1] - sums[Int($1)] }
        var ignoredWeight = ignored.reduce(0) { $0 + sums[Int($1) + 1] - sums[Int($1)] }
        var ignoredEnd = ignored.count
        var reached = recalls.count
        while reached > 0, recalls[reached - 1] > Double(right) / positives { reached -= 1 }
        var greatest = 0.0
        var total = 0.0
        for hit in hits.reversed() {
            let weight = sums[Int(hit) + 1] - sums[Int(hit)]
            guard weight > 0 else { continue }
            while ignoredEnd > 0, ignored[ignoredEnd - 1] > hit {
                ignoredEnd -= 1
                let rank = Int(ignored[ignoredEnd])
                ignoredWeight -= sums[rank + 1] - sums[rank]
            }
            let counted = sums[Int(hit) + 1] - ignoredWeight
            greatest = max(greatest, Double(right) / (Double(counted) + .ulpOfOne))
            right -= weight
            let before = Double(right) / positives
            while reached > 0, right == 0 || recalls[reached - 1] > before {
                total += greatest
                reached -= 1
            }
        }
        return total
    }
}
