/// The pairs of an object and a result of one image that share pixels.
struct ImagePairs: Sendable {
    struct Pair: Sendable {
        var object: Int
        var result: Int
        var iou: Double
    }

    let imageID: Int
    let objectCount: Int
    /// The scores of the results, falling.
    let scores: [Double]
    /// By result, and in each by object.
    let pairs: [Pair]
    /// How many crowds were left out.
    var crowdCount = 0

    /// How many results have at least a score.
    func resultCount(from score: Double) -> Int { scores.prefix { $0 >= score }.count }

    /// The figures for each threshold with the results that have at least a score.
    func figures(from score: Double, _ thresholds: [Double]) -> [MatchingFigures] {
        let results = resultCount(from: score)
        let counted = pairs.filter { $0.result < results }
        return thresholds.map { threshold in
            let matched = PairMatching(
                counted, objectCount: objectCount, resultCount: results, threshold: threshold
            ).matched
            return MatchingFigures(
                iouThreshold: threshold, truePositives: matched.count, falsePositives: results - matched.count,
                falseNegatives: objectCount - matched.count, iouSum: matched.reduce(0) { $0 + $1.iou })
        }
    }
}
