/// How objects and results are matched one by one.
public struct MatchingOptions: Sendable, Hashable {
    /// The intersections over union from which on a pair counts, in rising order.
    public var iouThresholds = MatchingOptions.usualThresholds
    /// The score from which on results count.
    public var scoreThreshold = 0.5
    /// Whether a result must be of the object's category to match it.
    public var usesCategories = true
    /// Whether masks are compared as a label image has them, in which no pixel is of two objects: where results overlap, the one with the
    /// higher score has the pixel, and where objects do, the smaller one. What has no pixel left is not there.
    public var comparesLabelImages = false
    /// How many threads compute; nil takes one a core.
    public var threads: Int?

    /// 0.5, 0.55 … 0.9.
    public static let usualThresholds = (10...18).map { Double($0) / 20 }

    /// Creates the usual options.
    public init() {}

    /// Thresholds without the last digits that sums of steps leave: 0.6 is a pair's 3 / 5 only where it is 0.6.
    public static func exact(_ thresholds: [Double]) -> [Double] { thresholds.map { ($0 * 1e9).rounded() / 1e9 } }

    /// - Throws: `COCOError.setting` for a value that makes no sense.
    func validate() throws(COCOError) {
        for threshold in iouThresholds { try checkThreshold(threshold, named: "iouThresholds") }
        guard !iouThresholds.isEmpty, iouThresholds == iouThresholds.sorted() else {
            throw .setting(key: "iouThresholds", expected: "numbers in rising order", found: "\(iouThresholds)")
        }
        if scoreThreshold.isNaN { throw .setting(key: "scoreThreshold", expected: "a number", found: "NaN") }
    }
}
