internal import COCO
internal import Datasets
internal import Imaging
internal import MaskRCNN
internal import TrainingData

/// The data that a run is evaluated on.
struct ValidationData {
    let source: TrainingSet.Source
    /// How pictures are read.
    let reading: PictureReading
    /// The category of each label.
    private let ids: [Int: Int]
    /// What the reader of the figures should know.
    let warnings: [String]

    /// Maps the network's classes to the data set's categories, by name.
    init(_ source: TrainingSet.Source, categories: [Int: String]) throws(TrainingError) {
        self.source = source
        let byName = Dictionary(source.dataset.categories.map { ($0.name, $0.id) }) { first, _ in first }
        ids = categories.compactMapValues { byName[$0] }
        guard !ids.isEmpty else {
            throw .configuration(
                key: "validation data", expected: "categories of the training data",
                found: source.dataset.categories.map(\.name).joined(separator: ", "))
        }
        let known = Set(categories.values)
        let others = source.dataset.categories.filter { !known.contains($0.name) }.map(\.name)
        let (reading, notes) = source.reading.resolved(for: source.dataset, imageFolder: source.imageFolder)
        self.reading = reading
        warnings =
            notes.map { "\(source.name): \($0)" }
            + (others.isEmpty
                ? []
                : [
                    "\(source.name): not in the training data, so not found: \(others.prefix(8).joined(separator: ", "))"
                ])
    }

    /// Images with more objects than detections that count: their AP cannot be 1.
    func warnings(limit: Int) -> [String] {
        var options = EvaluationOptions()
        options.iouType = .bbox
        options.maxDetections = [limit]
        // Data that cannot be compared fail when they are.
        let evaluation = try? Evaluation(groundTruth: source.dataset, results: [], options: options)
        guard let excess = evaluation?.objectsBeyondLimit else { return [] }
        let names = source.dataset.images.filter { $0.id == excess.imageID }.compactMap(\.fileName)
        let images = excess.imageCount == 1 ? "1 image has" : "\(excess.imageCount) images have"
        return [
            "\(source.name): \(images) more objects of a class than the "
                + "\(limit == 1 ? "1 detection that counts" : "\(limit) detections that count") "
                + "(\(excess.most) in \(names.last ?? "image \(excess.imageID)")), so that not all can be found: "
                + "evaluation.maximumDetections \(excess.most) (--max-dets) counts all"
        ]
    }

    /// An image as it is evaluated.
    func image(_ record: DatasetImage) throws(TrainingError) -> Image {
        guard let path = record.path(in: source.imageFolder) else {
            throw .file(path: source.name, problem: "image \(record.id) has no file name")
        }
        do {
            return try reading.picture(path, recordedSize: record.size).image
        } catch {
            throw .file(path: path, problem: "\(error)")
        }
    }

    /// A detection as a result.
    func result(_ detection: Detection, imageID: Int) -> DetectionResult? {
        ids[detection.label].map { id in
            DetectionResult(
                imageID: imageID, categoryID: id, score: Double(detection.score), box: AnnotationBox(detection.box),
                segmentation: .runLengths(detection.mask, isCompressed: true))
        }
    }
}
