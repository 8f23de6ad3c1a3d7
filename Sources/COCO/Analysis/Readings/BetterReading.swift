/// A reading of the results' numbers with which they fit the data set far better than with its ids.
///
/// Numbers alone cannot be wrong: results whose images are numbered in another order than the data set's are valid, and
/// their AP is near 0. Which reading is right only the pictures tell: the one with which results lie on objects.
public struct BetterReading: Sendable, Hashable {
    /// What the numbers seem to mean.
    public var reading: ResultReading
    /// AP at one IoU with this reading, from 0 to 1.
    public var ap: Double
    /// The same with the data set's ids; nil where the results cannot be compared so.
    public var givenAP: Double?
    /// The IoU of both, 0.50 or the first of the options'.
    public var iouThreshold: Double

    /// Looks for a reading whose AP is twice that of the ids, and 0.2 more at least; without categories, it is 0.3 at least
    /// where that of the ids is 0.05 at most, since to know the right ones is harder than to find objects.
    ///
    /// Readings are tried only where AP is below 0.5, and only those that give every number a meaning.
    /// - Parameters:
    ///   - groundTruth: The data set.
    ///   - results: What was found.
    ///   - options: How to compare.
    ///   - fileNames: The names of a folder's pictures, as the data set would name them, in the order in which a tool
    ///     that numbers them takes them.
    /// - Returns: The reading with the highest AP, the first of equals; nil where none is better.
    /// Complexity: That of an evaluation at one IoU for each reading that is tried.
    public static func find(
        groundTruth: Dataset, results: [DetectionResult], options: EvaluationOptions, fileNames: [String] = []
    ) -> BetterReading? {
        guard !results.isEmpty else { return nil }
        var options = options
        let threshold = options.iouThresholds.contains(0.5) ? 0.5 : options.iouThresholds.first ?? 0.5
        options.iouThresholds = [threshold]
        options.areaRanges = Array(options.areaRanges.prefix(1))
        options.maxDetections = Array(options.maxDetections.suffix(1))
        func ap(_ results: [DetectionResult], _ options: EvaluationOptions) -> Double?? {
            (try? Evaluation(groundTruth: groundTruth, results: results, options: options)).map(\.ap)
        }
        let given = ap(results, options)
        // Nothing to find, or found well enough.
        if case .some(let value) = given, value.map({ $0 >= 0.5 }) ?? true { return nil }
        let known = (given ?? nil) ?? 0
        var best: BetterReading?
        for reading in ResultReading.all {
            guard let read = reading.applied(to: results, of: groundTruth, fileNames: fileNames) else { continue }
            var options = options
            if reading == .anyCategory {
                guard options.usesCategories, known <= 0.05 else { continue }
                options.usesCategories = false
            }
            guard let found = ap(read, options) ?? nil else { continue }
            let least = reading == .anyCategory ? 0.3 : max(2 * known, known + 0.2)
            guard found >= least, found > best?.ap ?? 0 else { continue }
            // That categories do not count says least, and nothing where another reading says as much.
            if reading == .anyCategory, let best, best.ap >= 0.5 * found { continue }
            best = BetterReading(reading: reading, ap: found, givenAP: given ?? nil, iouThreshold: threshold)
        }
        return best
    }
}
