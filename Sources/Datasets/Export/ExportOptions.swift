/// How a data set is written.
public struct ExportOptions: Sendable, Hashable {
    /// The folder that the images' file names are relative to; needed for copies, and for sizes that the data set does not
    /// say.
    public var imageFolder: String?

    /// Whether file names may lead out of that folder.
    public var allowsOutside = false

    /// Whether the images are copied to the new folder, where the format's programs look for them.
    public var copiesImages = false

    /// For images that are inside of LabelMe's files: those files, by the images' file names
    /// (`ImportedDataset.embeddedPictures`).
    public var embeddedPictures: [String: String] = [:]

    /// The form of objects' pixels in COCO's format; nil leaves each as it is.
    public var segmentationForm: SegmentationForm?

    /// How far, in pixels, a point that is dropped from a polygon may lie from the rest (LabelMe and YOLO); polygons of the
    /// data set stay as they are.
    public var polygonTolerance = 0.5

    /// Whether files that are there already are replaced; others of the folder stay.
    public var replacesFiles = false

    /// Creates options that write annotations alone, to a new folder.
    public init() {}
}

/// What was written, and what could not be.
public struct ExportReport: Sendable, Hashable {
    /// How many files were written, copies of images included.
    public var fileCount: Int
    /// How many objects are in them.
    public var objectCount: Int
    /// What was left out or lost, in the order of the data set's images.
    public var problems: [ConversionProblem]

    /// Creates a report.
    public init(fileCount: Int, objectCount: Int, problems: [ConversionProblem]) {
        self.fileCount = fileCount
        self.objectCount = objectCount
        self.problems = problems
    }
}
