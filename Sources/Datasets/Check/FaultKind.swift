/// A kind of fault that a data set can have; raw names stay the same from release to release.
public enum FaultKind: String, Sendable, Hashable, Codable, CaseIterable {
    // The order is that in which tables list them: images, categories, annotations, several data sets.

    /// An image has no width and height in the data set.
    case imageWithoutSize = "image-without-size"
    /// An image's width or height is 0 or less, or immense.
    case imageSizeInvalid = "image-size-invalid"
    /// An image has no file name.
    case imageWithoutFileName = "image-without-file-name"
    /// An image's file name has backslashes, is absolute, or leads out of the folder.
    case imageNameNotPortable = "image-name-not-portable"
    /// Two images have one id.
    case duplicateImageID = "duplicate-image-id"
    /// Two images with different ids have one file name.
    case imageListedTwice = "image-listed-twice"
    /// An image's file is outside of the folder, by `..`, from the root or by a link.
    case imageOutsideFolder = "image-outside-folder"
    /// An image's file is not in the folder.
    case imageFileMissing = "image-file-missing"
    /// An image's file cannot be read, or is no picture.
    case imageFileUnreadable = "image-file-unreadable"
    /// An image's file is of another size than the data set says.
    case imageSizeDiffers = "image-size-differs"
    /// An image's file says that it is to be turned or mirrored before it is shown (EXIF orientation).
    case imageRotated = "image-rotated"
    /// Some pictures that EXIF data turn are annotated as they are stored, and others as they are turned.
    case imageRotationsDiffer = "image-rotations-differ"
    /// Two files of a data set are the same, byte for byte.
    case imageContentRepeated = "image-content-repeated"
    /// A picture of the folder is not in the data set.
    case imageNotListed = "image-not-listed"
    /// Nothing is marked in an image.
    case imageWithoutAnnotations = "image-without-annotations"

    /// Two categories have one id.
    case duplicateCategoryID = "duplicate-category-id"
    /// Two categories with different ids have one name.
    case duplicateCategoryName = "duplicate-category-name"
    /// Two used categories have names that are equal but for case and spaces.
    case similarCategoryName = "similar-category-name"
    /// A category's name is empty.
    case categoryWithoutName = "category-without-name"
    /// Nothing is marked of a category.
    case categoryWithoutObjects = "category-without-objects"

    /// Every annotation is a crowd.
    case onlyCrowds = "only-crowds"
    /// Boxes or segmentations mean something else than COCO's format says, such as corners in place of sides.
    case coordinatesMisread = "coordinates-misread"
    /// Two annotations have one id.
    case duplicateAnnotationID = "duplicate-annotation-id"
    /// An annotation has no id.
    case annotationWithoutID = "annotation-without-id"
    /// An annotation has the id 0.
    case annotationIDZero = "annotation-id-zero"
    /// An annotation is of an image that is not listed.
    case unknownImage = "unknown-image"
    /// An annotation is of a category that is not listed.
    case unknownCategory = "unknown-category"
    /// A polygon has fewer than three points, an odd number of coordinates, or coordinates that are no numbers.
    case polygonMalformed = "polygon-malformed"
    /// A polygon reaches outside the image.
    case polygonOutside = "polygon-outside"
    /// Run lengths are for an image of another size.
    case maskSizeDiffers = "mask-size-differs"
    /// No pixel of the image belongs to an object's segmentation.
    case maskEmpty = "mask-empty"
    /// A crowd is marked with polygons.
    case crowdWithPolygons = "crowd-with-polygons"
    /// A segmentation is there, but holds nothing.
    case segmentationEmptyList = "segmentation-empty-list"
    /// An object has a box only, where others have a segmentation.
    case segmentationMissing = "segmentation-missing"
    /// An annotation has no box.
    case boxMissing = "box-missing"
    /// A box has a side of 0 or less, or numbers that are none.
    case boxDegenerate = "box-degenerate"
    /// A box lies outside the image altogether.
    case boxOutside = "box-outside"
    /// A box reaches outside the image.
    case boxOverhangs = "box-overhangs"
    /// A box is not that of its segmentation.
    case boxDisagrees = "box-disagrees"
    /// An annotation has no area.
    case areaMissing = "area-missing"
    /// An area is 0 or less, or no number.
    case areaInvalid = "area-invalid"
    /// An area is not that of the segmentation (of the box, where there is no segmentation).
    case areaDisagrees = "area-disagrees"
    /// An object has another number of keypoints than its category names.
    case keypointCountDiffers = "keypoint-count-differs"
    /// A labelled keypoint lies outside the image.
    case keypointOutside = "keypoint-outside"
    /// A keypoint that is not labelled (v is 0) has a place.
    case unlabelledKeypointPlaced = "unlabelled-keypoint-placed"
    /// The number of labelled keypoints (`num_keypoints`) is missing, or another.
    case labelledKeypointsMiscounted = "labelled-keypoints-miscounted"
    /// Two annotations mark the same.
    case duplicateAnnotation = "duplicate-annotation"
    /// An object has very few pixels.
    case objectTiny = "object-tiny"
    /// The only object of an image is in several regions.
    case objectInParts = "object-in-parts"

    /// Two data sets have an image of one file name.
    case sharedImageName = "shared-image-name"
    /// Two data sets have an image of the same file, or of files that are the same, byte for byte.
    case sharedImageContent = "shared-image-content"
    /// Two data sets have images that are copies of one source, by their names.
    case sharedImageSource = "shared-image-source"
    /// Two data sets have different categories, or other ids, names or keypoints for them.
    case categoriesDiffer = "categories-differ"
}

/// How much a fault matters.
public enum FaultSeverity: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// Nothing wrong, but good to know.
    case note
    /// Training and evaluation go on, with results that may not be what is expected.
    case warning
    /// Training or evaluation fails, or its results are wrong.
    case error

    /// Whether a severity matters less than another.
    public static func < (first: FaultSeverity, second: FaultSeverity) -> Bool { first.rank < second.rank }

    private var rank: Int {
        switch self {
        case .note: 0
        case .warning: 1
        case .error: 2
        }
    }
}

extension FaultKind {
    /// How much faults of this kind matter.
    public var severity: FaultSeverity {
        switch self {
        case .imageWithoutAnnotations, .imageNotListed, .categoryWithoutObjects, .objectTiny, .objectInParts:
            .note
        case .imageWithoutFileName, .imageNameNotPortable, .imageListedTwice, .imageRotated, .imageRotationsDiffer,
            .imageContentRepeated, .duplicateCategoryName, .similarCategoryName, .categoryWithoutName,
            .annotationIDZero, .polygonOutside, .crowdWithPolygons, .segmentationEmptyList,
            .segmentationMissing, .boxMissing, .boxOverhangs, .boxDisagrees, .areaMissing, .areaDisagrees,
            .keypointOutside, .unlabelledKeypointPlaced, .labelledKeypointsMiscounted,
            .duplicateAnnotation, .sharedImageName, .sharedImageSource:
            .warning
        case .imageWithoutSize, .imageSizeInvalid, .duplicateImageID, .imageOutsideFolder, .imageFileMissing,
            .imageFileUnreadable,
            .imageSizeDiffers, .duplicateCategoryID, .onlyCrowds, .coordinatesMisread, .duplicateAnnotationID,
            .annotationWithoutID,
            .unknownImage,
            .unknownCategory,
            .polygonMalformed, .maskSizeDiffers, .maskEmpty, .boxDegenerate, .boxOutside, .areaInvalid,
            .keypointCountDiffers, .sharedImageContent, .categoriesDiffer:
            .error
        }
    }
}
