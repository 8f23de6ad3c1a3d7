import Files
import Foundation
import Geometry
import Imaging
import Logging
import MaskRCNN

/// Images on their way: while the model looks at some, the next are decoded and the pictures of the last are written.
///
/// At most `batch + 2` decoded images wait for the model and at most 3 for their pictures, fewer where they are so large that
/// the memory budget has no room for them: memory grows neither with the number of inputs nor with their size.
struct PredictPipeline {
    private let items: [InputItem]
    private let plan: OutputPlan
    private let pictures: PictureWriter
    private var results: RunResults
    private var grid: GridWriter
    private(set) var report: RunReport
    private(set) var notes = SizeNotes()

    private struct Segmented: Sendable {
        let index: Int
        let size: ImageSize
        let detections: [Detection]
        let seconds: Double
        let pictures: Result<PictureWriter.Written, CommandFailure>
    }

    private let memory: PictureMemory
    private var batches: ImageBatches
    private var writing = OrderedWork<Segmented>()

    init(
        items: [InputItem], plan: OutputPlan, memory: PictureMemory, reading: InputReading, pictures: PictureWriter,
        report: RunReport
    ) throws(CommandFailure) {
        self.items = items
        self.plan = plan
        self.memory = memory
        batches = ImageBatches(
            ImageBatches.Source(
                count: items.count, name: { items[$0].name }, header: { reading.header($0) }, read: { reading.read($0) }
            ),
            memory: memory)
        self.pictures = pictures
        self.report = report
        grid = GridWriter(plan: plan)
        results = try RunResults(plan)
    }

    /// Starts to decode the first images.
    mutating func readAhead() {
        batches.readAhead()
    }

    /// Lets all images through, or those until Ctrl-C.
    mutating func run(_ detector: Detector, logger: Logger) async throws {
        report.start()
        while !Interruption.isRequested {
            let batch = await batches.next(inputSize: detector.inputSize)
            for failure in batch.failures { report.add(failure) }
            for (index, notes) in batch.notes.sorted(by: { $0.key < $1.key }) {
                report.notes.add(notes, of: items[index].name)
            }
            let images = batch.images
            if images.isEmpty { break }
            let start = ContinuousClock.now
            let found = await batch.detections(by: detector, memory: memory) { items[$0].name }
            let seconds = (ContinuousClock.now - start).seconds / Double(images.count)
            for (image, result) in zip(images, found) {
                logger.debug("model", metadata: ["file": "\(items[image.index].name)", "seconds": "\(seconds)"])
                switch result {
                case .success(let detections):
                    if detections.isEmpty, let note = DecodingNote(nothingFoundIn: image.image) {
                        report.notes.add([note], of: items[image.index].name)
                    }
                    notes.add(detections, in: items[image.index].name, size: image.image.size, by: detector)
                    write(image, detections, seconds: seconds)
                    while writing.count > 2 { try await collect() }
                case .failure(let failure): report.add(failure)
                }
            }
        }
    }

    /// Waits for the pictures and ends the results.
    mutating func finish() async throws {
        while writing.count > 0 { try await collect() }
        if let path = try grid.write() { report.addFiles([path]) }
        try results.finish()
        report.leftOutCount = results.leftOutCount
        report.stop()
    }

    private mutating func write(_ image: ImageBatches.Waiting, _ detections: [Detection], seconds: Double) {
        let pictures = pictures
        writing.start {
            let written = Result { () throws(CommandFailure) in
                try pictures.write(image.image, detections, index: image.index)
            }
            image.memory?.release()
            return Segmented(
                index: image.index, size: image.image.size, detections: detections, seconds: seconds, pictures: written)
        }
    }

    private mutating func collect() async throws {
        guard let image = await writing.next() else { return }
        let item = items[image.index]
        let written: PictureWriter.Written
        do {
            written = try image.pictures.get()
        } catch {
            // What is still being written comes to its end, so that nothing half-written stays.
            while await writing.next() != nil {}
            throw report.stopped(by: error)
        }
        try results.add(image.detections, of: item, id: plan.imageIDs[image.index], size: image.size)
        report.add(
            item, id: plan.imageIDs[image.index], image.size, image.detections, seconds: image.seconds,
            files: written.files)
        for failure in written.failures { report.addFailedOutput(failure) }
        if let thumbnail = written.thumbnail { grid.add(thumbnail, caption: VisibleText.of(plan.names[image.index])) }
    }
}
