internal import Foundation
internal import MaskRCNN
internal import Torch

/// The weights that a run leaves.
///
/// All that happens after a step goes to the disk in one order: what is noted of it (`metrics.jsonl`, event files, pictures), then
/// the state, then the weights. What is noted and not in the state is dropped after a stop, and done again. What the state has and
/// was not written yet is written then: as long as the state is that of the best evaluation, it has the best weights, too, and no
/// later state is saved before they stand in their files.
extension TrainingRun {
    /// The weights as they are, or their average, as a file holds them.
    func weightEntries() throws(TrainingError) -> [Checkpoint.Entry] {
        try torch { () throws(TorchError) in
            try Checkpoint.entries(of: average?.tensors ?? task.state)
        }
    }

    /// Writes weights.
    func write(
        _ entries: [Checkpoint.Entry], _ identity: WeightsIdentity?, to path: String
    ) throws(TrainingError) {
        try manifest?.willWrite(path)
        try TrainingError.rethrowing { () throws(CheckpointError) in
            try task.write(
                entries, categories: progress.categories, notes: identity?.notes ?? [:], to: path)
        }
    }

    /// Makes sure that the files of the best weights hold them after a stop: from the state, where it is that of the best evaluation,
    /// else each from the other.
    ///
    /// - Throws: ``TrainingError/damaged(file:reason:)`` where one is damaged and cannot be made again.
    func settleBest() throws(TrainingError) {
        guard isFirst, let best = progress.best else { return }
        let paths = [request.folder.best, request.folder.bestForTorch]
        let findings = paths.map { WeightsIdentity.find(best.weights, atPath: $0) }
        if findings.allSatisfy({ if case .right = $0 { true } else { false } }) { return }
        var source = try bestInState(best)
        if source == nil {
            for case .right(let checkpoint) in findings { source = source ?? checkpoint.entries }
        }
        for (path, finding) in zip(paths, findings) {
            let fault: String
            switch finding {
            case .right: continue
            case .missing: fault = "missing"
            case .others(let step): fault = step.map { "of step \($0)" } ?? "of unknown weights"
            case .damaged(let problem): fault = problem
            }
            if let source {
                try write(source, best.weights, to: path)
                if case .damaged = finding { report(.warning("\(path): \(fault); it was made anew")) }
            } else if case .damaged = finding {
                throw .damaged(
                    file: path,
                    reason: "\(fault). The best weights so far cannot be made again; without the file, the run goes on"
                )
            } else {
                let which = best.weights.map { "of step \($0.step)" } ?? "of epoch \(best.epoch)"
                report(
                    .warning(
                        "\(path): \(fault): the best weights so far, \(which), cannot be made again; it is written when an "
                            + "evaluation is better than theirs, \(JudgedFigure.of(best.figures).figure.title) \(best.ap)"
                    ))
            }
        }
    }

    /// The best weights, where the state that the run goes on from has them; nil where it is a later one.
    private func bestInState(_ best: TrainingProgress.Best) throws(TrainingError) -> [Checkpoint.Entry]? {
        guard let weights = best.weights else {
            // A state of an earlier version.
            return progress.isEvaluated && progress.evaluationsSinceBest == 0 ? try weightEntries() : nil
        }
        guard weights.step == progress.step else { return nil }
        let entries = try weightEntries()
        // With or without a running average where the run had it otherwise, these are others.
        let identity = try TrainingError.rethrowing { () throws(CheckpointError) in
            try WeightsIdentity(step: progress.step, of: entries)
        }
        return identity == weights ? entries : nil
    }

    /// Writes the weights at the end, unless they are there already.
    func writeLast() throws(TrainingError) {
        let entries = try weightEntries()
        let identity = try TrainingError.rethrowing { () throws(CheckpointError) in
            try WeightsIdentity(step: progress.step, of: entries)
        }
        for path in [request.folder.last, request.folder.lastForTorch] {
            if startedFromState {
                let finding = WeightsIdentity.find(identity, atPath: path)
                if case .right = finding { continue }
                if case .damaged(let problem) = finding { report(.warning("\(path): \(problem); it was made anew")) }
            }
            try write(entries, identity, to: path)
        }
    }
}
