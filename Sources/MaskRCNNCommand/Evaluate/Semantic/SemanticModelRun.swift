import COCO
import ClassMaps
import Datasets
import Foundation
import Geometry
import Imaging
import MaskRCNN

/// A run of `eval --task semantic --weights`: compares a model's class maps with the ground truth, one image after the other.
struct SemanticModelRun {
    let inputs: EvaluationInputs
    /// The weights as typed.
    let weights: String
    /// The folder of the images.
    let images: String
    let options: SemanticOptions
    let model: EvaluatedModelOptions
    let resizing: ResizingOptions
    let threads: Int?
    let messages: MessageOptions

    /// - Throws: ``CommandFailure`` with the exit code of the run, where it is not success.
    func run() async throws {
        let request = try SegmenterRequest(
            CheckpointFile.open(weights, key: model.key.weightsKey), key: model.key.weightsKey, labels: model.labels,
            resizing: resizing
        ) { options in
            options.device = (model.device ?? .cpu).device
            options.threads = threads
        }
        if let labels = model.labels { try request.requireOwnOrder(labels: labels) }
        let truth = try SemanticTruth(inputs.groundTruth, options: options, palette: request.palette)
        let pictures = try SemanticPictures(truth, in: images)
        guard !pictures.images.isEmpty else { throw nothingInCommon(pictures.pairing) }
        let (reading, doubts) = model.pictures.reading.resolved(
            for: Dataset(images: pictures.images), imageFolder: images, allowsOutside: model.pictures.allowOutside)

        Interruption.listen(for: .images)
        let segmenter = try await request.load()
        let memory = try PictureMemory(segmenter.memory, weights: weights, batch: 1, drawnBytes: Self.mapBytes)
        var comparison = try SemanticComparison(
            truth, pictures,
            batches: ImageBatches(
                ImageBatches.Source(
                    pictures.images, in: ImageFolder(images, allowsOutside: model.pictures.allowOutside), reading),
                memory: memory), memory: memory,
            progress: Progress(total: pictures.images.count, unit: "image", isQuiet: messages.quiet))
        try await comparison.run(segmenter)
        try Interruption.stopListening()
        try SemanticFindings(
            inputs: inputs, source: .model(segmenter.summary), palette: truth.palette,
            evaluation: comparison.evaluation, pairing: pictures.pairing, failures: comparison.failures,
            notes: segmenter.notes + truth.notes + unnamed(truth) + doubts + comparison.notes.sentences
        ).report(messages)
    }

    /// A map and the ground truth, a byte a pixel each, with what painting takes.
    private static let mapBytes = 4

    private func unnamed(_ truth: SemanticTruth) -> [String] {
        let names = truth.classesWithoutCategory
        guard !names.isEmpty else { return [] }
        let rest = names.count > 10 ? " and \(names.count - 10) more" : ""
        return [
            "\(inputs.groundTruth) has no category called \(names.prefix(10).joined(separator: ", "))\(rest), so that all that is "
                + "predicted as such is wrong; --labels can name the model's classes as the data set does"
        ]
    }

    private func nothingInCommon(_ pairing: ClassMapPairing) -> CommandFailure {
        CommandFailure(
            .badData,
            "none of \(Quantity.count(pairing.extra.count, "image")) of \(images) has the name of one of "
                + "\(Quantity.count(pairing.missing.count, "picture")) of \(inputs.groundTruth): "
                + "\(pairing.extra.first ?? ""), \(pairing.missing.first ?? "")",
            hint: "Files are paired by their names without extensions.")
    }
}
