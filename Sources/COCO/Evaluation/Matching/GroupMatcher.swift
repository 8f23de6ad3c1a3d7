/// Matches the results of one image and category to its annotations, group after group.
///
/// Source: pycocotools' `evaluateImg`.
struct GroupMatcher {
    /// Where the outcome is written; see `MatchTable`.
    struct Output {
        let matched: UnsafeMutableBufferPointer<UInt64>
        let ignored: UnsafeMutableBufferPointer<UInt64>
        let positives: UnsafeMutableBufferPointer<Int32>
        let resultCount: Int
    }

    private let objects: ComparedObjects
    private let layout: MatchLayout
    private let notExhaustive: [Set<Int>]
    /// The least IoU of a match, by threshold.
    private let bars: [Double]
    private var overlaps: ObjectOverlaps
    /// The annotations that results overlap enough to match them, result by result.
    private var candidates: [OverlapPair] = []
    /// Where each result's candidates begin, and where the last one's end.
    private var bounds: [Int] = []
    private var isIgnored: [Bool] = []
    private var isCrowd: [Bool] = []
    /// Whatever the range of areas.
    private var isLeftOut: [Bool] = []
    /// A bit a threshold, set where the annotation is taken.
    private var taken: [UInt64] = []

    init(_ objects: ComparedObjects, _ layout: MatchLayout, notExhaustive: [Set<Int>]) {
        self.objects = objects
        self.layout = layout
        self.notExhaustive = notExhaustive
        overlaps = ObjectOverlaps(objects)
        bars = objects.options.iouThresholds.map { min($0, 1 - 1e-10) }
    }

    mutating func match(group index: Int, output: Output) throws(COCOError) {
        let group = layout.groups[index]
        let annotations = layout.annotationOrder[group.annotations]
        let results = layout.resultOrder[group.results]
        try overlaps.find(
            &candidates, atLeast: bars[0], image: Int(group.image), results: results, annotations: annotations)
        isCrowd.removeAll(keepingCapacity: true)
        isLeftOut.removeAll(keepingCapacity: true)
        for annotation in annotations {
            isCrowd.append(overlaps.isCrowd(annotation))
            isLeftOut.append(objects.isIgnored(annotation: Int(annotation)))
        }
        findBounds(results: results.count)

        let areaRanges = objects.options.areaRanges
        for (area, range) in areaRanges.enumerated() {
            isIgnored.removeAll(keepingCapacity: true)
            for (place, annotation) in annotations.enumerated() {
                isIgnored.append(
                    isLeftOut[place] || !range.contains(objects.annotationAreas[Int(annotation)]))
            }
            output.positives[index * areaRanges.count + area] = Int32(
                truncatingIfNeeded: isIgnored.count { !$0 })
            taken.removeAll(keepingCapacity: true)
            for _ in annotations { taken.append(0) }
            for (place, result) in results.enumerated() {
                var (matched, ignored) = matches(of: place)
                if isExcused(Int(result), image: Int(group.image), range) { ignored |= ~matched }
                let slot = area * output.resultCount + group.results.lowerBound + place
                output.matched[slot] = matched
                output.ignored[slot] = ignored
            }
        }
    }

    private mutating func findBounds(results: Int) {
        bounds.removeAll(keepingCapacity: true)
        var place = 0
        for result in 0..<results {
            bounds.append(place)
            while place < candidates.count, candidates[place].row == result { place += 1 }
        }
        bounds.append(place)
    }

    /// Takes, at each threshold, the annotation with the greatest IoU (the last of equals) that is not taken: one that
    /// counts if there is one, else an ignored one.
    private mutating func matches(of result: Int) -> (matched: UInt64, ignored: UInt64) {
        let range = bounds[result]..<bounds[result + 1]
        var (matched, ignored): (UInt64, UInt64) = (0, 0)
        guard !range.isEmpty else { return (0, 0) }
        for (threshold, bar) in bars.enumerated() {
            let bit: UInt64 = 1 << UInt64(threshold)
            if let best = best(in: range, ignored: false, bit: bit, bar: bar) {
                matched |= bit
                taken[best] |= bit
            } else if let best = best(in: range, ignored: true, bit: bit, bar: bar) {
                matched |= bit
                ignored |= bit
                taken[best] |= bit
            }
        }
        return (matched, ignored)
    }

    private func best(in range: Range<Int>, ignored: Bool, bit: UInt64, bar: Double) -> Int? {
        var best: Int?
        var bar = bar
        for candidate in candidates[range] where candidate.overlap >= bar {
            let annotation = Int(candidate.column)
            guard isIgnored[annotation] == ignored else { continue }
            if taken[annotation] & bit != 0, !isCrowd[annotation] { continue }
            bar = candidate.overlap
            best = annotation
        }
        return best
    }

    /// Whether a result without a match is no mistake.
    private func isExcused(_ result: Int, image: Int, _ range: AreaRange) -> Bool {
        if !range.contains(objects.resultAreas[result]) { return true }
        return objects.options.rules == .lvis && notExhaustive[image].contains(objects.results[result].categoryID)
    }
}
