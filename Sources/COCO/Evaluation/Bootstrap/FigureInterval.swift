/// A figure of an evaluation with the range that it would lie in for other images of the same kind.
public struct FigureInterval: Sendable, Hashable {
    /// The figure's name: `AP`, `AP50`, `AP75`.
    public var name: String
    /// The figure and its range.
    public var interval: ConfidenceInterval

    /// Creates a figure from its name and its range.
    public init(name: String, interval: ConfidenceInterval) {
        self.name = name
        self.interval = interval
    }
}
