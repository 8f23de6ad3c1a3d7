/// What became of the objects and results of one image at one threshold of score and IoU.
public struct ImageOutcome: Sendable, Hashable {
    /// The image's id.
    public var imageID: Int
    /// The results kept and matched, as places in the list of results.
    public var truePositives: [Int]
    /// The results kept that match nothing, as places in the list of results.
    public var falsePositives: [Int]
    /// The objects not found, as places in the data set's annotations.
    public var missed: [Int]

    /// Creates an outcome from its parts.
    public init(imageID: Int, truePositives: [Int], falsePositives: [Int], missed: [Int]) {
        self.imageID = imageID
        self.truePositives = truePositives
        self.falsePositives = falsePositives
        self.missed = missed
    }

    /// 2 TP / (2 TP + FP + FN); 1 where there is nothing to find and nothing was found.
    public var f1: Double {
        let errors = falsePositives.count + missed.count
        let found = 2 * truePositives.count
        return found + errors > 0 ? Double(found) / Double(found + errors) : 1
    }
}
