import COCO
import Datasets
import Files
import Frameworks
import Foundation
import Geometry
import Imaging
import Logging
import MaskRCNN

/// A model whose results are evaluated.
struct EvaluatedModel: Sendable {
    /// The model, in one line.
    var summary: String
    /// How many objects it finds in an image at the most.
    var maximumDetections: Int
    /// What it is compared by where nobody says: the pixels, else the keypoints, else the boxes, of what it finds.
    var usualIoUType: IoUType
}

/// Predicts the results of a data set's images.
struct DatasetPrediction {
    let dataset: Dataset
    /// The folder of the images.
    let folder: String
    /// Whether file names may lead out of it.
    let allowsOutside: Bool
    /// The weights as typed.
    let weights: String
    let model: EvaluatedModelOptions
    /// How pictures are read.
    let reading: PictureReading
    let resizing: ResizingOptions
    let messages: MessageOptions

    /// What came out.
    struct Outcome {
        var results: [DetectionResult] = []
        /// The images that gave nothing, with the reason.
        var failures: [InputFailure] = []
        /// The model that found them.
        var model: EvaluatedModel?
        /// What the reader of the figures should know.
        var notes: [String] = []
        /// The data set as the results are for it: categories of one name are one.
        var dataset = Dataset()
        /// Images in which much can have been missed.
        fileprivate var sizes = SizeNotes()

        /// Adds an image that gave nothing, and says so.
        fileprivate mutating func add(_ failure: InputFailure) {
            failures.append(failure)
            Console.standard.report(CommandFailure(.someInputsFailed, failure.description))
        }
    }

    /// Predicts all images.
    ///
    /// - Parameter maximum: How many results of an image count; a model that finds more keeps them, as in `predict`.
    /// - Throws: ``CommandFailure`` where the model cannot be loaded, none of its classes is the data set's, no image can be
    ///   read, or Ctrl-C is pressed.
    func run(maximum: Int, threads: Int?) async throws -> Outcome {
        let path = try CheckpointFile.path(of: weights)
        let file = try model.file.read()
        var options = DetectorOptions()
        options.model = file?.configuration ?? model.model?.configuration
        options.categories = file?.categories
        options.weightsKey = model.key.weightsKey
        options.isCaffeStyle = model.style.caffeStyle
        options.device = (model.device ?? .cpu).device
        options.leastMaximumDetections = maximum
        options.threads = threads
        if let file = model.labels {
            options.categories = try Labels.read(file, for: CheckpointFile.open(path, key: options.weightsKey))
        }
        options.resizing = resizing.resizing
        options.augmentation = model.augmentation.augmentation
        let detector: Detector
        do {
            detector = try await Detector(weights: path, options: options)
        } catch {
            throw CommandFailure(loading: error, from: path)
        }
        let assignment = try CategoryAssignment(
            of: detector.categories, to: dataset, weights: weights, option: "--labels")
        var outcome = Outcome()
        outcome.dataset = assignment.joining(dataset)
        let network = detector.configuration
        outcome.model = EvaluatedModel(
            summary: detector.summary, maximumDetections: network.boxHead.maximumDetections,
            usualIoUType: network.hasMasks ? .segm : network.hasKeypoints ? .keypoints : .bbox)
        outcome.notes = (file?.runNotes ?? []) + detector.notes + assignment.notes
        try await predict(with: detector, assignment, into: &outcome)
        outcome.notes += outcome.sizes.texts(tellsLimit: false)
        if outcome.failures.count == dataset.images.count, !dataset.images.isEmpty {
            let isUnread = outcome.failures.allSatisfy(\.isUnreadable)
            throw CommandFailure(
                isUnread ? .noInput : .internalError,
                "no image of the data set could be \(isUnread ? "read" : "segmented")")
        }
        return outcome
    }

    /// While the model looks at some images, the next are decoded; how many wait is bounded.
    private func predict(
        with detector: Detector, _ assignment: CategoryAssignment, into outcome: inout Outcome
    ) async throws {
        var progress = Progress(total: dataset.images.count, unit: "image", isQuiet: messages.quiet)
        progress.start()
        defer { progress.stop() }
        let (all, reading) = (dataset.images, reading)
        var decoding = DecodingNotes()
        let memory = try PictureMemory(detector.memory, weights: weights, batch: model.batch ?? 1)
        if let note = memory.note { outcome.notes.append(note) }
        func name(_ index: Int) -> String { all[index].fileName ?? "image \(all[index].id)" }
        var batches = ImageBatches(
            ImageBatches.Source(all, in: ImageFolder(folder, allowsOutside: allowsOutside), reading), memory: memory)
        while !Interruption.isRequested {
            let batch = await batches.next(inputSize: detector.inputSize)
            for failure in batch.failures { outcome.add(failure) }
            for (index, notes) in batch.notes.sorted(by: { $0.key < $1.key }) { decoding.add(notes, of: name(index)) }
            if batch.images.isEmpty {
                outcome.notes += decoding.sentences
                return
            }
            let found = await batch.detections(by: detector, memory: memory, name: name)
            for (image, result) in zip(batch.images, found) {
                switch result {
                case .success(let detections):
                    if detections.isEmpty, let note = DecodingNote(nothingFoundIn: image.image) {
                        decoding.add([note], of: name(image.index))
                    }
                    outcome.sizes.add(detections, in: name(image.index), size: image.image.size, by: detector)
                    outcome.results += detections.compactMap { assignment.result($0, imageID: all[image.index].id) }
                case .failure(let failure): outcome.add(failure)
                }
            }
            progress.advance(by: batch.images.count + batch.failures.count)
        }
        throw CommandFailure(.interrupted, "interrupted before all images were predicted")
    }
}
