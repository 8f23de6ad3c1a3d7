/// Which categories are taken for which.
public struct ConfusionMatrix: Sendable, Hashable {
    /// The names of the categories, in the order of rows and columns.
    public var categories: [String]
    /// How many objects of a category (row) were found as which (column); the last row holds results that are on no object,
    /// the last column objects that were not found. It is one longer than `categories` both ways.
    public var counts: [[Int]]
    /// The least IoU of a match.
    public var iouThreshold: Double
    /// The least score of a result that counts.
    public var scoreThreshold: Double

    /// Creates a matrix from its counts.
    public init(categories: [String], counts: [[Int]], iouThreshold: Double, scoreThreshold: Double) {
        self.categories = categories
        self.counts = counts
        self.iouThreshold = iouThreshold
        self.scoreThreshold = scoreThreshold
    }
}
