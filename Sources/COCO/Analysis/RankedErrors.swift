/// The judged results of all images by falling score, and the AP that they have when errors are mended.
struct RankedErrors {
    private let results: [JudgedResult]
    /// The place of each category in lists.
    private let places: [Int: Int]
    /// The number of objects of each category.
    private let positives: [Int]
    private let unfound: [Int]
    private let missed: [Int]
    /// The number of errors of each kind, in the order of `ResultError`'s cases, then of missed objects.
    let counts: [Int]

    init(_ images: [SceneErrors]) {
        // Sorting is stable: equal scores stay in the order of images.
        results = images.flatMap(\.results).sorted { $0.score > $1.score }
        var places: [Int: Int] = [:]
        func note(_ id: Int) { if places[id] == nil { places[id] = places.count } }
        for image in images {
            image.objects.forEach(note)
            image.results.forEach { note($0.categoryID) }
        }
        self.places = places
        func count(_ ids: some Sequence<Int>) -> [Int] {
            var counts = [Int](repeating: 0, count: places.count)
            for id in ids { if let place = places[id] { counts[place] += 1 } }
            return counts
        }
        positives = count(images.lazy.flatMap(\.objects))
        unfound = count(images.lazy.flatMap(\.unfound))
        missed = count(images.lazy.flatMap(\.missed))
        var counts = [Int](repeating: 0, count: ResultError.allCases.count + 1)
        for result in results { if let error = result.error { counts[error.rawValue] += 1 } }
        counts[ResultError.allCases.count] = images.reduce(0) { $0 + $1.missed.count }
        self.counts = counts
    }

    /// AP as it is, or with one kind of error mended.
    func ap(mending kind: ResultError? = nil) -> Double { meanAP(entries(mending: kind), positives: positives) }

    /// AP with missed objects dropped.
    func apWithoutMissed() -> Double { meanAP(entries(), positives: zip(positives, missed).map { $0 - $1 }) }

    /// AP with all objects dropped that no result took.
    func apWithoutFalseNegatives() -> Double { meanAP(entries(), positives: zip(positives, unfound).map { $0 - $1 }) }

    /// AP with all right results before all wrong ones.
    func apWithoutFalsePositives() -> Double {
        meanAP(entries().map { $0.filter(\.self) + $0.filter { !$0 } }, positives: positives)
    }

    /// For each category whether its results are right, by falling score.
    private func entries(mending kind: ResultError? = nil) -> [[Bool]] {
        var entries = [[Bool]](repeating: [], count: places.count)
        for result in results {
            guard let error = result.error else {
                if let place = places[result.categoryID] { entries[place].append(true) }
                continue
            }
            if error == kind {
                if let place = result.mendedCategoryID.flatMap({ places[$0] }) { entries[place].append(true) }
            } else if !result.isAbsorbed, let place = places[result.categoryID] {
                entries[place].append(false)
            }
        }
        return entries
    }

    private func meanAP(_ entries: [[Bool]], positives: [Int]) -> Double {
        var sum = 0.0
        var count = 0
        for (entries, positives) in zip(entries, positives) where !entries.isEmpty || positives > 0 {
            sum += averagePrecision(entries, positives: positives)
            count += 1
        }
        return count > 0 ? sum / Double(count) : 0
    }

    /// The mean, over the recalls 0, 0.01 … 1, of the greatest precision at that recall or a higher one.
    private func averagePrecision(_ entries: [Bool], positives: Int) -> Double {
        guard positives > 0 else { return 0 }
        var right = 0
        var recalls: [Double] = []
        var precisions: [Double] = []
        for (index, isRight) in entries.enumerated() {
            if isRight { right += 1 }
            recalls.append(Double(right) / Double(positives))
            precisions.append(Double(right) / Double(index + 1))
        }
        for index in precisions.indices.dropFirst().reversed() {
            precisions[index - 1] = max(precisions[index - 1], precisions[index])
        }
        var sum = 0.0
        var index = 0
        for step in 0...100 {
            while index < recalls.count, recalls[index] < Double(step) / 100 { index += 1 }
            guard index < recalls.count else { break }
            sum += precisions[index]
        }
        return sum / 101
    }
}
