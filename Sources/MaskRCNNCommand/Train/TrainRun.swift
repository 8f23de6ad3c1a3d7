import Foundation
import MaskRCNN
import Torch
import Training
import TrainingRecords

/// A run of `train`: trains on a thread of its own, and says what goes on.
struct TrainRun {
    let plan: TrainingPlan
    let messages: TrainingMessageOptions

    /// - Throws: ``CommandFailure`` with the exit code of the run, where it is not success.
    func run() async throws {
        let start = ContinuousClock.now
        do {
            try plan.request.device.prepare()
        } catch {
            throw CommandFailure(.unavailable, error.description)
        }
        Interruption.listen(for: plan.place.isFirst ? .steps : .nothing)

        // LibTorch gives every thread that calls it a pool of workers, so all calls come from one.
        let thread = InferenceThread(name: "train")
        let (outcome, last) = try await thread.perform {
            Result { () throws(CommandFailure) in
                let progress = TrainingProgress(plan: plan, messages: messages)
                defer { progress.stop() }
                let group = try plan.place.makeGroup(timeout: plan.peerTimeout, logger: messages.logger)
                do throws(CommandFailure) {
                    return (try train(group, progress), progress.last)
                } catch {
                    // The others wait for this process until their connections close.
                    group?.abort()
                    throw error
                }
            }
        }
        guard plan.place.isFirst else { return try Self.check(outcome, in: plan) }
        try TrainingEnding(
            plan: plan, outcome: outcome, last: last, seconds: (ContinuousClock.now - start).seconds
        ).print(messages: messages)
        if messages.verbose, let peak = ProcessMemory.peakBytes { Console.standard.note("peak memory bytes=\(peak)") }
        try Self.check(outcome, in: plan)
    }

    private func train(
        _ group: ProcessGroup?, _ progress: TrainingProgress
    ) throws(CommandFailure) -> TrainingOutcome {
        var trainer = Trainer(plan.request, group: group)
        var lock = plan.request.lock
        defer { lock?.release() }
        do throws(TrainingError) {
            // A run that is to be replaced is lost only where another one begins.
            try trainer.agree()
        } catch {
            throw Self.failure(error, in: plan)
        }
        if plan.place.isFirst {
            lock = try prepareFolder()
            trainer.lock = lock
        }
        do throws(TrainingError) {
            return try trainer.run(
                isInterrupted: { Interruption.isRequested }, leavesEvaluation: { Interruption.isRequested },
                report: progress.show)
        } catch {
            throw Self.failure(error, in: plan)
        }
    }

    /// Makes the folder, keeps others out of it, and writes what the run is started with.
    private func prepareFolder() throws(CommandFailure) -> RunLock {
        let folder = plan.request.folder
        try OutputFolder.prepare(folder.path)
        var kept: [String] = []
        let lock: RunLock
        do throws(TrainingError) {
            if let taken = plan.request.lock { lock = taken } else { lock = try RunLock(folder) }
            if plan.replacesRun {
                kept = try folder.removeRun()
            } else if !plan.request.resumes, folder.holdsRun {
                // Another run may have begun and ended there since the plan was made.
                throw .runExists(folder: folder.path)
            }
            try plan.inputs.write(to: folder)
        } catch {
            throw CommandFailure(error)
        }
        guard !messages.quiet else { return lock }
        for warning in plan.warnings { Console.standard.note("warning: " + warning) }
        if !kept.isEmpty {
            let names = kept.prefix(5).joined(separator: ", ") + (kept.count > 5 ? ", …" : "")
            let files = Quantity.count(kept.count, "file")
            Console.standard.note(
                "note: \(files) in \(folder.path) \(kept.count == 1 ? "is" : "are") not the run's and \(kept.count == 1 ? "stays" : "stay"): \(names)"
            )
        }
        for note in plan.notes { Console.standard.note("note: " + note) }
        return lock
    }

    /// The failure with what is left to go on from.
    private static func failure(_ error: TrainingError, in plan: TrainingPlan) -> CommandFailure {
        var failure = CommandFailure(error)
        let folder = plan.request.folder
        guard failure.hint == nil, folder.canResume, !error.isOfWhatIsThere else { return failure }
        if case .lossNotFinite = error {
            failure.hint =
                "The last good state is kept: maskrcnn train --resume \(folder.path) --lr RATE goes on from it."
        } else {
            failure.hint = "What was trained until the last save is kept: maskrcnn train --resume \(folder.path)"
        }
        return failure
    }

    private static func check(_ outcome: TrainingOutcome, in plan: TrainingPlan) throws(CommandFailure) {
        guard outcome.reason == .interrupted else { return }
        throw CommandFailure(
            .interrupted, "interrupted after \(Quantity.count(outcome.step, "step")); the state is saved",
            hint: "maskrcnn train --resume \(plan.request.folder.path) goes on.")
    }
}

extension TrainingError {
    /// Whether a run could not begin or go on for what stands in a file of it, so that trying again fails again.
    fileprivate var isOfWhatIsThere: Bool {
        switch self {
        case .damaged, .configurationFile: true
        case .records(let error):
            switch error {
            case .unreadable, .malformed, .damaged: true
            default: false
            }
        case .model(let error):
            switch error {
            case .weights, .metadata: true
            default: false
            }
        default: false
        }
    }
}
