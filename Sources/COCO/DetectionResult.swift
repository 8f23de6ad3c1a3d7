/// One object that a detector found, as COCO's result files have it.
public struct DetectionResult: Sendable, Hashable {
    /// The id of the image.
    public var imageID: Int
    /// The id of the category.
    public var categoryID: Int
    /// How sure the detector is; results are ranked by it.
    public var score: Double
    /// The box; nil where the file has a segmentation only.
    public var box: AnnotationBox?
    /// The pixels; nil where the file has a box only.
    public var segmentation: Segmentation?
    /// The keypoints, in the order of the category's `keypoints`; nil where the file has none, or an empty list.
    public var keypoints: [DetectedKeypoint]?
    /// What else the file says of the object, kept as it was.
    public var otherFields: [OtherField]

    /// Creates a result from its fields.
    public init(
        imageID: Int, categoryID: Int, score: Double, box: AnnotationBox?, segmentation: Segmentation?,
        keypoints: [DetectedKeypoint]? = nil, otherFields: [OtherField] = []
    ) {
        self.imageID = imageID
        self.categoryID = categoryID
        self.score = score
        self.box = box
        self.segmentation = segmentation
        self.keypoints = keypoints
        self.otherFields = otherFields
    }
}
