public import ClassMaps
public import Torch
public import TrainingData

/// What a run learns from, starts from and leaves.
public struct TrainingRequest: Sendable {
    /// How to train.
    public var configuration: TrainingConfiguration
    /// The data to learn from.
    public var sources: [TrainingSet.Source]
    /// The data to evaluate on; nil for none.
    public var validation: TrainingSet.Source?
    /// The classes of maps, for a network that gives every pixel one; nil for the background and the categories of data sets.
    public var classes: ClassPalette?
    /// A checkpoint to start from: its file; nil draws all parameters at random.
    public var weights: String?
    /// Where results go.
    public var folder: RunFolder
    /// Whether the run in the folder is to go on.
    public var resumes = false
    /// Where the network is.
    public var device = Device.cpu
    /// Threads of LibTorch's; nil for its own number.
    public var threads: Int?
    /// What the program that trains calls its version, which all processes of a run must have alike; nil where that is no matter.
    public var programVersion: String?
    /// What each of ``sources`` holds, and ``validation``, where that was found out before: processes are compared by it.
    package var contents: [DataFingerprint?] = []
    package var validationContent: DataFingerprint?
    /// The lock on the folder; nil for one that the run takes itself.
    public var lock: RunLock?

    /// Creates a request.
    public init(
        _ configuration: TrainingConfiguration, sources: [TrainingSet.Source], validation: TrainingSet.Source?,
        folder: RunFolder
    ) {
        self.configuration = configuration
        self.sources = sources
        self.validation = validation
        self.folder = folder
    }
}

/// How a run ended.
public struct TrainingOutcome: Sendable {
    /// Why it ended.
    public enum Reason: Sendable {
        /// All steps are done.
        case finished
        /// The figure that the run is judged by no longer rose.
        case stoppedEarly
        /// It was interrupted, and can be resumed.
        case interrupted
    }

    /// Why it ended.
    public var reason: Reason
    /// Steps done.
    public var step: Int
    /// The figures of the weights that it started from; nil where they were not evaluated.
    public var start: [String: Double]?
    /// The best figures, by names such as `segm/AP50`, and the epoch they are of, 0 where no training was better than the
    /// starting weights; nil without an evaluation.
    public var best: (figures: [String: Double], epoch: Double)?
    /// The files that it left.
    public var files: [String]
}
