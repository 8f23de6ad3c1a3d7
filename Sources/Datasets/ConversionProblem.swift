/// Something in a data set that another format's files could not take over, or not give.
public struct ConversionProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What a problem cost.
    public enum Effect: String, Sendable, Hashable, CaseIterable {
        /// The image and all its objects are left out.
        case imageSkipped = "image skipped"
        /// One object, or one file of objects, is left out.
        case objectSkipped = "object skipped"
        /// The keypoints of objects are left out, and the objects kept.
        case keypointsSkipped = "keypoints skipped"
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
