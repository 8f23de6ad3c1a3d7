extension FaultKind {
    /// What to do about faults of this kind, in one or two sentences.
    public var advice: String {
        switch self {
        case .imageWithoutSize, .imageSizeInvalid:
            "Write the file's width and height; mending takes them from the file, or from the image's run lengths."
        case .imageWithoutFileName:
            "Give the image its file name, or it can be evaluated but not trained on or drawn."
        case .imageNameNotPortable:
            "Write names relative to the folder of images, with slashes, as mending does where the files are found."
        case .duplicateImageID:
            "Give each image an id of its own and its annotations the right one; only repeated records can be mended."
        case .imageListedTwice:
            "Join the two records; mending moves the annotations to the first."
        case .imageOutsideFolder:
            "Move the file into the folder, or name the folder that all files are in; where you trust the data set, "
                + "--allow-outside opens it."
        case .imageFileMissing:
            "Check the folder of images, the spelling and the case of the name, or take the image out."
        case .imageFileUnreadable:
            "Fetch or convert the file again."
        case .imageSizeDiffers:
            "Find out whether the picture was resized after it was annotated; mending writes the file's size only where all "
                + "that is marked fits into it."
        case .imageRotated:
            "Turn the pixels themselves and drop the EXIF orientation, or make sure that all your tools read it the same way."
        case .imageRotationsDiffer:
            "Draw some of either with dataset show, and see which are right: parts of the data set may be of different tools."
        case .imageContentRepeated:
            "Take one of the two out, or training counts the picture twice."
        case .imageNotListed:
            "Add it to the data set if it should be in there; an image without objects is an example, too."
        case .imageWithoutAnnotations:
            "Make sure that there is really nothing to see: such an image teaches what is background."
        case .duplicateCategoryID:
            "Give each category an id of its own; only repeated records can be mended."
        case .duplicateCategoryName:
            "Join the categories or rename one; mending joins those of one supercategory under the first id."
        case .similarCategoryName:
            "Join the categories if they are one: training takes them for different classes."
        case .onlyCrowds:
            "Set iscrowd to 0 for single objects: of crowds nothing is learnt, and no AP can be told. CVAT writes masks that were "
                + "painted as crowds."
        case .sharedImageSource:
            "Keep copies of one source in one data set: what is trained on must not be tested on."
        case .categoryWithoutName:
            "Give the category a name."
        case .categoryWithoutObjects:
            "Mark some, or leave the category out: a class without examples cannot be learnt, and has no AP."
        case .coordinatesMisread:
            "Write boxes as left, top, width, height, polygons as x, y, … and run lengths down the columns, all in pixels; mending "
                + "rewrites them where only one other reading fits, and else leaves what is marked alone."
        case .duplicateAnnotationID:
            "Give each annotation an id of its own; mending numbers the later ones anew."
        case .annotationWithoutID:
            "Give each annotation an id: pycocotools stops without one; mending numbers them after the others."
        case .annotationIDZero:
            "Number from 1: pycocotools takes id 0 for \"not matched\" and counts the object as missed; mending renumbers it."
        case .unknownImage, .unknownCategory:
            "Add what is missing, or take the annotation out; mending takes it out."
        case .polygonMalformed:
            "Mark the object again; mending joins single points to an outline, and else drops the polygon."
        case .polygonOutside:
            "Clip the polygon to the image, as mending does; if it is far outside, the image was probably resized or turned."
        case .maskSizeDiffers:
            "Make the mask again at the image's size: which pixels it means cannot be known from here."
        case .maskEmpty:
            "Take the annotation out, as mending does: nothing can be learnt from it, and no result can match it."
        case .crowdWithPolygons:
            "COCO marks crowds with run lengths; mending converts them."
        case .segmentationEmptyList:
            "Leave the segmentation out where only boxes are marked, as mending does."
        case .segmentationMissing:
            "Mark its pixels, or train and evaluate boxes only: for masks it would be an object without pixels."
        case .boxMissing, .boxDegenerate, .boxOutside:
            "Mending takes the box from the segmentation, and drops the annotation where there is none."
        case .boxOverhangs:
            "Clip the box to the image, as mending does."
        case .boxDisagrees:
            "See which of the two is right; mending takes the box from the segmentation."
        case .areaMissing, .areaInvalid, .areaDisagrees:
            "The area decides whether an object counts as small, medium or large; mending takes it from the segmentation, or "
                + "from the box where there is none."
        case .keypointCountDiffers:
            "Give every object the keypoints of its category in their order, 0, 0, 0 for those that nobody labelled: which is which, only "
                + "the place says."
        case .keypointOutside:
            "Move it, or write 0, 0, 0: a keypoint that cannot be seen in the image is not labelled."
        case .unlabelledKeypointPlaced:
            "Write 1 or 2 for v where the place is right, and else 0, 0, 0: such a place is neither learnt nor compared."
        case .labelledKeypointsMiscounted:
            "Objects for which it is 0 are left out of figures, and pycocotools stops without one; mending counts again."
        case .duplicateAnnotation:
            "Keep one of them, as mending does: the other can only be missed."
        case .objectTiny:
            "Make sure that it is an object and no slip of the hand."
        case .objectInParts:
            "If these are several objects, and the mask told them from the background alone, convert it again with "
                + "--components, which makes every region an object."
        case .sharedImageName:
            "Make sure that these are different pictures: what is trained on must not be tested on."
        case .sharedImageContent:
            "Take the picture out of one of the data sets: what is trained on must not be tested on."
        case .categoriesDiffer:
            "Give the data sets the same categories with the same ids, names and keypoints."
        }
    }
}
