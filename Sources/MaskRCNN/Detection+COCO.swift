public import COCO

extension DetectionResult {
    /// A detection as COCO's result files have it.
    ///
    /// Keypoints have a visibility of 1, as torchvision's have, whatever their score.
    ///
    /// - Parameters:
    ///   - detection: What was found.
    ///   - imageID: The image's id in the data set.
    ///   - categoryID: The category's id there, which need not be ``Detection/label``.
    public init(_ detection: Detection, imageID: Int, categoryID: Int) {
        self.init(
            imageID: imageID, categoryID: categoryID, score: Double(detection.score), box: AnnotationBox(detection.box),
            segmentation: detection.mask.map { .runLengths($0, isCompressed: true) },
            keypoints: detection.keypoints?.map { DetectedKeypoint(x: Double($0.x), y: Double($0.y), score: 1) })
    }
}
