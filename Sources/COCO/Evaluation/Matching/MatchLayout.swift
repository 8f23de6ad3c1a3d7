/// Which results meet which annotations: the objects of an image and a category side by side.
///
/// Orders hold places in the lists of annotations and results, by image and within it by category; a group's ranges are
/// places in these orders.
struct MatchLayout: Sendable {
    /// The results and annotations that may match each other.
    struct Group {
        var image: Int32
        /// The category's place among the categories; 0 where categories do not count.
        var category: Int32
        var annotations: Range<Int>
        var results: Range<Int>
        /// How many results there were before the limit.
        var offeredCount: Int
    }

    /// The categories' ids, rising; one of −1 where categories do not count.
    let categoryIDs: [Int]
    let groups: [Group]
    let annotationOrder: [Int32]
    /// Within a group, by falling score; only those that may count.
    let resultOrder: [Int32]
    /// How many better results the same image and category (the same image, with LVIS's rules) has, by place in
    /// `resultOrder`.
    let ranks: [Int32]
    /// The number of results of each category, also of those that are too many for their image.
    let resultCounts: [Int]
    /// The number of results whose category the data set does not have.
    let unknownCategoryCount: Int

    init(_ objects: ComparedObjects) {
        let options = objects.options
        let ids = Set(objects.groundTruth.categories.map(\.id)).sorted()
        var places: [Int: Int32] = [:]
        for (place, id) in ids.enumerated() { places[id] = Int32(place) }
        let imageCount = objects.imageIDs.count

        let annotationCategories = objects.groundTruth.annotations.map { places[$0.categoryID] ?? -1 }
        let resultCategories = objects.results.map { places[$0.categoryID] ?? -1 }
        unknownCategoryCount = resultCategories.count { $0 < 0 }

        var annotations = Self.order(
            images: objects.annotationImages, imageCount: imageCount, categories: annotationCategories,
            categoryCount: ids.count)
        var results = Self.order(
            images: objects.resultImages, imageCount: imageCount, categories: resultCategories,
            categoryCount: ids.count)
        var imageRanks: [Int32] = []
        if options.rules == .lvis {
            let federation = Federation(objects)
            imageRanks = federation.imageRanks
            annotations.removeAll { objects.annotationAreas[Int($0)] <= 0 }
            results.removeAll { !federation.admits(Int($0)) }
        }

        var counts = [Int](repeating: 0, count: options.usesCategories ? ids.count : 1)
        var groups: [Group] = []
        var kept: [Int32] = []
        kept.reserveCapacity(results.count)
        var ranks: [Int32] = []
        ranks.reserveCapacity(results.count)
        let limit = options.maxDetections.last ?? 0
        var (a, r) = (0, 0)
        let key = { (image: Int32, category: Int32) in
            Int(image) << 32 | (options.usesCategories ? Int(category) : 0)
        }
        let annotationKey = { (place: Int) in
            place < annotations.count
                ? key(objects.annotationImages[Int(annotations[place])], annotationCategories[Int(annotations[place])])
                : Int.max
        }
        let resultKey = { (place: Int) in
            place < results.count
                ? key(objects.resultImages[Int(results[place])], resultCategories[Int(results[place])]) : Int.max
        }
        while a < annotations.count || r < results.count {
            let current = min(annotationKey(a), resultKey(r))
            let (firstAnnotation, firstResult, firstKept) = (a, r, kept.count)
            while annotationKey(a) == current { a += 1 }
            while resultKey(r) == current { r += 1 }
            let category = current & 0xffff_ffff
            counts[category] += r - firstResult
            let members = results[firstResult..<r].enumerated().sorted {
                let (first, second) = (objects.results[Int($0.1)].score, objects.results[Int($1.1)].score)
                return first != second ? first > second : $0.0 < $1.0
            }
            for (rank, member) in members.enumerated() {
                let rank = options.rules == .lvis ? Int(imageRanks[Int(member.1)]) : rank
                guard rank < limit else { continue }
                kept.append(member.1)
                ranks.append(Int32(truncatingIfNeeded: rank))
            }
            groups.append(
                Group(
                    image: Int32(current >> 32), category: Int32(category), annotations: firstAnnotation..<a,
                    results: firstKept..<kept.count, offeredCount: members.count))
        }
        categoryIDs = options.usesCategories ? ids : [-1]
        self.groups = groups
        annotationOrder = annotations
        resultOrder = kept
        self.ranks = ranks
        resultCounts = counts
    }

    /// The places of objects by image, then category, then place; those without either are left out.
    ///
    /// Complexity: O(*n*): two counting sorts, of which the second keeps the order of the first.
    private static func order(
        images: [Int32], imageCount: Int, categories: [Int32], categoryCount: Int
    ) -> [Int32] {
        let known = images.indices.lazy.filter { images[$0] >= 0 && categories[$0] >= 0 }.map { Int32($0) }
        return sorted(sorted(Array(known), by: categories, count: categoryCount), by: images, count: imageCount)
    }

    private static func sorted(_ places: [Int32], by keys: [Int32], count: Int) -> [Int32] {
        var next = [Int](repeating: 0, count: count + 1)
        for place in places { next[Int(keys[Int(place)]) + 1] += 1 }
        for key in 0..<count { next[key + 1] += next[key] }
        var sorted = [Int32](repeating: 0, count: places.count)
        for place in places {
            let key = Int(keys[Int(place)])
            sorted[next[key]] = place
            next[key] += 1
        }
        return sorted
    }
}
