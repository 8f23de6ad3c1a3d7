import ClassMaps
import Files
import Foundation
import Geometry
import Imaging
import Logging
import MaskRCNN

/// Images on their way through a model for semantic segmentation: while it looks at one, the next are decoded and the pictures of
/// the last are written; as in ``PredictPipeline``, the memory budget bounds how many.
struct ClassMapPipeline {
    private let items: [InputItem]
    private let plan: OutputPlan
    private let writer: ClassMapWriter
    private let palette: ClassPalette
    private let memory: PictureMemory
    private var results: ClassMapResults
    private var grid: GridWriter
    private var batches: ImageBatches
    private var writing = OrderedWork<Segmented>()
    private(set) var report: RunReport

    private struct Segmented: Sendable {
        let index: Int
        let map: ClassMap
        let seconds: Double
        let pictures: Result<PictureWriter.Written, CommandFailure>
    }

    init(
        items: [InputItem], plan: OutputPlan, memory: PictureMemory, reading: InputReading, writer: ClassMapWriter,
        palette: ClassPalette, report: RunReport
    ) throws(CommandFailure) {
        self.items = items
        self.plan = plan
        self.writer = writer
        self.palette = palette
        self.memory = memory
        self.report = report
        batches = ImageBatches(
            ImageBatches.Source(
                count: items.count, name: { items[$0].name }, header: { reading.header($0) }, read: { reading.read($0) }
            ),
            memory: memory)
        grid = GridWriter(plan: plan)
        results = try ClassMapResults(plan, palette: palette)
    }

    /// Starts to decode the first images.
    mutating func readAhead() {
        batches.readAhead()
    }

    /// Lets all images through, or those until Ctrl-C.
    mutating func run(_ segmenter: Segmenter, logger: Logger) async throws {
        report.start()
        while !Interruption.isRequested {
            let batch = await batches.next(inputSize: segmenter.inputSize)
            for failure in batch.failures { report.add(failure) }
            for (index, notes) in batch.notes.sorted(by: { $0.key < $1.key }) {
                report.notes.add(notes, of: items[index].name)
            }
            if batch.images.isEmpty { break }
            for image in batch.images {
                let start = ContinuousClock.now
                let found = await segmenter.classMap(of: image, memory: memory, name: items[image.index].name)
                let seconds = (ContinuousClock.now - start).seconds
                logger.debug("model", metadata: ["file": "\(items[image.index].name)", "seconds": "\(seconds)"])
                switch found {
                case .success(let map):
                    if palette.hasBackground, map.labels.allSatisfy({ $0 == 0 }),
                        let note = DecodingNote(nothingFoundIn: image.image)
                    {
                        report.notes.add([note], of: items[image.index].name)
                    }
                    write(image, map, seconds: seconds)
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
        report.stop()
    }

    private mutating func write(_ image: ImageBatches.Waiting, _ map: ClassMap, seconds: Double) {
        let writer = writer
        writing.start {
            let written = Result { () throws(CommandFailure) in
                try writer.write(image.image, map, index: image.index)
            }
            image.memory?.release()
            return Segmented(index: image.index, map: map, seconds: seconds, pictures: written)
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
        let id = plan.imageIDs[image.index]
        let path = plan.classMap(image.index).flatMap { written.files.contains($0) && $0 != "-" ? $0 : nil }
        try results.add(image.map, of: item, id: id, file: path.map { "classes/" + Path.name(of: $0) })
        report.add(
            item, id: id, image.map.size,
            counts: image.map.pixelCounts.enumerated().filter { $1 > 0 }.map { (palette.name(of: UInt8($0)), $1) },
            seconds: image.seconds, files: written.files)
        for failure in written.failures { report.addFailedOutput(failure) }
        if let thumbnail = written.thumbnail { grid.add(thumbnail, caption: VisibleText.of(plan.names[image.index])) }
    }
}

extension Segmenter {
    /// The class map of an image.
    ///
    /// - Parameters:
    ///   - memory: Is given back what the image needed for the model alone.
    ///   - name: What messages call it.
    nonisolated func classMap(
        of image: ImageBatches.Waiting, memory: PictureMemory, name: String
    ) async -> Result<ClassMap, InputFailure> {
        let result: Result<ClassMap, InputFailure>
        do {
            let found = try await segmentation(of: image.image)
            result = .success(try ClassMap(size: found.size, labels: found.labels))
        } catch {
            result = .failure(InputFailure(name: name, reason: String(describing: error), isUnreadable: false))
        }
        // The activations of an immense image would stay with the model until it has another as large.
        if memory.extraActivations(image.image.size) > memory.account.bytes / 4 { await trim() }
        if let reservation = image.memory {
            reservation.resize(to: min(reservation.bytes, memory.afterDecoding(image.image.size)))
        }
        return result
    }
}
