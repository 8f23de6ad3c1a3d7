/// What mending did about faults of one kind.
public struct DatasetRepair: Sendable, Hashable, Codable {
    /// The kind of fault.
    public var kind: FaultKind
    /// What was done.
    public var action: RepairAction
    /// How many times.
    public var count: Int { ids.count }
    /// The ids of the images, categories or annotations (by `action.subject`) before mending, in the order of the data set.
    public var ids: [Int]

    /// Creates a repair from its parts.
    public init(kind: FaultKind, action: RepairAction, ids: [Int]) {
        self.kind = kind
        self.action = action
        self.ids = ids
    }
}

/// What mending does.
public enum RepairAction: String, Sendable, Hashable, Codable, CaseIterable {
    /// An image got its file's size, or that of its run lengths.
    case setImageSize = "set-image-size"
    /// An image got the name under which its file is found.
    case setFileName = "set-file-name"
    /// A repeated image was taken out, and its annotations given to the first.
    case joinedImages = "joined-images"
    /// A repeated category was taken out, and its annotations given to the first.
    case joinedCategories = "joined-categories"
    /// An annotation got another id.
    case renumberedAnnotation = "renumbered-annotation"
    /// An annotation was taken out.
    case removedAnnotation = "removed-annotation"
    /// Points that stood apart were joined to an outline.
    case joinedPoints = "joined-points"
    /// Polygons that are none were taken out of a segmentation.
    case removedPolygons = "removed-polygons"
    /// A segmentation was taken out, and the box kept.
    case removedSegmentation = "removed-segmentation"
    /// Numbers of a box or a segmentation were rewritten as COCO's format has them.
    case rewroteCoordinates = "rewrote-coordinates"
    /// Polygons were clipped to the image.
    case clippedPolygons = "clipped-polygons"
    /// A box was clipped to the image.
    case clippedBox = "clipped-box"
    /// Polygons became run lengths.
    case convertedToRunLengths = "converted-to-run-lengths"
    /// A box was taken from the segmentation.
    case setBox = "set-box"
    /// An area was taken from the segmentation, or from the box where there is none.
    case setArea = "set-area"
    /// A number of labelled keypoints was counted anew.
    case setKeypointCount = "set-keypoint-count"

    /// What was done, in the past tense, to follow a count: `3 boxes clipped to the image`.
    public var words: String {
        switch self {
        case .setImageSize: "image sizes set"
        case .setFileName: "file names set"
        case .joinedImages: "repeated images joined"
        case .joinedCategories: "repeated categories joined"
        case .renumberedAnnotation: "annotations renumbered"
        case .removedAnnotation: "annotations removed"
        case .joinedPoints: "outlines joined from single points"
        case .removedPolygons: "annotations rid of broken polygons"
        case .removedSegmentation: "segmentations removed, boxes kept"
        case .rewroteCoordinates: "boxes and segmentations rewritten as COCO's"
        case .clippedPolygons: "polygons clipped to their images"
        case .clippedBox: "boxes clipped to their images"
        case .convertedToRunLengths: "crowds converted to run lengths"
        case .setBox: "boxes set from segmentations"
        case .setArea: "areas set"
        case .setKeypointCount: "numbers of labelled keypoints set"
        }
    }

    /// What the ids of a repair are of.
    public var subject: RepairSubject {
        switch self {
        case .setImageSize, .setFileName, .joinedImages: .image
        case .joinedCategories: .category
        default: .annotation
        }
    }
}

/// What a repair was done to.
public enum RepairSubject: String, Sendable, Hashable, Codable, CaseIterable {
    /// An image.
    case image
    /// A category.
    case category
    /// An annotation.
    case annotation
}
