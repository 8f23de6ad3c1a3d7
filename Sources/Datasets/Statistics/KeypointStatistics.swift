public import COCO

/// How the keypoints of a data set are labelled.
public struct KeypointStatistics: Sendable, Hashable, Codable {
    /// How many annotations have keypoints, labelled or not.
    public var annotations = 0
    /// How many of these have a labelled one.
    public var annotationsWithLabelled = 0
    /// How many keypoints are labelled and seen.
    public var visible = 0
    /// How many keypoints are labelled behind something else.
    public var hidden = 0
    /// How many keypoints are not labelled.
    public var unlabelled = 0

    /// Counts the keypoints of annotations; nil where none has any.
    public init?(_ annotations: some Sequence<Annotation>) {
        for annotation in annotations {
            guard let keypoints = annotation.keypoints else { continue }
            self.annotations += 1
            if keypoints.contains(where: \.isLabelled) { annotationsWithLabelled += 1 }
            for keypoint in keypoints {
                switch keypoint.visibility {
                case .visible: visible += 1
                case .hidden: hidden += 1
                case .unlabelled: unlabelled += 1
                }
            }
        }
        if self.annotations == 0 { return nil }
    }
}
