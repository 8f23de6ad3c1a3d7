public import COCO

extension DetectionResult {
    /// A detection as COCO's result files have it.
    ///
    /// Keypoints have a visibility of 1, as torchvision's have, whatever their score; `keypoint_scores` beside them says how high each
    /// one's heat map is. Numbers are those of the model, which has 32 bits for each, with all digits.
    ///
    /// - Parameters:
    ///   - detection: What was found.
    ///   - imageID: The image's id in the data set.
    ///   - categoryID: The category's id there, which need not be ``Detection/label``.
    public init(_ detection: Detection, imageID: Int, categoryID: Int) {
        self.init(
            imageID: imageID, categoryID: categoryID, score: Double(detection.score), box: AnnotationBox(detection.box),
            segmentation: detection.mask.map { .runLengths($0, isCompressed: true) },
            keypoints: detection.keypoints?.map { DetectedKeypoint(x: Double($0.x), y: Double($0.y), score: 1) },
            otherFields: detection.keypoints.map { keypoints in
                let scores = keypoints.map { $0.score.isFinite ? "\($0.score)" : "null" }
                return [OtherField(name: "keypoint_scores", json: "[\(scores.joined(separator: ", "))]")]
            } ?? [])
    }
}
