/// A place in the order of a run: a batch of an epoch, both from 0.
public struct BatchPosition: Sendable, Hashable, Codable, Comparable {
    /// The epoch.
    public var epoch: Int
    /// The batch in the epoch.
    public var batch: Int

    /// Creates a position; by default the run's start.
    public init(epoch: Int = 0, batch: Int = 0) {
        self.epoch = epoch
        self.batch = batch
    }

    /// Whether one position comes before another.
    public static func < (first: BatchPosition, second: BatchPosition) -> Bool {
        (first.epoch, first.batch) < (second.epoch, second.batch)
    }
}

/// An image's turn in an epoch.
public struct OrderedImage: Sendable, Hashable {
    /// The image's place in the training set.
    public var index: Int
    /// How often the image came before in the epoch: it is augmented otherwise each time.
    public var occurrence: Int

    /// Creates a turn.
    public init(index: Int, occurrence: Int = 0) {
        self.index = index
        self.occurrence = occurrence
    }
}
