import Datasets
import Files
import Geometry
import Imaging
import MaskRCNN

/// Writes what is found in an image as microscopists' programs read it, and measures it.
struct MicroscopyWriter: Sendable {
    let plan: OutputPlan

    /// What came of an image.
    struct Outcome {
        var paths: [String] = []
        /// Lines of the table of measurements.
        var lines: [String] = []
        /// How many instances have no pixel, or none that surer ones leave them in a label image.
        var hiddenCount = 0
    }

    /// Writes an image's files, where any are asked for.
    func write(_ detections: [Detection], image: Image, index: Int) throws -> Outcome {
        var outcome = Outcome()
        let forms = plan.microscopyForms
        guard !forms.isEmpty || plan.measurements != nil else { return outcome }
        let name = plan.sources[index]
        let table = MeasurementTable(pixelSize: plan.pixelSize)
        let isMeasured = plan.measurements != nil || forms.contains(.geoJSON)
        var picture = MarkedPicture(name: name, size: image.size, objects: [])
        for (number, detection) in detections.enumerated() {
            guard let mask = detection.mask else { continue }
            let values = isMeasured ? try table.values(of: mask, in: image) : []
            if plan.measurements != nil {
                outcome.lines.append(
                    table.line(
                        image: name, label: number + 1, category: detection.category, score: Double(detection.score),
                        values: values))
            }
            let measurements = zip(table.names, values).compactMap { name, value in
                value.map { (name: name, value: $0) }
            }
            picture.objects.append(
                MarkedPicture.Object(
                    mask: mask, category: detection.category, categoryIndex: max(detection.label - 1, 0),
                    score: Double(detection.score), measurements: measurements))
        }
        outcome.hiddenCount = picture.objects.count { $0.mask.isEmpty }
        for form in forms {
            let spacing = plan.pixelSize.map { PixelSpacing($0) }
            let written = try form.write(picture, as: plan.start(of: form, index), pixelSize: spacing) {
                (bytes, path) throws(DatasetError) in
                do throws(FileError) {
                    try AtomicFile.write(bytes, to: path)
                } catch {
                    throw DatasetError(writing: path, error)
                }
            }
            outcome.paths += written.paths
            outcome.hiddenCount = max(outcome.hiddenCount, written.hidden.count)
        }
        return outcome
    }
}

extension MicroscopyForm {
    /// The form that a format of `predict` is; nil for others.
    init?(_ format: OutputFormat) {
        switch format {
        case .labels: self = .labels
        case .geojson: self = .geoJSON
        case .imagej: self = .imageJ
        case .cellpose: self = .cellpose
        case .overlay, .masks, .soft, .classes, .json, .jsonl, .coco, .csv: return nil
        }
    }
}
