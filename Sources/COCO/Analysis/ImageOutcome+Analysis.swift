extension ImageOutcome {
    /// Finds out for every image what was found, what was not, and what is wrong, from the worst image to the best.
    ///
    /// Results take objects of their category in the order of falling score, each the free object with the greatest IoU of at
    /// least the threshold. A result left over that lies on a crowd of its category, by the same threshold, does not count,
    /// and crowds are never missed. The worst image has the lowest F1, of equal ones the most errors, then the lowest id.
    /// - Parameters:
    ///   - groundTruth: The data set.
    ///   - results: What was found in its images.
    ///   - iouType: What is compared.
    ///   - iouThreshold: The least IoU of a match, above 0.
    ///   - scoreThreshold: The least score of a result that counts.
    ///   - keypointSigmas: How far each keypoint may be off, where keypoints are compared.
    ///   - threads: How many threads compute; nil takes one a core.
    /// - Throws: `COCOError` where a setting makes no sense, or data set and results do not have what is compared.
    public static func worstFirst(
        groundTruth: Dataset, results: [DetectionResult], iouType: IoUType = .segm, iouThreshold: Double = 0.5,
        scoreThreshold: Double = 0.5, keypointSigmas: [Double] = EvaluationOptions.cocoKeypointSigmas,
        threads: Int? = nil
    ) throws(COCOError) -> [ImageOutcome] {
        try checkThreshold(iouThreshold, named: "iouThreshold")
        let scenes = try ImageScenes(
            groundTruth: groundTruth, results: results, iouType: iouType, scoreThreshold: scoreThreshold,
            keypointSigmas: keypointSigmas, threads: threads)
        let outcomes = try scenes.map { (scene) throws(COCOError) in
            let overlaps = try SceneOverlaps(scene, in: scenes)
            func isSameCategory(_ result: Int, _ annotation: Int) -> Bool {
                scenes.categoryID(result: scene.results[result])
                    == scenes.categoryID(annotation: scene.annotations[annotation])
            }
            let match = overlaps.matches(
                threshold: iouThreshold, absorbing: { result, annotation, _ in isSameCategory(result, annotation) }
            ) { result, annotation in
                isSameCategory(result, annotation) ? .allowed : .barred
            }
            let places = scene.results.indices
            return ImageOutcome(
                imageID: scenes.objects.imageIDs[scene.image],
                truePositives: places.filter { match.annotation[$0] != nil }.map { scene.results[$0] },
                falsePositives: places.filter { match.annotation[$0] == nil && !match.isAbsorbed[$0] }
                    .map { scene.results[$0] },
                missed: match.missed.map { scene.annotations[$0] })
        }
        // Sorting is stable, and images come by rising id.
        return outcomes.sorted { first, second in
            first.f1 != second.f1 ? first.f1 < second.f1 : first.errorCount > second.errorCount
        }
    }

    private var errorCount: Int { falsePositives.count + missed.count }
}
