/// Makes one curve of precision and recall after another, and keeps its memory between them.
struct CurveBuilder {
    private let objects: ComparedObjects
    private let layout: MatchLayout
    private let table: MatchTable
    private let ranked: RankedMatches
    /// By threshold: the number of results that count so far.
    private var counted: [Int32]
    /// By threshold: for each right result, how many count up to it, itself included, and its place among all.
    private var hits: [[Hit]]

    private struct Hit {
        var counted: Int32
        var place: Int32
    }

    init(_ objects: ComparedObjects, _ layout: MatchLayout, _ table: MatchTable, _ ranked: RankedMatches) {
        self.objects = objects
        self.layout = layout
        self.table = table
        self.ranked = ranked
        counted = objects.options.iouThresholds.map { _ in 0 }
        hits = objects.options.iouThresholds.map { _ in [] }
    }

    mutating func build(category: Int, area: Int, limit: Int, positives: Int, output: Accumulator.Output) {
        let options = objects.options
        let first = rank(category: category, area: area, within: options.maxDetections[limit])
        let inner = output.shape[2] * output.shape[3] * output.shape[4]
        let offset = (category * output.shape[3] + area) * output.shape[4] + limit
        for threshold in options.iouThresholds.indices {
            output.recall[threshold * inner + offset] = Double(hits[threshold].count) / Double(positives)
            var precision = hits[threshold].enumerated().map { index, hit in
                Double(index + 1) / (Double(hit.counted) + .ulpOfOne)
            }
            for index in precision.indices.dropFirst().reversed() {
                precision[index - 1] = max(precision[index - 1], precision[index])
            }
            var reached = 0
            for (index, recall) in options.recallThresholds.enumerated() {
                while reached < precision.count, Double(reached) / Double(positives) < recall { reached += 1 }
                // Recall may be 0 at the very first result, whatever became of it.
                let isReached = Double(reached) / Double(positives) >= recall
                let slot = (threshold * output.shape[1] + index) * inner + offset
                output.precision[slot] = isReached ? precision.isEmpty ? 0 : precision[max(reached, 1) - 1] : 0
                if isReached, reached > 0 {
                    output.scores[slot] = score(at: hits[threshold][reached - 1].place)
                } else {
                    output.scores[slot] = isReached ? first.map { score(at: $0) } ?? 0 : 0
                }
            }
        }
    }

    /// Goes through a category's results by falling score, for all thresholds at once.
    /// - Returns: the place of the first result within the limit.
    private mutating func rank(category: Int, area: Int, within limit: Int) -> Int32? {
        for threshold in counted.indices {
            counted[threshold] = 0
            hits[threshold].removeAll(keepingCapacity: true)
        }
        let base = area * layout.resultOrder.count
        var first: Int32?
        for place in ranked.order[ranked.ranges[category]] where Int(layout.ranks[Int(place)]) < limit {
            if first == nil { first = place }
            let matched = table.matched[base + Int(place)]
            let ignored = table.ignored[base + Int(place)]
            for threshold in counted.indices {
                let bit: UInt64 = 1 << UInt64(threshold)
                guard ignored & bit == 0 else { continue }
                counted[threshold] += 1
                if matched & bit != 0 { hits[threshold].append(Hit(counted: counted[threshold], place: place)) }
            }
        }
        return first
    }

    private func score(at place: Int32) -> Double {
        objects.results[Int(layout.resultOrder[Int(place)])].score
    }
}
