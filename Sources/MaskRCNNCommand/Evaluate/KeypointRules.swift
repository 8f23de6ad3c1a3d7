import COCO

extension Evaluate {
    /// What is wrong with options where keypoints are compared.
    static func objectionOfKeypoints(rules: RuleOptions, analysis: AnalysisOptions) -> String? {
        let reason = "--iou-type keypoints"
        if rules.rules == .lvis { return "--rules lvis knows no keypoints: leave it out with \(reason)." }
        if rules.classAgnostic {
            return
                "--class-agnostic compares objects of all classes, and \(reason) keypoints, which are each class's own."
        }
        if analysis.errors {
            return "--errors asks how objects of different classes overlap, and keypoints of \(reason) do not."
        }
        if analysis.regions { return "--regions compares pixels, and \(reason) keypoints." }
        return nil
    }
}

extension Sequence<DetectionResult> {
    /// What is compared where nobody says: what the first result has, the pixels first.
    var usualIoUType: IoUType {
        guard let first = first(where: { _ in true }) else { return .segm }
        if first.segmentation != nil { return .segm }
        return first.box == nil && first.keypoints != nil ? .keypoints : .bbox
    }
}
