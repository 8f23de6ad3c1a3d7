internal import Files
internal import Foundation
internal import MaskRCNN
internal import Torch
internal import TrainingData
internal import TrainingRecords

extension TrainingRun {
    /// Trains until all steps are done, or one of the other reasons to end.
    func run(
        isInterrupted: () -> Bool, leavesEvaluation: () -> Bool
    ) throws(TrainingError) -> TrainingOutcome {
        defer { loader.stop() }
        // From here on the run can be resumed, whatever happens to it.
        if startedFromState { try settleBest() } else { try save() }
        guard try evaluateStart(leavesEvaluation), try evaluateIfDue(leavesEvaluation) else {
            return try finish(.interrupted)
        }
        while progress.step < stepCount, !isOutOfPatience {
            let wantsToStop = try step(isInterrupted)
            if isEpochsEnd {
                try save()
                let isComplete = try evaluateIfDue(leavesEvaluation)
                try records?.drawPlotsIfTime()
                // The state is saved without it, so that the run goes on with it.
                if !isComplete { return try finish(.interrupted) }
            } else if wantsToStop || isDueForSaving {
                try save()
            }
            if wantsToStop, progress.step < stepCount, !isOutOfPatience { return try finish(.interrupted) }
        }
        return try finish(progress.step < stepCount ? .stoppedEarly : .finished)
    }

    /// Whether so many steps are done as an epoch ends with.
    var isEpochsEnd: Bool { progress.step % stepsPerEpoch == 0 || progress.step == stepCount }

    /// Whether this very step was evaluated, and as many evaluations as are waited for brought nothing. The state alone tells, so
    /// that a run that was killed after its last evaluation trains no further.
    private var isOutOfPatience: Bool {
        guard let patience = configuration.evaluation.patience, progress.step > 0, progress.isEvaluated else {
            return false
        }
        return progress.evaluationsSinceBest >= patience
    }

    private var isDueForSaving: Bool {
        configuration.saveEverySteps > 0 && progress.step % configuration.saveEverySteps == 0
    }

    /// Does a step; whether a process was interrupted meanwhile.
    private func step(_ isInterrupted: () -> Bool) throws(TrainingError) -> Bool {
        let start = ContinuousClock.now
        let accumulation = max(1, configuration.optimizer.accumulation)
        let rate =
            configuration.rate * configuration.schedule.factor(step: progress.step, stepsPerEpoch: stepsPerEpoch)
        var waited = 0.0
        var sums: [String: Double] = [:]
        var paths: [String] = []
        try torch { () throws(TorchError) in try optimizer.dropGradients() }
        for micro in 0..<accumulation {
            let before = ContinuousClock.now
            let samples = try nextSamples()
            waited += (ContinuousClock.now - before).seconds
            paths += samples.map(\.path)
            let losses = try propagate(
                samples, batch: progress.step * accumulation + micro, share: 1 / Double(accumulation),
                isLast: micro == accumulation - 1)
            for (name, value) in losses { sums[name, default: 0] += value / Double(accumulation) }
        }
        let (values, wantsToStop) = try shared(sums, interrupted: isInterrupted())
        let weights = configuration.weightsOfLosses
        let total = values.reduce(0) { $0 + $1.value * (weights[$1.key] ?? 1) }
        guard total.isFinite else {
            throw .lossNotFinite(step: progress.step + 1, losses: values, images: paths)
        }
        let norm = try update(rate: rate)
        progress.step += 1
        let seconds = (ContinuousClock.now - start).seconds
        estimate.noteStep(seconds: seconds)
        try note(values, total, rate, norm, seconds, waited)
        return wantsToStop
    }

    /// The next batch. An image that cannot be used must not cost what was learnt before it.
    private func nextSamples() throws(TrainingError) -> [TrainingSample] {
        do {
            let samples = try loader.next()
            if isFirst { for warning in warnings.take() { report(.warning(warning)) } }
            return samples
        } catch {
            if progress.step > 0 { try save() }
            throw .data(error)
        }
    }

    /// Forward and backward; the losses.
    private func propagate(
        _ samples: [TrainingSample], batch: Int, share: Double, isLast: Bool
    ) throws(TrainingError) -> [String: Double] {
        let first = (group?.rank ?? 0) * samples.count
        let seeds = samples.indices.map {
            SampleSeed.seed(run: configuration.seed, batch: batch, place: first + $0)
        }
        let losses = try task.losses(samples, seeds: seeds, mean: averaged)
        try torch { () throws(TorchError) in
            let total = try losses.total * share
            if let reducer, isLast {
                try reducer.averaging { () throws(TorchError) in try total.backward() }
            } else {
                try total.backward()
            }
        }
        return losses.numbers
    }

