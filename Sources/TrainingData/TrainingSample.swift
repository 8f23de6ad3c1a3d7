public import COCO
public import ClassMaps
public import Geometry
public import Imaging

/// One image with its objects as the network is to see it: read, augmented, not yet resized.
///
/// Flips, turns and crops are exact on pixels and masks and are done already; scaling is not: the network's transform
/// resizes the image to ``inputSize``, and what is computed from masks takes the ratio into account.
public struct TrainingSample: Sendable {
    /// Where the image comes from, for messages.
    public var path: String
    /// The id of the image in its data set.
    public var imageID: Int
    /// The pixels.
    public var image: Image
    /// The size at which the network takes the image, before padding.
    public var inputSize: ImageSize
    /// What is to be found in the image.
    public var objects: [TrainingObject]
    /// Crowds, x1, y1, x2, y2 in pixels of the image.
    public var crowds: [Box]
    /// Other regions in which nothing counts as background: objects that cannot be learnt from, and those of which too little is
    /// seen.
    public var ignoredRegions: [Box]
    /// The class of each pixel, of the image's size; nil where objects are learnt.
    public var classMap: ClassMap?

    /// Creates a sample.
    public init(
        path: String, imageID: Int, image: Image, inputSize: ImageSize, objects: [TrainingObject],
        crowds: [Box] = [], ignoredRegions: [Box] = []
    ) {
        self.path = path
        self.imageID = imageID
        self.image = image
        self.inputSize = inputSize
        self.objects = objects
        self.crowds = crowds
        self.ignoredRegions = ignoredRegions
    }
}

/// An object that the network is to find.
public struct TrainingObject: Sendable, Hashable {
    /// x1, y1, x2, y2 in continuous pixels of the sample's image.
    public var box: Box
    /// The class, from 1: 0 is the background.
    public var label: Int
    /// Its pixels; the size is that of the sample's image.
    public var mask: RunLengthMask
    /// Its keypoints in continuous pixels of the sample's image; those that the augmentation cut off are not labelled. Empty where
    /// keypoints are not learnt.
    public var keypoints: [Keypoint]

    /// Creates an object.
    public init(box: Box, label: Int, mask: RunLengthMask, keypoints: [Keypoint] = []) {
        self.box = box
        self.label = label
        self.mask = mask
        self.keypoints = keypoints
    }
}
