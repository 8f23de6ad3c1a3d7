import COCO
import Geometry
import MaskRCNN

/// The results of large images, written object by object as they are found: COCO results, lines of JSON, and a COCO data set.
struct TiledResults {
    private let coco: ResultStream?
    private let lines: ResultStream?
    private var dataSet: FoundDataset?
    private let categoryIDs: [Int: Int]?
    private var isFirst = true
    private var isFirstOfImage = true
    /// How many objects are not among the COCO results, since the data set that gives ids has no category for their classes.
    private(set) var leftOutCount = 0

    /// Starts the files that the plan asks for.
    init(_ plan: OutputPlan, model: Detector) throws(CommandFailure) {
        coco = if let path = plan.results { try ResultStream(path: path) } else { nil }
        lines = if let path = plan.lines { try ResultStream(path: path) } else { nil }
        dataSet = if let path = plan.dataSet { try FoundDataset(path: path) } else { nil }
        categoryIDs = plan.categoryIDs
        dataSet?.categories = FoundDataset.categories(of: model, ids: categoryIDs)
    }

    /// Begins with an image.
    mutating func begin(_ item: InputItem, id: Int, size: ImageSize) throws(CommandFailure) {
        dataSet?.addImage(of: item, id: id, size: size)
        let head = JSON.object([
            ("file", .string(item.name)), ("image_id", .integer(id)), ("width", .integer(size.width)),
            ("height", .integer(size.height)), ("instances", .array([])),
        ])
        // The list's end comes with the image's.
        try lines?.append(String(head.line.dropLast(2)))
        isFirstOfImage = true
    }

    /// Adds an object of the image.
    mutating func add(_ object: PlacedDetection, id: Int, size: ImageSize) throws(CommandFailure) {
        let detection: Detection
        do {
            detection = try object.detection(in: size)
        } catch {
            throw CommandFailure(.internalError, error.description)
        }
        let category = if let categoryIDs { categoryIDs[detection.label] } else { detection.label }
        if let lines {
            try lines.append((isFirstOfImage ? "" : ",") + detection.lineJSON(categoryID: category).line)
            isFirstOfImage = false
        }
        guard let category else {
            if coco != nil || dataSet != nil { leftOutCount += 1 }
            return
        }
        try dataSet?.add([(detection, category)], imageID: id)
        guard let coco else { return }
        let result: String
        do {
            result = try DetectionResult(detection, imageID: id, categoryID: category).json()
        } catch {
            throw CommandFailure(.internalError, error.description)
        }
        try coco.append((isFirst ? "[\n" : ",\n") + result)
        isFirst = false
    }

    /// Ends an image.
    func endImage() throws(CommandFailure) { try lines?.append("]}\n") }

    /// Ends the files and gives them their names.
    mutating func finish() throws(CommandFailure) {
        try coco?.append(isFirst ? "[]\n" : "\n]\n")
        try coco?.finish()
        try lines?.finish()
        try dataSet?.finish()
    }
}
