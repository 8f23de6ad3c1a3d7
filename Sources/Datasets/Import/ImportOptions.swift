internal import Imaging

/// How the files of a data set are read.
public struct ImportOptions: Sendable, Hashable {
    /// The folder of images; nil where they are to be found in the data set's own folder.
    public var imageFolder: String?

    /// Whether links in these folders, and names in files of labels, may lead out of them.
    public var allowsOutside = false

    /// The folder of masks or labels; nil where they are told from images by the names of folders and files.
    public var annotationFolder: String?

    /// The categories' names in the order of their ids, which begin at 1.
    ///
    /// Where files number categories (YOLO), the first is number 0. Where they name them, names that are not listed follow
    /// the listed ones. Where they know no categories (masks), all objects are of the first, or of `object`.
    public var categoryNames: [String] = []

    /// Whether every region of connected pixels is an object of its own: for masks that tell objects from background, and
    /// not from each other.
    public var splitsRegions = false

    /// Which pixels are connected, where regions are split.
    public var connectivity = Connectivity.eight

    /// Objects of fewer pixels are left out; 1 leaves out none but those without pixels.
    public var minimumArea = 1

    /// Values of masks that belong to no object, beside 0, such as the 255 of borders.
    public var ignoredValues: Set<UInt32> = []

    /// Whether pictures are taken that are inside of files of labels alone (LabelMe's `imageData`); an export that copies
    /// images writes them.
    public var takesEmbeddedPictures = false

    /// The form that objects' pixels get.
    public var segmentationForm = SegmentationForm.runLengths

    /// The most pixels an image or a mask may have.
    public var maximumPixels = DecodingOptions.defaultMaximumPixels

    /// Creates options that take a folder as it is.
    public init() {}
}

/// The form in which objects' pixels are stored in COCO's format.
public enum SegmentationForm: Sendable, Hashable {
    /// Run lengths, exact and compressed.
    case runLengths
    /// Polygons, whose points may be dropped where the ring stays within a tolerance, in pixels; polygons that were read
    /// stay as they are.
    case polygons(tolerance: Double)
}
