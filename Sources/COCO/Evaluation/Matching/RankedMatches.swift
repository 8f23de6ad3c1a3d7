internal import Files

/// The matches of all images together, category by category and by falling score.
struct RankedMatches: Sendable {
    /// Places in the layout's order of results: by category, then by falling score, then by image.
    let order: [Int32]
    /// The range of each category in `order`.
    let ranges: [Range<Int>]
    /// The image of each place in the layout's order of results.
    let images: [Int32]

    init(_ objects: ComparedObjects, _ layout: MatchLayout) {
        struct Key {
            var score: Double
            var place: Int32
        }
        var next = [Int](repeating: 0, count: layout.categoryIDs.count + 1)
        for group in layout.groups { next[Int(group.category) + 1] += group.results.count }
        for category in layout.categoryIDs.indices { next[category + 1] += next[category] }
        ranges = layout.categoryIDs.indices.map { next[$0]..<next[$0 + 1] }
        var keys = [Key](repeating: Key(score: 0, place: 0), count: layout.resultOrder.count)
        var images = [Int32](repeating: 0, count: layout.resultOrder.count)
        for group in layout.groups {
            let category = Int(group.category)
            for place in group.results {
                let score = objects.results[Int(layout.resultOrder[place])].score
                keys[next[category]] = Key(score: score, place: Int32(truncatingIfNeeded: place))
                next[category] += 1
                images[place] = group.image
            }
        }
        let ranges = self.ranges
        keys.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let keys = buffer
            inParallel(count: ranges.count, chunk: 1, threads: objects.options.threads, scratch: {}) { categories, _ in
                for category in categories {
                    // Places rise with images, so equal scores stay in the order of images.
                    var slice = UnsafeMutableBufferPointer(rebasing: keys[ranges[category]])
                    slice.sort { $0.score != $1.score ? $0.score > $1.score : $0.place < $1.place }
                }
            }
        }
        order = keys.map(\.place)
        self.images = images
    }
}
