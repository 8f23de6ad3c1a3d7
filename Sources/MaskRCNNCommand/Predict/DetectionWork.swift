import Geometry
import Imaging
import MaskRCNN

/// Finding objects: with boxes, masks and keypoints.
struct DetectionWork: ImageWork {
    private let plan: OutputPlan
    private let pictures: PictureWriter
    private var results: RunResults
    /// Where objects were too small or too many for the model.
    private(set) var notes = SizeNotes()

    /// Starts the files that hold the results of all images.
    init(plan: OutputPlan, pictures: PictureWriter) throws(CommandFailure) {
        self.plan = plan
        self.pictures = pictures
        results = try RunResults(plan)
    }

    static func inputSize(of size: ImageSize, for model: Detector) -> ImageSize { model.inputSize(of: size) }

    func found(
        in batch: ImageBatches.Batch, by model: Detector, memory: PictureMemory, name: (Int) -> String
    ) async -> [Result<[Detection], InputFailure>] {
        await batch.detections(by: model, memory: memory, name: name)
    }

    func isNothing(_ found: [Detection]) -> Bool { found.isEmpty }

    mutating func look(at found: [Detection], in name: String, size: ImageSize, by model: Detector) {
        notes.add(found, in: name, size: size, by: model)
        results.take(model)
    }

    var writer: @Sendable (Image, [Detection], Int) throws(CommandFailure) -> PictureWriter.Written {
        let pictures = pictures
        return { (image, found, index) throws(CommandFailure) in try pictures.write(image, found, index: index) }
    }

    mutating func add(
        _ image: ImageDone<[Detection]>, _ item: InputItem, to report: inout RunReport
    ) throws(CommandFailure) {
        let id = plan.imageIDs[image.index]
        try results.add(image.found, of: item, id: id, size: image.size)
        try results.add(measurements: image.written.measurements)
        report.hiddenCount += image.written.hiddenCount
        report.add(item, id: id, image.size, image.found, seconds: image.seconds, files: image.written.files)
    }

    mutating func finish(_ report: inout RunReport) throws(CommandFailure) {
        try results.finish()
        report.leftOutCount = results.leftOutCount
    }
}
