internal import COCO
internal import Datasets
internal import Files
internal import Foundation
internal import Imaging
internal import MaskRCNN
package import TrainingData

/// The data that a run is evaluated on.
package struct ValidationData {
    /// The data set as it is evaluated: categories of one name are one, and objects that masks cannot be compared with are crowds,
    /// neither to be found nor missed, as in training.
    package let source: TrainingSet.Source
    /// How pictures are read.
    let reading: PictureReading
    /// The category of each label.
    private let ids: [Int: Int]
    /// What the reader of the figures should know.
    package let warnings: [String]

    /// How many objects there are to be found.
    package var objectCount: Int { source.dataset.annotations.count { !$0.isCrowd } }

    /// Maps the network's classes to the data set's categories, as `eval` does.
    /// - Throws: ``TrainingError`` where nothing is to be found, a picture is missing, or no class is any of the categories.
    ///
    /// - Parameter comparesMasks: Whether objects need pixels to be found.
    package init(
        _ source: TrainingSet.Source, categories: [Int: String], comparesMasks: Bool = true
    ) throws(TrainingError) {
        guard !source.dataset.annotations.isEmpty else { throw .data(.noAnnotations(source: source.name)) }
        guard !source.dataset.marksCrowdsAlone else {
            throw .data(.crowdsAlone(source: source.name, count: source.dataset.annotations.count))
        }
        for image in source.dataset.images {
            let path = try Self.path(of: image, in: source)
            let kind = FileStatus.kind(of: path)
            guard kind == .regularFile else {
                let fault = TrainingFault(
                    kind: kind == nil ? .missingFile : .noRegularFile, source: source.name, annotationID: nil,
                    imageID: image.id, path: path,
                    message: kind.map { "expected a file, found \($0.words)" } ?? "the file does not exist")
                throw .data(.fault(fault, others: 0))
            }
        }
        let assignment: CategoryAssignment
        do {
            assignment = try CategoryAssignment(
                of: categories, areNamed: true, to: source.dataset, name: "the training data")
        } catch {
            throw .evaluation(error)
        }
        var joined = source
        joined.dataset = assignment.joining(source.dataset)
        var warnings = assignment.notes
        let ignored = comparesMasks ? joined.dataset.ignoreObjectsWithoutPixels() : []
        if let first = ignored.first {
            warnings.append(
                "annotation \(first)\(ignored.count > 1 ? " and \(ignored.count - 1) others have" : " has") no segmentation "
                    + "that can be compared: like crowds, they are neither to be found nor missed")
        }
        guard !joined.dataset.marksCrowdsAlone else {
            throw .data(.noUsableObjects(source: source.name, first: nil))
        }
        self.source = joined
        ids = assignment.ids
        let (reading, doubts) = source.resolvedReading
        self.reading = reading
        self.warnings = (doubts + warnings).map { "\(source.name): \($0)" }
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
        let path = try Self.path(of: record, in: source)
        do {
            return try reading.picture(path, recordedSize: record.size).image
        } catch {
            throw .file(file: path, reason: "\(error)")
        }
    }

    private static func path(
        of image: DatasetImage, in source: TrainingSet.Source
    ) throws(TrainingError) -> String {
        let path: String?
        do throws(DatasetError) {
            path = try source.path(of: image)
        } catch {
            let fault = TrainingFault(
                kind: .outsideFolder, source: source.name, annotationID: nil, imageID: image.id, path: image.fileName,
                message: error.description)
            throw .data(.fault(fault, others: 0))
        }
        guard let path else { throw .file(file: source.name, reason: "image \(image.id) has no file name") }
        return path
    }

    /// A detection as a result.
    func result(_ detection: Detection, imageID: Int) -> DetectionResult? {
        ids[detection.label].map { DetectionResult(detection, imageID: imageID, categoryID: $0) }
    }
}

extension Dataset {
    /// Makes objects crowds whose masks cannot be compared, the box being what is marked; those without a box are taken out.
    /// - Returns: The ids of their annotations.
    fileprivate mutating func ignoreObjectsWithoutPixels() -> [Int] {
        var ids: [Int] = []
        var kept: [Annotation] = []
        kept.reserveCapacity(annotations.count)
        for var annotation in annotations {
            if let segmentation = annotation.segmentation, segmentation.formlessContent == nil {
                kept.append(annotation)
                continue
            }
            if !annotation.isCrowd { ids.append(annotation.id) }
            guard let box = annotation.box else { continue }
            let (right, bottom) = (box.x + box.width, box.y + box.height)
            annotation.isCrowd = true
            annotation.segmentation = .polygons([[box.x, box.y, box.x, bottom, right, bottom, right, box.y]])
            kept.append(annotation)
        }
        annotations = kept
        return ids
    }
}
