public import Torch

/// Trains a Mask R-CNN, on the calling thread.
///
/// ```swift
/// var request = TrainingRequest(TrainingConfiguration(), sources: [train], validation: val, folder: RunFolder("runs/1"))
/// request.weights = "maskrcnn_resnet50_fpn"
/// let outcome = try Trainer(request).run(report: { print($0) })
/// ```
public struct Trainer {
    private var request: TrainingRequest
    private let group: ProcessGroup?
    private var haveAgreed = false

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - request: What to do.
    ///   - group: The processes that train together; nil for this one alone.
    public init(_ request: TrainingRequest, group: ProcessGroup? = nil) {
        self.request = request
        self.group = group
    }

    /// The lock on the run's folder; nil for one that the run takes itself.
    public var lock: RunLock? {
        get { request.lock }
        set { request.lock = newValue }
    }

    /// Makes sure that all processes of the group were started alike: with the same settings, data, weights, saved state and versions.
    ///
    /// ``run(isInterrupted:report:)`` does it, too, where it was not done before. Nothing is written until then.
    ///
    /// - Throws: ``TrainingError/processesDiffer(_:)`` in every process, with what differs.
    public mutating func agree() throws(TrainingError) {
        if !haveAgreed, let group, group.size > 1 { try RunAgreement.check(request, in: group) }
        haveAgreed = true
    }

    /// Trains until the end.
    ///
    /// - Parameters:
    ///   - isInterrupted: Asked after every step; once it says true, the state is saved and the run ends.
    ///   - leavesEvaluation: Asked between the images of an evaluation; once it says true in any process, the evaluation is left and the
    ///     run ends. The state is saved without it, and the run goes on with it.
    ///   - report: Is told what goes on, in the first process alone.
    /// - Throws: ``TrainingError``; what was saved before stays.
    public func run(
        isInterrupted: () -> Bool = { false }, leavesEvaluation: () -> Bool = { false },
        report: @escaping (TrainingEvent) -> Void = { _ in }
    ) throws(TrainingError) -> TrainingOutcome {
        var trainer = self
        try trainer.agree()
        return try TrainingRun(request, group: group, report: report).run(
            isInterrupted: isInterrupted, leavesEvaluation: leavesEvaluation)
    }
}
