import COCO
import Geometry
import MaskRCNN

/// The results that hold all images of a run: COCO results, lines of JSON, and a COCO data set.
struct RunResults {
    private let coco: ResultStream?
    private let lines: ResultStream?
    private var dataSet: FoundDataset?
    private let measurements: ResultStream?
    private var isFirst = true
    private let categoryIDs: [Int: Int]?
    /// How many instances are not among the COCO results, since the data set that gives ids has no category for their classes.
    private(set) var leftOutCount = 0

    /// Starts the files that the plan asks for.
    init(_ plan: OutputPlan) throws(CommandFailure) {
        coco = if let path = plan.results { try ResultStream(path: path) } else { nil }
        categoryIDs = plan.categoryIDs
        lines = if let path = plan.lines { try ResultStream(path: path) } else { nil }
        dataSet = if let path = plan.dataSet { try FoundDataset(path: path) } else { nil }
        measurements = if let path = plan.measurements { try ResultStream(path: path) } else { nil }
        try measurements?.append(MeasurementTable(pixelSize: plan.pixelSize).header)
    }

    /// Adds an image's instances.
    mutating func add(_ detections: [Detection], of item: InputItem, id: Int, size: ImageSize) throws(CommandFailure) {
        if coco != nil || dataSet != nil { leftOutCount += detections.count { categoryID(of: $0) == nil } }
        if let coco {
            for detection in detections {
                guard let category = categoryID(of: detection) else { continue }
                let result: String
                do {
                    result = try DetectionResult(detection, imageID: id, categoryID: category).json()
                } catch {
                    throw CommandFailure(.internalError, error.description)
                }
                try coco.append((isFirst ? "[\n" : ",\n") + result)
                isFirst = false
            }
        }
        if let lines {
            let image = JSON.object([
                ("file", .string(item.name)), ("image_id", .integer(id)), ("width", .integer(size.width)),
                ("height", .integer(size.height)),
                ("instances", .array(detections.map { $0.lineJSON(categoryID: categoryID(of: $0)) })),
            ])
            try lines.append(image.line + "\n")
        }
        if dataSet != nil {
            let found = detections.compactMap { detection in categoryID(of: detection).map { (detection, $0) } }
            try dataSet?.add(found, of: item, id: id, size: size)
        }
    }

    /// Adds an image's lines to the table of measurements.
    func add(measurements lines: [String]) throws(CommandFailure) {
        for line in lines { try measurements?.append(line) }
    }

    /// Takes the categories of a data set from the model that finds the objects.
    mutating func take(_ model: Detector) {
        dataSet?.categories = FoundDataset.categories(of: model, ids: categoryIDs)
    }

    private func categoryID(of detection: Detection) -> Int? {
        if let categoryIDs { categoryIDs[detection.label] } else { detection.label }
    }

    /// Ends the files and gives them their names.
    mutating func finish() throws(CommandFailure) {
        try coco?.append(isFirst ? "[]\n" : "\n]\n")
        try coco?.finish()
        try lines?.finish()
        try dataSet?.finish()
        try measurements?.finish()
    }
}
