import Geometry
import MaskRCNN

/// The results that hold all images of a run: COCO results, and lines of JSON.
struct RunResults {
    private let coco: ResultStream?
    private let lines: ResultStream?
    private var isFirst = true

    /// Starts the files that the plan asks for.
    init(_ plan: OutputPlan) throws(CommandFailure) {
        coco = if let path = plan.results { try ResultStream(path: path) } else { nil }
        lines = if let path = plan.lines { try ResultStream(path: path) } else { nil }
    }

    /// Adds an image's instances.
    mutating func add(_ detections: [Detection], of item: InputItem, id: Int, size: ImageSize) throws(CommandFailure) {
        if let coco {
            for detection in detections {
                try coco.append((isFirst ? "[\n" : ",\n") + detection.cocoResult(imageID: id).line)
                isFirst = false
            }
        }
        if let lines {
            let image = JSON.object([
                ("file", .string(item.name)), ("image_id", .integer(id)), ("width", .integer(size.width)),
                ("height", .integer(size.height)),
                ("instances", .array(detections.map(\.lineJSON))),
            ])
            try lines.append(image.line + "\n")
        }
    }

    /// Ends the files and gives them their names.
    func finish() throws(CommandFailure) {
        try coco?.append(isFirst ? "[]\n" : "\n]\n")
        try coco?.finish()
        try lines?.finish()
    }
}
