import Files
import Foundation
import Geometry
import Imaging
import Logging

/// What a kind of model finds in images, and what becomes of it.
protocol ImageWork {
    associatedtype Model: Sendable
    /// What is found in an image.
    associatedtype Found: Sendable

    /// The size at the network's input of an image of a size.
    static func inputSize(of size: ImageSize, for model: Model) -> ImageSize

    /// What the model finds in each image of a batch.
    ///
    /// - Parameters:
    ///   - memory: Is given back what the images needed for the model alone.
    ///   - name: What messages call an image, by its index.
    func found(
        in batch: ImageBatches.Batch, by model: Model, memory: PictureMemory, name: (Int) -> String
    ) async -> [Result<Found, InputFailure>]

    /// Whether it is as good as nothing, which a picture that was read wrongly can be the reason of.
    func isNothing(_ found: Found) -> Bool

    /// Looks at what was found in an image, before it is written.
    mutating func look(at found: Found, in name: String, size: ImageSize, by model: Model)

    /// Writes an image's files, on a thread of its own.
    var writer: @Sendable (Image, Found, Int) throws(CommandFailure) -> PictureWriter.Written { get }

    /// Adds an image whose files are written to the results of the whole run, and to the report.
    mutating func add(_ image: ImageDone<Found>, _ item: InputItem, to report: inout RunReport) throws(CommandFailure)

    /// Ends the results of the whole run.
    mutating func finish(_ report: inout RunReport) throws(CommandFailure)
}

/// An image that a model has looked at, and whose files are written.
struct ImageDone<Found: Sendable>: Sendable {
    /// Its place among the inputs.
    let index: Int
    let size: ImageSize
    let found: Found
    /// How long the model took for it.
    let seconds: Double
    let written: PictureWriter.Written
}

/// Images on their way: while the model looks at some, the next are decoded and the pictures of the last are written.
///
/// At most `batch + 2` decoded images wait for the model and at most 3 for their pictures, fewer where they are so large that
/// the memory budget has no room for them: memory grows neither with the number of inputs nor with their size.
struct ImagePipeline<Work: ImageWork> {
    private(set) var work: Work
    private(set) var report: RunReport
    private let items: [InputItem]
    private let plan: OutputPlan
    private let memory: PictureMemory
    private var grid: GridWriter
    private var batches: ImageBatches
    private var writing = OrderedWork<Result<ImageDone<Work.Found>, CommandFailure>>()

    init(
        _ work: Work, items: [InputItem], plan: OutputPlan, memory: PictureMemory, reading: InputReading,
        report: RunReport
    ) {
        self.work = work
        self.items = items
        self.plan = plan
        self.memory = memory
        self.report = report
        grid = GridWriter(plan: plan)
        batches = ImageBatches(
            ImageBatches.Source(
                count: items.count, name: { items[$0].name }, header: { reading.header($0) }, read: { reading.read($0) }
            ),
            memory: memory)
    }

    /// Starts to decode the first images.
    mutating func readAhead() {
        batches.readAhead()
    }

    /// Lets all images through, or those until Ctrl-C.
    mutating func run(_ model: Work.Model, logger: Logger) async throws(CommandFailure) {
        report.start()
        while !Interruption.isRequested {
            let batch = await batches.next { Work.inputSize(of: $0, for: model) }
            for failure in batch.failures { report.add(failure) }
            for (index, notes) in batch.notes.sorted(by: { $0.key < $1.key }) {
                report.notes.add(notes, of: items[index].name)
            }
            if batch.images.isEmpty { break }
            let start = ContinuousClock.now
            let results = await work.found(in: batch, by: model, memory: memory) { items[$0].name }
            let seconds = (ContinuousClock.now - start).seconds / Double(batch.images.count)
            for (image, result) in zip(batch.images, results) {
                let name = items[image.index].name
                logger.debug("model", metadata: ["file": "\(name)", "seconds": "\(seconds)"])
                switch result {
                case .success(let found):
                    if work.isNothing(found), let note = DecodingNote(nothingFoundIn: image.image) {
                        report.notes.add([note], of: name)
                    }
                    work.look(at: found, in: name, size: image.image.size, by: model)
                    write(image, found, seconds: seconds)
                    while writing.count > 2 { try await collect() }
                case .failure(let failure): report.add(failure)
                }
            }
        }
    }

    /// Waits for the pictures and ends the results.
    mutating func finish() async throws(CommandFailure) {
        while writing.count > 0 { try await collect() }
        if let path = try grid.write() { report.addFiles([path]) }
        try work.finish(&report)
        report.stop()
    }

    private mutating func write(_ image: ImageBatches.Waiting, _ found: Work.Found, seconds: Double) {
        let writer = work.writer
        writing.start {
            defer { image.memory?.release() }
            do throws(CommandFailure) {
                return .success(
                    ImageDone(
                        index: image.index, size: image.image.size, found: found, seconds: seconds,
                        written: try writer(image.image, found, image.index)))
            } catch {
                return .failure(error)
            }
        }
    }

    private mutating func collect() async throws(CommandFailure) {
        guard let result = await writing.next() else { return }
        let image: ImageDone<Work.Found>
        do throws(CommandFailure) {
            image = try result.get()
        } catch {
            // What is still being written comes to its end, so that nothing half-written stays.
            while await writing.next() != nil {}
            throw report.stopped(by: error)
        }
        try work.add(image, items[image.index], to: &report)
        for failure in image.written.failures { report.addFailedOutput(failure) }
        if let thumbnail = image.written.thumbnail {
            grid.add(thumbnail, caption: VisibleText.of(plan.names[image.index]))
        }
    }
}