    /// Numbers as their means over all processes.
    private func averaged(_ numbers: [Double]) throws(TorchError) -> [Double] {
        guard let group, group.size > 1 else { return numbers }
        return try group.allReduce(Tensor(numbers, shape: [numbers.count]), .mean).elements(as: Double.self)
    }

    /// Whether it is true in any process.
    func isTrueAnywhere(_ value: Bool) throws(TrainingError) -> Bool {
        guard let group, group.size > 1 else { return value }
        return try torch { () throws(TorchError) in
            try group.allReduce(Tensor([value ? 1.0 : 0], shape: [1]), .maximum).elements(as: Double.self)[0] > 0
        }
    }

    /// Losses as the mean over all processes, and whether any was interrupted.
    private func shared(
        _ losses: [String: Double], interrupted: Bool
    ) throws(TrainingError) -> ([String: Double], Bool) {
        guard let group, group.size > 1 else { return (losses, interrupted) }
        let names = losses.keys.sorted()
        let own = names.map { losses[$0] ?? 0 } + [interrupted ? 1 : 0]
        let means = try torch { () throws(TorchError) in try averaged(own) }
        return (Dictionary(uniqueKeysWithValues: zip(names, means)), means[names.count] > 0)
    }

    /// Follows the gradients; their norm before it was limited.
    private func update(rate: Double) throws(TrainingError) -> Double {
        try torch { () throws(TorchError) in
            let gradients = try optimizer.gradients()
            let norm = try ParameterMath.totalNorm(gradients)
            if let limit = configuration.optimizer.gradientClip, norm > limit {
                try ParameterMath.scale(gradients, by: limit / (norm + 1e-6))
            }
            try optimizer.step(rate: rate)
            try average?.update(step: progress.step + 1)
            return norm
        }
    }

    private func note(
        _ losses: [String: Double], _ total: Double, _ rate: Double, _ norm: Double, _ seconds: Double,
        _ waited: Double
    ) throws(TrainingError) {
        guard let records else { return }
        let epoch = Double(progress.step) / Double(stepsPerEpoch)
        // torchvision's names without their beginning.
        var values = Dictionary(
            uniqueKeysWithValues: losses.map { ("loss/\($0.key.dropFirst("loss_".count))", $0.value) })
        values["loss/total"] = total
        values["learning_rate"] = rate
        values["gradient_norm"] = norm
        values["seconds/step"] = seconds
        values["seconds/data"] = waited
        try records.append(step: progress.step, epoch: epoch, values)
        let evaluations =
            configuration.evaluation.everyEpochs == 0
            ? 1
            : Int(
                ceil(Double(stepCount - progress.step) / Double(stepsPerEpoch * configuration.evaluation.everyEpochs)))
        report(
            .step(
                TrainingEvent.StepReport(
                    step: progress.step, stepCount: stepCount, epoch: epoch,
                    losses: losses, total: total,
                    rate: rate, gradientNorm: norm, seconds: seconds, dataSeconds: waited,
                    imageCount: configuration.data.batchSize * max(1, configuration.optimizer.accumulation),
                    secondsLeft: estimate.timeLeft(
                        steps: stepCount - progress.step, evaluations: evaluated == nil ? 0 : evaluations)?.seconds)))
    }

    /// Saves all that is needed to go on, once all that was noted until now is on the disk: the state says what of it counts.
    func save() throws(TrainingError) {
        guard isFirst else { return }
        try records?.synchronize()
        try manifest?.willWrite(request.folder.state)
        try manifest?.synchronize()
        let memory = try torch { () throws(TorchError) in try optimizer.state() }
        try SavedState.write(
            request.folder, model: task.state, optimizer: memory, average: average?.tensors ?? [], progress)
        FreeMemory.giveBack()
    }

    private func finish(_ reason: TrainingOutcome.Reason) throws(TrainingError) -> TrainingOutcome {
        var files: [String] = []
        if isFirst {
            if case .interrupted = reason {
                files = [request.folder.state]
            } else {
                try writeLast()
                files = [request.folder.last, request.folder.lastForTorch]
                if progress.best != nil {
                    // Somebody may have removed those that an earlier process wrote.
                    let best = [request.folder.best, request.folder.bestForTorch]
                    files = best.filter { FileManager.default.fileExists(atPath: $0) } + files
                }
            }
            try records?.drawPlots()
            try records?.close()
        }
        return TrainingOutcome(
            reason: reason, step: progress.step, start: progress.start,
            best: progress.best.map { ($0.figures, $0.epoch) }, files: files)
    }
}

extension TrainingConfiguration {
    /// What each loss is multiplied by in their sum, by torchvision's names.
    fileprivate var weightsOfLosses: [String: Double] {
        if let segmentation { return ["loss_aux": segmentation.lossWeights.auxiliary] }
        return Dictionary(uniqueKeysWithValues: lossWeights.byKind.map { ($0.key.rawValue, $0.value) })
    }
}

extension Duration {
    /// As a number of seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
