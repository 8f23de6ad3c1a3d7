public import COCO

/// A data set that was read from files of another format.
public struct ImportedDataset: Sendable, Hashable {
    /// The data set. Images are in the natural order of their names, and ids begin at 1.
    public var dataset: Dataset
    /// The folder that the images' file names are relative to.
    public var imageFolder: String
    /// What was left out or doubtful, in the order of the images.
    public var problems: [ImportProblem]

    /// Creates the result of an import.
    public init(dataset: Dataset, imageFolder: String, problems: [ImportProblem] = []) {
        self.dataset = dataset
        self.imageFolder = imageFolder
        self.problems = problems
    }
}

/// Something in a data set's files that could not be taken over.
public struct ImportProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What a problem cost.
    public enum Effect: String, Sendable, Hashable, CaseIterable {
        /// The image and all its objects are left out.
        case imageSkipped = "image skipped"
        /// One object, or one file of objects, is left out.
        case objectSkipped = "object skipped"
        /// Nothing is left out, but something may not be as it was meant.
        case note
    }

    /// What is wrong, with the file's name.
    public var error: DatasetError
    /// What it cost.
    public var effect: Effect

    /// Creates a problem.
    public init(_ error: DatasetError, effect: Effect) {
        self.error = error
        self.effect = effect
    }

    /// What is wrong, and what it cost.
    public var description: String { "\(error) (\(effect.rawValue))" }
}
