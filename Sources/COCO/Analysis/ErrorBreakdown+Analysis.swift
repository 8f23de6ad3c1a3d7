extension ErrorBreakdown {
    /// Finds out why results are wrong and objects are missed, and what AP would be without each kind of error.
    ///
    /// In each image the `maxDetections` results with the highest scores, whatever their categories, take objects of their
    /// category, each the free one with the greatest IoU of at least t_f. A result that took none, in this order,
    ///
    /// 1. is badly placed where its greatest IoU with an object of its category is from t_b to t_f,
    /// 2. is of the wrong category where its IoU with an object of another is at least t_f,
    /// 3. is a duplicate where its IoU with an object of its category is at least t_f,
    /// 4. is on background where its IoU with every object is at most t_b,
    /// 5. has both wrong.
    ///
    /// Mending a wrong place or category makes the first such result of each free object right, and drops the others; mending
    /// the other kinds drops the results. An object is missed that no result took and none would if mended; mending drops the
    /// object. A gain is never less than 0. Without false positives all right results come before all wrong ones; without
    /// false negatives all objects that no result took are dropped.
    ///
    /// AP is the mean of precision at 101 recalls and over categories with an object or a result, 0 for those without objects.
    /// A result of which more than t_f lies on a crowd of its category, and that took no object, does not count in AP; but it
    /// has a kind of error like any other, by which it is counted and mended.
    ///
    /// Differs: results with the same score stay in one order, by image's id and place, in all lists that AP is computed from.
    /// `tidecv` puts wrong ones before right ones as soon as it mends anything, and compares with an AP for which it did not, so
    /// that AP falls where nothing is mended and gains are lost in that. Where scores are distinct, or made so in this
    /// order, the numbers are the same.
    /// - Parameters:
    ///   - groundTruth: The data set.
    ///   - results: What was found in its images.
    ///   - iouType: What is compared; no keypoints, which objects of two categories cannot be compared by.
    ///   - foregroundThreshold: t_f, the IoU from which on a result is on an object.
    ///   - backgroundThreshold: t_b, the IoU up to which a result is on background; at most t_f.
    ///   - maxDetections: How many results an image may have.
    ///   - threads: How many threads compute; nil takes one a core.
    /// - Throws: `COCOError` where a setting makes no sense, or data set and results do not have what is compared.
    /// Source: `tidecv`.
    public init(
        groundTruth: Dataset, results: [DetectionResult], iouType: IoUType = .segm, foregroundThreshold: Double = 0.5,
        backgroundThreshold: Double = 0.1, maxDetections: Int = 100, threads: Int? = nil
    ) throws(COCOError) {
        try checkHasRegions(iouType, in: "a breakdown of errors")
        try checkThreshold(foregroundThreshold, named: "foregroundThreshold")
        guard backgroundThreshold >= 0, backgroundThreshold <= foregroundThreshold else {
            throw .setting(
                key: "backgroundThreshold", expected: "from 0 to foregroundThreshold", found: "\(backgroundThreshold)")
        }
        guard maxDetections > 0 else {
            throw .setting(key: "maxDetections", expected: "1 or more", found: "\(maxDetections)")
        }
        let scenes = try ImageScenes(
            groundTruth: groundTruth, results: results, iouType: iouType, scoreThreshold: nil, threads: threads)
        let images = try scenes.map { (scene) throws(COCOError) in
            var scene = scene
            scene.results = Array(scene.results.prefix(maxDetections))
            return try SceneErrors(
                scene, in: scenes, foreground: foregroundThreshold, background: backgroundThreshold)
        }
        let errors = RankedErrors(images)
        let ap = errors.ap()
        func gain(_ kind: ResultError) -> Double { max(0, errors.ap(mending: kind) - ap) }
        self.init(
            ap: ap, foregroundThreshold: foregroundThreshold, backgroundThreshold: backgroundThreshold,
            classification: gain(.classification), localization: gain(.localization), both: gain(.both),
            duplicate: gain(.duplicate), background: gain(.background), missed: max(0, errors.apWithoutMissed() - ap),
            falsePositives: errors.apWithoutFalsePositives() - ap,
            falseNegatives: errors.apWithoutFalseNegatives() - ap, counts: errors.counts)
    }
}
