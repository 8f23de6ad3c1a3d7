public import COCO
public import Datasets
public import Geometry

/// An image of a training set with what is marked in it, its pixels still on the disk.
public struct TrainingImage: Sendable, Hashable {
    /// The image's id in its data set.
    public var id: Int
    /// Which of the joined data sets it is from, from 0.
    public var source: Int
    /// The name of that data set, for messages.
    public var sourceName: String
    /// The image's file.
    public var path: String
    /// The size of its pixels the way round that the annotations are.
    public var size: ImageSize
    /// The objects to be found.
    public var objects: [Object]
    /// Crowds, x1, y1, x2, y2 in continuous pixels inside the image.
    public var crowds: [Box]
    /// Where objects are that cannot be learnt from, in the same way: they are no background either.
    public var unusable: [Box] = []

    /// The classes that its pixels have, the background not counted, where they come from a file; labels of the set.
    public var classes: Set<Int> = []

    /// How its pixels are read.
    public var reading = PictureReading()

    /// An object to be found.
    public struct Object: Sendable, Hashable {
        /// The annotation's id in its data set.
        public var annotationID: Int
        /// The class, from 1.
        public var label: Int
        /// The box as annotated, inside the image; nil where the data set has none: the mask's is taken then.
        public var box: Box?
        /// The object's pixels.
        public var segmentation: Segmentation
        /// Its keypoints, as many as the set has names for; empty where keypoints are not learnt.
        public var keypoints: [Keypoint] = []
    }

    /// The labels of its objects or pixels, each once.
    public var labels: Set<Int> { Set(objects.map(\.label)).union(classes) }
}
