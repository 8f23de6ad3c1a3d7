/// How ground truth and results are compared. The defaults are COCO's, and those of pycocotools.
public struct EvaluationOptions: Sendable, Hashable {
    /// What is compared: boxes, masks, the boundaries of masks, or keypoints.
    public var iouType = IoUType.segm
    /// Whose rules hold: COCO's, or LVIS's for data sets in which not every object of every category is marked.
    public var rules = EvaluationRules.coco
    /// The intersections over union from which on a result counts as found, in rising order.
    public var iouThresholds = EvaluationOptions.cocoIoUThresholds
    /// The recalls at which precision is read, in rising order.
    public var recallThresholds = EvaluationOptions.cocoRecallThresholds
    /// The sizes of objects that figures are given for; the first is that of the main figures.
    public var areaRanges = AreaRange.coco
    /// How many results an image and category (of an image in all, with LVIS's rules) may have, in rising order; the main
    /// figures are for the last.
    public var maxDetections = [1, 10, 100]
    /// Whether a result must be of the object's category to match it (pycocotools' `useCats`).
    public var usesCategories = true
    /// Where a result's area comes from, which decides whether an unmatched one counts among the small or large.
    public var resultAreas = ResultAreas.asInFile
    /// How wide a boundary is, as a share of the image's diagonal (`.boundary` only).
    public var boundaryShare = 0.02
    /// For each keypoint how far it may be off, as `cocoKeypointSigmas` says (`.keypoints` only): of another number of
    /// keypoints than COCO's 17 nobody knows them but whoever defined them.
    public var keypointSigmas = EvaluationOptions.cocoKeypointSigmas
    /// How many threads compute; nil takes one a core.
    public var threads: Int?

    /// Creates COCO's options.
    public init() {}
}

/// What two objects are compared by.
public enum IoUType: String, Sendable, Hashable, CaseIterable {
    /// Boxes.
    case bbox
    /// Masks.
    case segm
    /// The smaller of the masks' IoU and the IoU of what lies near their boundaries; with a crowd, the masks' alone.
    ///
    /// Source: Cheng et al., "Boundary IoU" (2021), and `computeBoundaryIoU` of its boundary-iou-api.
    case boundary
    /// Keypoints, by object keypoint similarity: the mean, over the labelled keypoints of an object, of a bell curve of the
    /// distance whose width is that of the keypoint's sigma and the object's area.
    ///
    /// An object without a labelled keypoint is left out like a crowd; a result near it, all of whose keypoints lie in its box
    /// doubled to each side, is no mistake. `EvaluationOptions.keypoints` has COCO's other settings for keypoints.
    ///
    /// Source: cocodataset.org, "Keypoint evaluation", and pycocotools' `computeOks`.
    case keypoints
}

/// Whose rules of evaluation hold.
public enum EvaluationRules: String, Sendable, Hashable, CaseIterable {
    /// Every object of every category is marked.
    case coco
    /// Federated: a category counts only in images that say whether they show it.
    ///
    /// Source: Gupta, Dollár and Girshick, "LVIS" (2019), and its `lvis` package.
    case lvis
}

/// Where a result's area comes from.
public enum ResultAreas: String, Sendable, Hashable, CaseIterable {
    /// From the box where the file's first result has one, else from the mask, else from the keypoints' extent, as
    /// pycocotools' `loadRes` does.
    case asInFile = "as-in-file"
    /// From the mask where masks are compared, whatever else the file has, as detectron2 does; from the keypoints' extent
    /// where those are.
    case compared
}

/// A range of areas of objects.
public struct AreaRange: Sendable, Hashable {
    /// The name of the range in tables, such as `small`.
    public var name: String
    /// The least area in pixels.
    public var lower: Double
    /// The greatest area in pixels.
    public var upper: Double

    /// Creates a range from its borders, both of which belong to it.
    public init(name: String, lower: Double, upper: Double) {
        self.name = name
        self.lower = lower
        self.upper = upper
    }

    /// Whether an area lies in the range.
    public func contains(_ area: Double) -> Bool { area >= lower && area <= upper }

    /// All sizes, small (to 32²), medium (to 96²) and large.
    public static let coco = [
        AreaRange(name: "all", lower: 0, upper: 1e10), AreaRange(name: "small", lower: 0, upper: 1024),
        AreaRange(name: "medium", lower: 1024, upper: 9216), AreaRange(name: "large", lower: 9216, upper: 1e10),
    ]
}
