extension ComparedObjects {
    /// Whether an annotation is neither to be found nor to be missed, whatever its area: a crowd, which LVIS does not know,
    /// and, where keypoints are compared, an object of which none is labelled.
    func isIgnored(annotation index: Int) -> Bool {
        let annotation = groundTruth.annotations[index]
        if options.rules == .coco, annotation.isCrowd { return true }
        return options.iouType == .keypoints && !annotation.hasLabelledKeypoint
    }

    /// Checks that every result has as many keypoints as there are sigmas and every annotation as many or none, that all are
    /// finite, and that each annotation has what its keypoints are measured by.
    static func checkKeypoints(
        _ groundTruth: Dataset, _ results: [DetectionResult], _ annotationImages: [Int32], sigmaCount: Int
    ) throws(COCOError) {
        for (index, annotation) in groundTruth.annotations.enumerated() where annotationImages[index] >= 0 {
            let keypoints = annotation.keypoints ?? []
            let fault =
                keypoints.isEmpty
                ? nil
                : keypointFault(count: keypoints.count, sigmaCount: sigmaCount)
                    ?? keypointFault(keypoints.first { !($0.x.isFinite && $0.y.isFinite) }.map { ($0.x, $0.y) })
            if let fault = fault ?? measureFault(annotation) {
                throw .mismatch(
                    subject: subject(annotation: index, of: groundTruth), expected: fault.expected, found: fault.found)
            }
        }
        for (index, result) in results.enumerated() {
            let keypoints = result.keypoints ?? []
            let fault =
                keypointFault(count: keypoints.count, sigmaCount: sigmaCount)
                ?? keypointFault(keypoints.first { !($0.x.isFinite && $0.y.isFinite) }.map { ($0.x, $0.y) })
            if let fault {
                throw .mismatch(
                    subject: subject(result: index, of: results), expected: fault.expected, found: fault.found)
            }
        }
    }

    private static func keypointFault(count: Int, sigmaCount: Int) -> (expected: String, found: String)? {
        if count == 0 { return ("keypoints", "none") }
        guard count != sigmaCount else { return nil }
        let reason =
            sigmaCount == cocoKeypointCount
            ? "for another number of keypoints than COCO's 17, sigmas must be given" : "as many as sigmas were given"
        return ("\(sigmaCount) keypoints (\(reason))", "\(count)")
    }

    private static let cocoKeypointCount = EvaluationOptions.cocoKeypointSigmas.count

    private static func keypointFault(_ place: (x: Double, y: Double)?) -> (expected: String, found: String)? {
        place.map { ("keypoints of finite numbers", "\($0.x), \($0.y)") }
    }

    /// Similarity is a share of the area; and where no keypoint is labelled, of what lies outside the box.
    private static func measureFault(_ annotation: Annotation) -> (expected: String, found: String)? {
        guard annotation.box == nil, annotation.segmentation == nil else { return nil }
        if annotation.area.map(\.isNaN) ?? true { return ("an area, a box or a segmentation", "none") }
        guard annotation.keypoints?.labelledCount ?? 0 == 0 else { return nil }
        return ("a box or a segmentation, since no keypoint is labelled", "neither")
    }
}

extension AnnotationBox {
    /// The smallest box that holds all keypoints; nil where there are none.
    ///
    /// Source: pycocotools' `loadRes`, for results with keypoints alone.
    init?(around keypoints: [DetectedKeypoint]) {
        guard let first = keypoints.first else { return nil }
        var (left, top, right, bottom) = (first.x, first.y, first.x, first.y)
        for keypoint in keypoints.dropFirst() {
            left = min(left, keypoint.x)
            right = max(right, keypoint.x)
            top = min(top, keypoint.y)
            bottom = max(bottom, keypoint.y)
        }
        self.init(x: left, y: top, width: right - left, height: bottom - top)
    }
}
