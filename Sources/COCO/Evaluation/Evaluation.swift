/// How well results find the objects of a data set: average precision and recall as COCO or LVIS define them.
///
/// Results are ranked by score, equal ones in the order of image ids and then of the list. Objects are matched as
/// pycocotools matches them, and all its numbers come out the same to rounding.
///
/// Source: pycocotools 2.0.11's `COCOeval`; for LVIS, `LVISEval` of the `lvis` package.
/// Differs: AP is for the last of `maxDetections`, where pycocotools' first figure is always for 100. An annotation whose id
/// is 0 can be found, where pycocotools takes its match for none. Annotations with one id are objects of their own, where
/// pycocotools takes each for the last. No results at all give figures of 0. An annotation without
/// `num_keypoints` has its labelled keypoints counted, where pycocotools stops.
public struct Evaluation: Sendable {
    /// How ground truth and results were compared.
    public let options: EvaluationOptions
    /// The categories in the order of figures and arrays: by rising id, each once. Where categories do not count, one that
    /// stands for all, with the id −1.
    public let categories: [ObjectCategory]
    /// How many results were left out because the data set does not have their category.
    public let unknownCategoryResultCount: Int

    /// How many results are on an object, a crowd included, by the lowest IoU threshold and for the first area range.
    public var matchedResultCount: Int { table.matched.prefix(layout.resultOrder.count).count { $0 & 1 != 0 } }

    package let objects: ComparedObjects
    let layout: MatchLayout
    let table: MatchTable
    let ranked: RankedMatches
    let accumulated: Accumulator

    /// Compares results with a data set.
    ///
    /// Annotations of images or categories that the data set does not list are left out, and so are results of such
    /// categories. A result without a mask has its box for a mask, and one without a box has the box around its mask, or around
    /// its keypoints. An annotation without keypoints is one of which none is labelled.
    /// - Parameters:
    ///   - groundTruth: The data set.
    ///   - results: What a detector found, in the order of its file.
    ///   - options: How to compare; COCO's way if not given.
    /// - Throws: `COCOError.mismatch` where a result names an image that the data set does not have or has NaN for a score,
    ///   where a mask is not of its image's size, or where what is to be compared is missing; `COCOError.setting` where an
    ///   option makes no sense.
    /// Complexity: O(*n* log *n*) in the results, and for each image and category O(*r* × *a*) in its results and annotations.
    public init(
        groundTruth: Dataset, results: [DetectionResult], options: EvaluationOptions = EvaluationOptions()
    ) throws(COCOError) {
        self.options = options
        objects = try ComparedObjects(groundTruth: groundTruth, results: results, options: options)
        layout = MatchLayout(objects)
        try layout.checkMemory(options)
        table = try MatchTable(objects, layout)
        ranked = RankedMatches(objects, layout)
        accumulated = Accumulator(objects, layout, table, ranked)
        unknownCategoryResultCount = layout.unknownCategoryCount
        if options.usesCategories {
            var byID: [Int: ObjectCategory] = [:]
            for category in groundTruth.categories { byID[category.id] = category }
            categories = layout.categoryIDs.compactMap { byID[$0] }
        } else {
            categories = [ObjectCategory(id: -1, name: "all")]
        }
    }
}
