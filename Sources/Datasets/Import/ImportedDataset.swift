public import COCO

/// A data set that was read from files of another format.
public struct ImportedDataset: Sendable, Hashable {
    /// The data set. Images are in the natural order of their names, and ids begin at 1.
    public var dataset: Dataset
    /// The folder that the images' file names are relative to.
    public var imageFolder: String
    /// For images that are no files, but inside of files of labels: those files, by the images' file names.
    public var embeddedPictures: [String: String]
    /// What was left out or doubtful, in the order of the images.
    public var problems: [ConversionProblem]

    /// Creates the result of an import.
    public init(
        dataset: Dataset, imageFolder: String, embeddedPictures: [String: String] = [:],
        problems: [ConversionProblem] = []
    ) {
        self.dataset = dataset
        self.imageFolder = imageFolder
        self.embeddedPictures = embeddedPictures
        self.problems = problems
    }
}
