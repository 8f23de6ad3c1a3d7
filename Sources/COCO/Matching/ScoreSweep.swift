/// Looks for the score from which on results should count, by the mean accuracy over all thresholds of intersection over union.
///
/// Results come one by one, the surest first, and each makes at most one more pair: the figures for every score cost as much as those for one.
struct ScoreSweep {
    private let images: [ImagePairs]
    private let thresholds: [Double]

    init(_ images: [ImagePairs], _ thresholds: [Double]) {
        self.images = images
        self.thresholds = thresholds
    }

    /// The score with the highest mean accuracy, the higher one of equals; nil where there are no results.
    func best() -> (score: Double, meanAccuracy: Double)? {
        let order = images.indices.flatMap { image in images[image].scores.indices.map { (image: image, result: $0) } }
            .sorted { images[$0.image].scores[$0.result] > images[$1.image].scores[$1.result] }
        let objectCount = images.reduce(0) { $0 + $1.objectCount }
        var matchings = thresholds.map { threshold in images.map { GrowingMatching($0, threshold: threshold) } }
        var found = thresholds.map { _ in 0 }
        var best: (score: Double, meanAccuracy: Double)?
        for (place, next) in order.enumerated() {
            for index in thresholds.indices where matchings[index][next.image].add(next.result) { found[index] += 1 }
            let score = images[next.image].scores[next.result]
            if place + 1 < order.count {
                let following = order[place + 1]
                if images[following.image].scores[following.result] == score { continue }
            }
            let sum = found.reduce(0.0) { $0 + Double($1) / Double(objectCount + place + 1 - $1) }
            let mean = sum / Double(thresholds.count)
            if mean > best?.meanAccuracy ?? -1 { best = (score, mean) }
        }
        return best
    }
}

/// The most pairs of an image's objects with the results that were added so far.
private struct GrowingMatching {
    /// The objects that each result may be paired with.
    private let candidates: [Int: [Int]]
    private var resultOfObject: [Int: Int] = [:]

    init(_ image: ImagePairs, threshold: Double) {
        candidates = Dictionary(grouping: image.pairs.filter { $0.iou >= threshold }, by: \.result)
            .mapValues { $0.map(\.object) }
    }

    /// Adds a result; gives whether there is a pair more.
    mutating func add(_ result: Int) -> Bool {
        guard let objects = candidates[result] else { return false }
        if let free = objects.first(where: { resultOfObject[$0] == nil }) {
            resultOfObject[free] = result
            return true
        }
        // Breadth first, over the results that hold the objects: a free object at the end lets all of them change.
        var reachedFrom: [Int: Int] = [:]
        var waiting = [result]
        var next = 0
        while next < waiting.count {
            let current = waiting[next]
            next += 1
            for object in candidates[current] ?? [] where reachedFrom[object] == nil {
                reachedFrom[object] = current
                guard let holder = resultOfObject[object] else {
                    var (free, taker) = (object, current)
                    while true {
                        let left = resultOfObject.first { $0.value == taker }?.key
                        resultOfObject[free] = taker
                        guard let left, taker != result, let before = reachedFrom[left] else { return true }
                        (free, taker) = (left, before)
                    }
                }
                waiting.append(holder)
            }
        }
        return false
    }
}
