import COCO
import Datasets
import Files
import Frameworks
import MaskRCNN

/// A data set with the results that are compared with it, from a file or predicted.
struct EvaluatedResults {
    var dataset: Dataset
    var results: [DetectionResult]
    /// What the reader of figures should know of both.
    var notes: [String]
    /// The model that found the results; nil where they come from a file.
    var model: EvaluatedModel?
    /// How many images could not be read.
    var failureCount = 0
    /// How pictures are read.
    var reading: PictureReading

    /// - Throws: ``CommandFailure`` where images could not be read.
    func check() throws(CommandFailure) {
        if failureCount > 0 {
            throw CommandFailure(.someInputsFailed, "\(Quantity.count(failureCount, "image")) could not be read")
        }
    }
}

/// Reads a data set, and reads or predicts its results.
struct ResultGathering {
    let inputs: EvaluationInputs
    let rules: RuleOptions
    let model: EvaluatedModelOptions
    let resizing: ResizingOptions
    let messages: MessageOptions

    /// - Throws: ``CommandFailure`` where a file cannot be read, or a model's results cannot be had.
    func gather() async throws -> EvaluatedResults {
        let dataset = try reading(inputs.groundTruth) { path throws(COCOError) in try Dataset(contentsOfFile: path) }
        var gathered = EvaluatedResults(
            dataset: dataset, results: [], notes: dataset.notesOnWhatIsMarked, reading: model.pictures.reading)
        if let folder = inputs.images {
            let (resolved, doubts) = gathered.reading.resolved(
                for: dataset.findingImages(in: folder), imageFolder: folder,
                allowsOutside: model.pictures.allowOutside)
            gathered.reading = resolved
            gathered.notes += doubts
        }
        if let path = inputs.results {
            gathered.results = try reading(path) { path throws(COCOError) in
                try [DetectionResult](contentsOfFile: path)
            }
            gathered.notes += NamedCategories(dataset).notes
        } else if let weights = inputs.weights, let folder = inputs.images {
            try await predict(by: weights, in: folder, &gathered)
        } else {
            throw CommandFailure(.usage, "give --results, or --weights and --images to predict them")
        }
        return gathered
    }

    private func predict(by weights: String, in folder: String, _ gathered: inout EvaluatedResults) async throws {
        if let type = rules.iouType, type != .bbox {
            let requirement = FindingRequirement(
                option: "--iou-type \(type.rawValue)", finding: type == .keypoints ? .keypoints : .masks)
            try requirement.check(
                model.file.read()?.configuration ?? model.model?.configuration, weights: weights,
                key: model.key.weightsKey)
        }
        Interruption.listen(for: .images)
        let prediction = DatasetPrediction(
            dataset: gathered.dataset.findingImages(in: folder), folder: folder,
            allowsOutside: model.pictures.allowOutside, weights: weights, model: model, reading: gathered.reading,
            resizing: resizing, messages: messages)
        // Sigmas are for keypoints alone.
        let usual = rules.iouType ?? (rules.sigmas == nil ? .segm : .keypoints)
        let limit = try rules.options(usual: usual).maxDetections.last ?? 100
        let outcome = try await prediction.run(maximum: limit, threads: rules.threads)
        try Interruption.stopListening()
        gathered.results = outcome.results
        gathered.dataset = outcome.dataset
        gathered.failureCount = outcome.failures.count
        gathered.notes += outcome.notes
        gathered.model = outcome.model
        if gathered.failureCount > 0 {
            gathered.notes.append(
                "\(Quantity.count(gathered.failureCount, "image")) could not be read and have no results")
        }
        if let path = model.saveResults { try save(outcome.results, to: path) }
    }

    /// Reads a file, and says in its own words what is wrong with it.
    func reading<Value>(
        _ path: String, _ read: (String) throws(COCOError) -> Value
    ) throws(CommandFailure) -> Value {
        do {
            return try read(path)
        } catch {
            throw CommandFailure(reading: error)
        }
    }

    private func save(_ results: [DetectionResult], to path: String) throws(CommandFailure) {
        do {
            try results.write(toFile: path)
        } catch {
            throw CommandFailure(.cannotWrite, error.description)
        }
    }
}
