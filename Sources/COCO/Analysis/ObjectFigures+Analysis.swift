extension ObjectFigures {
    /// Compares each object with the result that overlaps it most, and each result with the object that it overlaps most.
    ///
    /// All images count together, as in the contest: precision and recall are shares of all results and objects, and an
    /// object's weight is its share of the area of all objects of all images, a result's its share of the area of all
    /// results. Each side gives half of Dice's coefficient and of Hausdorff's distance.
    ///
    /// - A result is right if it covers at least half of the object that it overlaps most; of several for one object, one is
    ///   right.
    /// - An object without overlap has a Dice's coefficient of 0, and its Hausdorff's distance is the least to any on the other
    ///   side in its image.
    /// - Objects may overlap each other, as may results: each keeps all its pixels. Of equal overlaps, the first object and the
    ///   result with the highest score count.
    /// - Crowds are not objects, and a result that shares more pixels with a crowd than with any object does not count.
    ///   Objects and results without pixels do not count either.
    /// - Where there are neither objects nor results, F1, precision, recall and Dice are 1 and Hausdorff's distance is 0; where
    ///   there is one without the other, they are 0 and Hausdorff's distance is nil.
    ///
    /// Differs: the contest's label images cannot hold objects that overlap, or crowds.
    /// - Parameters:
    ///   - groundTruth: The data set.
    ///   - results: What was found in its images.
    ///   - scoreThreshold: The least score of a result that counts.
    ///   - categoryID: The one category that counts; nil takes all as if they were one.
    ///   - threads: How many threads compute; nil takes one a core.
    /// - Throws: `COCOError` where an object or result has no segmentation, or results do not belong to the data set.
    public init(
        groundTruth: Dataset, results: [DetectionResult], scoreThreshold: Double = 0.5, categoryID: Int? = nil,
        threads: Int? = nil
    ) throws(COCOError) {
        let scenes = try ImageScenes(
            groundTruth: groundTruth, results: results, scoreThreshold: scoreThreshold,
            categoryIDs: categoryID.map { [$0] }, threads: threads)
        let images = try scenes.map { (scene) throws(COCOError) in
            let pairing = try ObjectPairing(scene, in: scenes)
            return (right: pairing.rightCount, sides: try pairing.sums())
        }
        var right = 0
        var objects = SideSums()
        var found = SideSums()
        for image in images {
            right += image.right
            objects.add(image.sides.objects)
            found.add(image.sides.results)
        }
        let isEmpty = objects.count + found.count == 0
        let unmeasurable = objects.unmeasurableCount + found.unmeasurableCount
        let measurable = (objects.meanDistance + found.meanDistance) / 2
        func share(_ part: Int, of whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : isEmpty ? 1 : 0 }
        self.init(
            f1: share(2 * right, of: objects.count + found.count), precision: share(right, of: found.count),
            recall: share(right, of: objects.count), dice: isEmpty ? 1 : (objects.meanDice + found.meanDice) / 2,
            hausdorff: unmeasurable > 0 ? nil : measurable,
            measurableHausdorff: objects.measurableArea > 0 ? measurable : nil, unmeasurableCount: unmeasurable)
    }
}

/// The sums over objects, or over results, that figures are made of.
struct SideSums: Sendable {
    var count = 0
    var area = 0.0
    var dice = 0.0
    var measurableArea = 0.0
    var distance = 0.0
    var unmeasurableCount = 0

    mutating func add(_ other: SideSums) {
        count += other.count
        area += other.area
        dice += other.dice
        measurableArea += other.measurableArea
        distance += other.distance
        unmeasurableCount += other.unmeasurableCount
    }

    var meanDice: Double { area > 0 ? dice / area : 0 }
    var meanDistance: Double { measurableArea > 0 ? distance / measurableArea : 0 }
}
