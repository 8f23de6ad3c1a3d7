internal import Files

extension ConfusionMatrix {
    /// Finds out which object each result is on, whatever its category.
    ///
    /// Results take objects in the order of falling score, each the free object with the greatest IoU of at least the
    /// threshold; of equal ones one of its own category, then the first. A result left over is background, unless it lies on
    /// a crowd by the same threshold, where it does not count. Objects left over are missed; crowds never are. Objects and
    /// results of categories that the data set does not list do not count.
    /// - Parameters:
    ///   - groundTruth: The data set.
    ///   - results: What was found in its images.
    ///   - iouType: What is compared; no keypoints, which objects of two categories cannot be compared by.
    ///   - iouThreshold: The least IoU of a match, above 0.
    ///   - scoreThreshold: The least score of a result that counts.
    ///   - threads: How many threads compute; nil takes one a core.
    /// - Throws: `COCOError` where a setting makes no sense, or data set and results do not have what is compared.
    public init(
        groundTruth: Dataset, results: [DetectionResult], iouType: IoUType = .segm, iouThreshold: Double = 0.5,
        scoreThreshold: Double = 0.3, threads: Int? = nil
    ) throws(COCOError) {
        try checkHasRegions(iouType, in: "a confusion matrix")
        try checkThreshold(iouThreshold, named: "iouThreshold")
        let places = Dictionary(
            groundTruth.categories.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        let scenes = try ImageScenes(
            groundTruth: groundTruth, results: results, iouType: iouType, scoreThreshold: scoreThreshold,
            categoryIDs: Set(places.keys), threads: threads)
        let background = groundTruth.categories.count
        try checkMemory(
            .product(8, background + 1, background + 1), for: "a table of its \(background) categories",
            of: "the confusion matrix")
        let pairs = try scenes.map { (scene) throws(COCOError) in
            let overlaps = try SceneOverlaps(scene, in: scenes)
            let match = overlaps.matches(threshold: iouThreshold, absorbing: { _, _, _ in true }) {
                result, annotation in
                scenes.categoryID(result: scene.results[result])
                    == scenes.categoryID(annotation: scene.annotations[annotation]) ? .preferred : .allowed
            }
            var pairs: [(row: Int, column: Int)] = []
            for (place, result) in scene.results.enumerated() where !match.isAbsorbed[place] {
                let column = places[scenes.categoryID(result: result)] ?? background
                let object = match.annotation[place].map { scenes.categoryID(annotation: scene.annotations[$0]) }
                pairs.append((object.flatMap { places[$0] } ?? background, column))
            }
            for place in match.missed {
                pairs.append(
                    (places[scenes.categoryID(annotation: scene.annotations[place])] ?? background, background))
            }
            return pairs
        }
        var counts = [[Int]](repeating: [Int](repeating: 0, count: background + 1), count: background + 1)
        for (row, column) in pairs.joined() { counts[row][column] += 1 }
        self.init(
            categories: groundTruth.categories.map(\.name), counts: counts, iouThreshold: iouThreshold,
            scoreThreshold: scoreThreshold)
    }
}
