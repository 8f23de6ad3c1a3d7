internal import COCO
internal import Datasets
internal import Foundation
internal import Geometry
internal import Imaging
internal import MaskRCNN
internal import Torch
internal import TrainingData
internal import TrainingRecords

extension TrainingRun {
    /// Evaluates the weights that a run starts from, so that what is no better is not taken for progress.
    ///
    /// A run that goes on knows them. Drawn weights, and those without classes, find nothing.
    ///
    /// - Parameter leaves: Asked between images whether to leave it.
    /// - Returns: Whether it was not left.
    func evaluateStart(_ leaves: () -> Bool) throws(TrainingError) -> Bool {
        guard let validation, configuration.evaluation.atStart, progress.startsWithClasses == true,
            progress.step == 0, progress.start == nil
        else { return true }
        return try evaluate(validation, leaves)
    }

    /// Evaluates where it is time to and the state does not have it yet: after an epoch, and first of all where a run was stopped
    /// before its evaluation was saved.
    ///
    /// - Parameter leaves: Asked between images whether to leave it.
    /// - Returns: Whether it was not left.
    func evaluateIfDue(_ leaves: () -> Bool) throws(TrainingError) -> Bool {
        guard let validation, progress.step > 0, isEpochsEnd, !progress.isEvaluated else { return true }
        let every = configuration.evaluation.everyEpochs
        let epoch = progress.step / stepsPerEpoch
        guard progress.step == stepCount || every > 0 && epoch % every == 0 else { return true }
        return try evaluate(validation, leaves)
    }

