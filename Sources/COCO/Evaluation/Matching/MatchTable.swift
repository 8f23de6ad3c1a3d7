internal import Files

/// What became of every result and of every annotation, for each range of areas and each threshold of IoU.
struct MatchTable: Sendable {
    /// For an area range and a place in the layout's order of results (range by range): a bit a threshold, set where the
    /// result matches an annotation.
    let matched: [UInt64]
    /// As `matched`: set where the result counts neither as right nor as wrong.
    let ignored: [UInt64]
    /// For a group and an area range (group by group): how many annotations are to be found.
    let positives: [Int32]

    /// Matches all groups, on several threads.
    /// - Throws: `COCOError.mismatch` where what is compared is missing or cannot be drawn.
    init(_ objects: ComparedObjects, _ layout: MatchLayout) throws(COCOError) {
        let resultCount = layout.resultOrder.count
        let areaCount = objects.options.areaRanges.count
        let notExhaustive = Self.notExhaustiveCategories(objects)
        var matched = [UInt64](repeating: 0, count: resultCount * areaCount)
        var ignored = [UInt64](repeating: 0, count: resultCount * areaCount)
        var positives = [Int32](repeating: 0, count: layout.groups.count * areaCount)
        let failure = FirstFailure()
        matched.withUnsafeMutableBufferPointer { matched in
            ignored.withUnsafeMutableBufferPointer { ignored in
                positives.withUnsafeMutableBufferPointer { positives in
                    // Each group writes to places of its own.
                    nonisolated(unsafe) let output = GroupMatcher.Output(
                        matched: matched, ignored: ignored, positives: positives, resultCount: resultCount)
                    inParallel(
                        count: layout.groups.count, chunk: 64, threads: objects.options.threads,
                        scratch: { GroupMatcher(objects, layout, notExhaustive: notExhaustive) }
                    ) { range, matcher in
                        for index in range {
                            do throws(COCOError) {
                                try matcher.match(group: index, output: output)
                            } catch {
                                failure.record(error, at: index)
                            }
                        }
                    }
                }
            }
        }
        try failure.check()
        self.matched = matched
        self.ignored = ignored
        self.positives = positives
    }

    /// By image, the categories of which not every object is marked; empty but with LVIS's rules.
    private static func notExhaustiveCategories(_ objects: ComparedObjects) -> [Set<Int>] {
        guard objects.options.rules == .lvis else { return [] }
        var places: [Int: Int] = [:]
        for (place, id) in objects.imageIDs.enumerated() { places[id] = place }
        var categories = objects.imageIDs.map { _ in Set<Int>() }
        for image in objects.groundTruth.images {
            if let place = places[image.id] { categories[place] = Set(image.notExhaustiveCategoryIDs ?? []) }
        }
        return categories
    }
}
