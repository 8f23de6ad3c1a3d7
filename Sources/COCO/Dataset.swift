public import Geometry

/// A data set in COCO's format: images, the objects marked in them, and what the objects' categories are called.
///
/// Source: the format of `instances_*.json` (cocodataset.org, "Data format"), and LVIS's additions.
public struct Dataset: Sendable, Hashable {
    /// The images, in the order of the file.
    public var images: [DatasetImage]
    /// The marked objects, in the order of the file.
    public var annotations: [Annotation]
    /// The categories, in the order of the file; their ids may have gaps.
    public var categories: [ObjectCategory]
    /// What else the file holds, such as `info` and `licenses`, kept as it was.
    public var otherFields: [OtherField]
    /// The ids of annotations that have none in the file, and were numbered when it was read.
    public var numberedAnnotationIDs: Set<Int> = []

    /// Creates a data set from its parts.
    public init(
        images: [DatasetImage] = [], annotations: [Annotation] = [], categories: [ObjectCategory] = [],
        otherFields: [OtherField] = []
    ) {
        self.images = images
        self.annotations = annotations
        self.categories = categories
        self.otherFields = otherFields
    }
}

/// An image of a data set.
public struct DatasetImage: Sendable, Hashable {
    /// The image's id, by which annotations and results name it.
    public var id: Int
    /// The image's file, relative to the folder of images; nil where the data set does not say.
    public var fileName: String?
    /// The width and height in pixels; nil where the data set does not say.
    public var size: ImageSize?
    /// LVIS's `neg_category_ids`: categories that the image is known not to show; nil outside LVIS.
    public var negativeCategoryIDs: [Int]?
    /// LVIS's `not_exhaustive_category_ids`: categories of which not every object is marked; nil outside LVIS.
    public var notExhaustiveCategoryIDs: [Int]?
    /// What else the file says of the image, kept as it was.
    public var otherFields: [OtherField]

    /// Creates an image from its fields.
    public init(
        id: Int, fileName: String?, size: ImageSize?, negativeCategoryIDs: [Int]? = nil,
        notExhaustiveCategoryIDs: [Int]? = nil, otherFields: [OtherField] = []
    ) {
        self.id = id
        self.fileName = fileName
        self.size = size
        self.negativeCategoryIDs = negativeCategoryIDs
        self.notExhaustiveCategoryIDs = notExhaustiveCategoryIDs
        self.otherFields = otherFields
    }
}

/// An object marked in an image: a ground truth.
public struct Annotation: Sendable, Hashable {
    /// The annotation's id.
    public var id: Int
    /// The id of the image that the object is in.
    public var imageID: Int
    /// The id of the object's category.
    public var categoryID: Int
    /// The box around the object; nil where the file has none.
    public var box: AnnotationBox?
    /// The area in pixels by which objects are small, medium or large; nil where the file has none.
    public var area: Double?
    /// The object's pixels; nil where only a box is marked.
    public var segmentation: Segmentation?
    /// Whether this is a crowd of objects that were not marked one by one: it is neither to be found nor to be missed.
    public var isCrowd: Bool
    /// The object's keypoints, in the order of its category's `keypoints`; nil where the file has none, or an empty list.
    public var keypoints: [Keypoint]?
    /// COCO's `num_keypoints`: how many of the keypoints are labelled, as the file says; nil where it does not. Objects
    /// for which it is 0 are neither to be found nor to be missed where keypoints are compared.
    public var labelledKeypointCount: Int?
    /// What else the file says of the object, kept as it was.
    public var otherFields: [OtherField]

    /// Creates an annotation from its fields.
    public init(
        id: Int, imageID: Int, categoryID: Int, box: AnnotationBox?, area: Double?, segmentation: Segmentation?,
        isCrowd: Bool = false, keypoints: [Keypoint]? = nil, labelledKeypointCount: Int? = nil,
        otherFields: [OtherField] = []
    ) {
        self.id = id
        self.imageID = imageID
        self.categoryID = categoryID
        self.box = box
        self.area = area
        self.segmentation = segmentation
        self.isCrowd = isCrowd
        self.keypoints = keypoints
        self.labelledKeypointCount = labelledKeypointCount
        self.otherFields = otherFields
    }
}

/// What a category of objects is called.
public struct ObjectCategory: Sendable, Hashable {
    /// The category's id, by which annotations and results name it.
    public var id: Int
    /// The category's name.
    public var name: String
    /// The name of the group that the category belongs to; nil where the file has none.
    public var supercategory: String?
    /// LVIS's `frequency`: `r` rare, `c` common, `f` frequent; nil outside LVIS.
    public var frequency: Frequency?
    /// What the keypoints of the category's objects are called, in their order; empty where they have none.
    public var keypoints: [String]
    /// The lines between keypoints; empty where the file has none.
    public var skeleton: [SkeletonEdge]
    /// What else the file says of the category, kept as it was.
    public var otherFields: [OtherField]

    /// In how many images a category of LVIS is seen.
    public enum Frequency: String, Sendable, Hashable, CaseIterable {
        /// In at most 10 training images.
        case rare = "r"
        /// In 11 to 100.
        case common = "c"
        /// In more than 100.
        case frequent = "f"
    }

    /// Creates a category from its fields.
    public init(
        id: Int, name: String, supercategory: String? = nil, frequency: Frequency? = nil,
        keypoints: [String] = [], skeleton: [SkeletonEdge] = [], otherFields: [OtherField] = []
    ) {
        self.id = id
        self.name = name
        self.supercategory = supercategory
        self.frequency = frequency
        self.keypoints = keypoints
        self.skeleton = skeleton
        self.otherFields = otherFields
    }
}

/// A field that this package has no use for, kept so that writing a file again loses nothing.
public struct OtherField: Sendable, Hashable {
    /// The field's name.
    public var name: String
    /// The field's value as JSON text.
    public var json: String

    /// Creates a field from its name and its value as JSON text.
    public init(name: String, json: String) {
        self.name = name
        self.json = json
    }
}