    /// Evaluates the weights as they are.
    ///
    /// What is noted goes to the disk first, then the state, in which the evaluation is done, then the best weights, which
    /// ``settleBest()`` makes from that state where the run is stopped in between.
    private func evaluate(_ validation: ValidationData, _ leaves: () -> Bool) throws(TrainingError) -> Bool {
        let start = ContinuousClock.now
        guard let results = try predict(validation, leaves) else { return false }
        var figures: [String: Double] = [:]
        if isFirst { figures = try self.figures(validation, results) }
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
        try records?.write(try pictures(validation, results), step: progress.step)
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

    /// The results of all images, of which every process predicts its share; nil where the evaluation was left.
    private func predict(
        _ validation: ValidationData, _ leaves: () -> Bool
    ) throws(TrainingError) -> [DetectionResult]? {
        try alignStatistics()
        let predictor: Predictor
        do {
            let state = average.map { Dictionary($0.tensors.map { ($0.name, $0.tensor) }) { first, _ in first } }
            predictor = try model.predictor(
                state, categories: progress.categories,
                maximumDetections: configuration.evaluation.maximumDetections)
        } catch {
            throw .model(error)
        }
        let all = validation.source.dataset.images
        let size = group?.size ?? 1
        let rank = group?.rank ?? 0
        let own = all.indices.filter { $0 % size == rank }
        var results: [DetectionResult] = []
        let batch = max(1, configuration.evaluation.batchSize)
        // Process 0 has the largest share, and all ask as often.
        let largest = (all.count + size - 1) / size
        for (round, start) in stride(from: 0, to: largest, by: batch).enumerated() {
            if size == 1 || round % Self.batchesBetweenQuestions == 0, try isTrueAnywhere(leaves()) { return nil }
            if start >= own.count { continue }
            let records = own[start..<min(start + batch, own.count)].map { all[$0] }
            var images: [Image] = []
            for record in records { images.append(try validation.image(record)) }
            let found: [[Detection]]
            do {
                found = try predictor.detections(in: images)
            } catch {
                throw .model(error)
            }
            for (index, record) in records.enumerated() {
                results += found[index].compactMap { validation.result($0, imageID: record.id) }
            }
            if isFirst { report(.evaluating(done: min(all.count, (start + records.count) * size), of: all.count)) }
        }
        return try gathered(results)
    }

    /// Gives every process the first one's statistics of norms, which each takes of its own batches: those are saved, and so those
    /// are evaluated.
    private func alignStatistics() throws(TrainingError) {
        guard let group, group.size > 1 else { return }
        let trained = Set(model.parameters.map(\.name))
        let averages = average?.tensors ?? []
        try torch { () throws(TorchError) in
            try group.broadcast((model.state + averages).filter { !trained.contains($0.name) }.map(\.tensor))
        }
    }

    /// The first images, what is marked beside what was found, large enough to be looked at.
    private func pictures(
        _ validation: ValidationData, _ results: [DetectionResult]
    ) throws(TrainingError) -> [Image] {
        let ids = validation.source.dataset.images.prefix(configuration.evaluation.pictures).map(\.id)
        guard !ids.isEmpty else { return [] }
        var drawing = ComparisonPictures(
            validation.source.dataset, results: results, imageFolder: validation.source.imageFolder,
            allowsOutside: validation.source.allowsOutside)
        drawing.reading = validation.reading
        drawing.comparesKeypoints = comparedTypes.last == .keypoints
        do {
            let outcomes = try ImageOutcome.worstFirst(
                groundTruth: validation.source.dataset, results: results,
                iouType: comparedTypes.last ?? .bbox,
                keypointSigmas: model.configuration.evaluationSigmas(configuration.evaluation.keypointSigmas))
            let byImage = Dictionary(outcomes.map { ($0.imageID, $0) }) { first, _ in first }
            return try ids.compactMap { byImage[$0] }.map { outcome in
                try drawing.picture(of: outcome, fittedWithin: ImageSize(width: 640, height: 640))
            }
        } catch let error as COCOError {
            throw .evaluation(error)
        } catch DatasetError.imaging(.noFont) {
            // A machine without a screen may have no font; training needs none.
            return []
        } catch {
            throw .file(file: validation.source.name, reason: "\(error)")
        }
    }

    /// The results of all processes.
    private func gathered(_ results: [DetectionResult]) throws(TrainingError) -> [DetectionResult] {
        guard let group, group.size > 1 else { return results }
        do {
            let bytes = try results.jsonBytes()
            let parts = try torch { () throws(TorchError) in try group.allGather(bytes: bytes) }
            var all: [DetectionResult] = []
            for part in parts { all += try [DetectionResult](json: part) }
            return all
        } catch let error as TrainingError {
            throw error
        } catch let error as COCOError {
            throw .evaluation(error)
        } catch {
            throw .file(file: validation?.source.name ?? "", reason: "\(error)")
        }
    }

    /// What is compared, that by which the run is judged last.
    private var comparedTypes: [IoUType] {
        let network = configuration.network
        return [.bbox] + (network.hasKeypoints ? [.keypoints] : []) + (network.hasMasks ? [.segm] : [])
    }

    private func figures(
        _ validation: ValidationData, _ results: [DetectionResult]
    ) throws(TrainingError) -> [String: Double] {
        var figures: [String: Double] = [:]
        let most = configuration.evaluation.maximumDetections
        for kind in comparedTypes {
            var options = kind == .keypoints ? EvaluationOptions.keypoints : EvaluationOptions()
            options.iouType = kind
            if kind == .keypoints {
                options.maxDetections = [min(most, 20)]
                options.keypointSigmas = model.configuration.evaluationSigmas(configuration.evaluation.keypointSigmas)
            } else {
                options.maxDetections = most > 10 ? [1, 10, most] : [most]
            }
            do {
                let evaluation = try Evaluation(
                    groundTruth: validation.source.dataset, results: results, options: options)
                for figure in evaluation.summary { figures["\(kind.rawValue)/\(figure.name)"] = figure.value }
            } catch {
                throw .evaluation(error)
            }
        }
        return figures
    }

    /// The first process' figures in every process, which must all decide alike.
    private func fromFirst(_ figures: [String: Double]) throws(TrainingError) -> [String: Double] {
        guard let group, group.size > 1 else { return figures }
        let bytes = (try? JSONEncoder().encode(figures)).map { [UInt8]($0) } ?? []
        let parts = try torch { () throws(TorchError) in try group.allGather(bytes: bytes) }
        return parts.first.flatMap { try? JSONDecoder().decode([String: Double].self, from: Data($0)) } ?? figures
    }
}
