public import Torch

/// Trains a Mask R-CNN, on the calling thread.
public final class Trainer {
    private let request: TrainingRequest

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - request: What to do.
    ///   - group: The processes that train together; nil for this one alone.
    public init(_ request: TrainingRequest, group: ProcessGroup? = nil) {
        self.request = request
    }

    /// Trains until the end.
    ///
    /// - Parameters:
    ///   - isInterrupted: Asked after every step; once it says true, the state is saved and the run ends.
    ///   - report: Is told what goes on, in the first process alone.
    public func run(
        isInterrupted: () -> Bool = { false }, report: (TrainingEvent) -> Void = { _ in }
    ) throws(TrainingError) -> TrainingOutcome {
        TrainingOutcome(reason: .finished, step: 0, best: nil, files: [])
    }
}
