internal import Foundation
internal import MaskRCNN
internal import Torch
internal import TrainingRecords

extension TrainingRun {
    /// Evaluates the weights that a run starts from, so that what is no better is not taken for progress.
    ///
    /// A run that goes on knows them. Drawn weights, and those without classes, find nothing.
    ///
    /// - Parameter leaves: Asked between images whether to leave it.
    /// - Returns: Whether it was not left.
    func evaluateStart(_ leaves: () -> Bool) throws(TrainingError) -> Bool {
        guard let evaluated, configuration.evaluation.atStart, progress.startsWithClasses == true,
            progress.step == 0, progress.start == nil
        else { return true }
        return try evaluate(evaluated, leaves)
    }

    /// Evaluates where it is time to and the state does not have it yet: after an epoch, and first of all where a run was stopped
    /// before its evaluation was saved.
    ///
    /// - Parameter leaves: Asked between images whether to leave it.
    /// - Returns: Whether it was not left.
    func evaluateIfDue(_ leaves: () -> Bool) throws(TrainingError) -> Bool {
        guard let evaluated, progress.step > 0, isEpochsEnd, !progress.isEvaluated else { return true }
        let every = configuration.evaluation.everyEpochs
        let epoch = progress.step / stepsPerEpoch
        guard progress.step == stepCount || every > 0 && epoch % every == 0 else { return true }
        return try evaluate(evaluated, leaves)
    }

    /// Evaluates the weights as they are.
    ///
    /// What is noted goes to the disk first, then the state, in which the evaluation is done, then the best weights, which
    /// ``settleBest()`` makes from that state where the run is stopped in between.
    private func evaluate(_ data: EvaluatedData, _ leaves: () -> Bool) throws(TrainingError) -> Bool {
        let start = ContinuousClock.now
        guard let evaluation = try predict(data, leaves) else { return false }
        var figures: [String: Double] = [:]
        if isFirst { figures = try evaluation.figures() }
        figures = try fromFirst(figures)
        let seconds = (ContinuousClock.now - start).seconds
        estimate.noteEvaluation(seconds: seconds)

        let isStart = progress.step == 0
        // What has nothing to be found is no bar for what comes.
        let ap = JudgedFigure.of(figures).value ?? (isStart ? -.infinity : -1)
        let isBest = ap > (progress.best?.ap ?? -.infinity)
        if isStart { progress.start = figures }
        let epoch = Double(progress.step) / Double(stepsPerEpoch)
        progress.evaluatedStep = progress.step
        if isBest {
            progress.best = TrainingProgress.Best(ap: ap, epoch: epoch, figures: figures)
            progress.evaluationsSinceBest = 0
        } else if !isStart {
            progress.evaluationsSinceBest += 1
        }
        guard isFirst else { return true }
        let best = isBest ? try weightEntries() : []
        if isBest {
            let identity = try TrainingError.rethrowing { () throws(CheckpointError) in
                try WeightsIdentity(step: progress.step, of: best)
            }
            progress.best?.weights = identity
        }
        var values = Dictionary(uniqueKeysWithValues: figures.map { ("eval/\($0.key)", $0.value) })
        values["seconds/evaluation"] = seconds
        try records?.append(step: progress.step, epoch: epoch, values)
        try records?.write(try evaluation.pictures(), step: progress.step)
        try save()
        if isBest {
            for path in [request.folder.best, request.folder.bestForTorch] {
                try write(best, progress.best?.weights, to: path)
            }
        }
        report(
            .evaluated(
                TrainingEvent.EvaluationReport(
                    step: progress.step, epoch: epoch, figures: figures, isBest: isBest,
                    startAP: progress.start.flatMap { JudgedFigure.of($0).value }, seconds: seconds)))
        return true
    }

    /// Processes ask each other after so many batches whether one leaves the evaluation: asking makes them wait.
    private static let batchesBetweenQuestions = 8

    /// What is found in all images, of which every process predicts its share; nil where the evaluation was left.
    private func predict(_ data: EvaluatedData, _ leaves: () -> Bool) throws(TrainingError) -> (any TaskEvaluation)? {
        try alignStatistics()
        var evaluation = try task.evaluation(
            average.map { Dictionary($0.tensors.map { ($0.name, $0.tensor) }) { first, _ in first } })
        let count = data.imageCount
        let size = group?.size ?? 1
        let rank = group?.rank ?? 0
        let own = (0..<count).filter { $0 % size == rank }
        let batch = max(1, configuration.evaluation.batchSize)
        // Process 0 has the largest share, and all ask as often.
        let largest = (count + size - 1) / size
        for (round, start) in stride(from: 0, to: largest, by: batch).enumerated() {
            if size == 1 || round % Self.batchesBetweenQuestions == 0, try isTrueAnywhere(leaves()) { return nil }
            if start >= own.count { continue }
            let end = min(start + batch, own.count)
            try evaluation.predict(Array(own[start..<end]))
            if isFirst { report(.evaluating(done: min(count, end * size), of: count)) }
        }
        if let group, size > 1 {
            let bytes = try evaluation.encoded()
            try evaluation.take(torch { () throws(TorchError) in try group.allGather(bytes: bytes) })
        }
        return evaluation
    }

    /// Gives every process the first one's statistics of norms, which each takes of its own batches: those are saved, and so those
    /// are evaluated.
    private func alignStatistics() throws(TrainingError) {
        guard let group, group.size > 1 else { return }
        let trained = Set(task.parameters.map(\.name))
        let averages = average?.tensors ?? []
        try torch { () throws(TorchError) in
            try group.broadcast((task.state + averages).filter { !trained.contains($0.name) }.map(\.tensor))
        }
    }

    /// The first process' figures in every process, which must all decide alike.
    private func fromFirst(_ figures: [String: Double]) throws(TrainingError) -> [String: Double] {
        guard let group, group.size > 1 else { return figures }
        let bytes = (try? JSONEncoder().encode(figures)).map { [UInt8]($0) } ?? []
        let parts = try torch { () throws(TorchError) in try group.allGather(bytes: bytes) }
        return parts.first.flatMap { try? JSONDecoder().decode([String: Double].self, from: Data($0)) } ?? figures
    }
}
