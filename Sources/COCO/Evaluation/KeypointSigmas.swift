extension EvaluationOptions {
    /// How far people who label the 17 keypoints of COCO's persons are apart, for each keypoint: the standard deviation of
    /// its place, as a share of the square root of the object's area.
    ///
    /// Source: pycocotools' `kpt_oks_sigmas`, to the last bit.
    public static let cocoKeypointSigmas = [
        0.26, 0.25, 0.25, 0.35, 0.35, 0.79, 0.79, 0.72, 0.72, 0.62, 0.62, 1.07, 1.07, 0.87, 0.87, 0.89, 0.89,
    ].map { $0 / 10 }

    /// The options by which COCO compares keypoints: up to 20 results an image and category, and no small objects.
    ///
    /// Source: pycocotools' `setKpParams`.
    public static var keypoints: EvaluationOptions {
        var options = EvaluationOptions()
        options.iouType = .keypoints
        options.maxDetections = [20]
        options.areaRanges = AreaRange.cocoKeypoints
        return options
    }
}

extension AreaRange {
    /// All sizes, medium (32² to 96²) and large: of small objects COCO labels no keypoints.
    public static let cocoKeypoints = coco.filter { $0.name != "small" }
}

extension EvaluationOptions {
    /// Checks the settings that keypoints need.
    func validateKeypoints() throws(COCOError) {
        guard !keypointSigmas.isEmpty, keypointSigmas.allSatisfy({ $0 > 0 && $0.isFinite }) else {
            throw .setting(
                key: "keypointSigmas", expected: "one or more numbers above 0, one a keypoint",
                found: keypointSigmas.isEmpty ? "empty" : "\(keypointSigmas)")
        }
        guard rules == .coco else {
            throw .setting(key: "rules", expected: "coco where keypoints are compared", found: rules.rawValue)
        }
        guard usesCategories else {
            throw .setting(
                key: "usesCategories",
                expected: "true where keypoints are compared, since those of two categories are not the same",
                found: "false")
        }
    }
}
