import Foundation
import Imaging
import Logging
import MaskRCNN

/// A run of `predict` with a model for semantic segmentation, which is one as ``PredictRun`` is.
struct ClassMapRun {
    let inputs: InputSet
    let plan: OutputPlan
    let request: SegmenterRequest
    let reading: InputReading
    let picture: PictureOptions
    let messages: MessageOptions

    /// - Throws: ``CommandFailure`` with the exit code of the run, where it is not success.
    func run() async throws {
        let logger = messages.logger
        let start = ContinuousClock.now
        let writer = ClassMapWriter(plan: plan, options: picture, palette: request.palette)
        let memory = try request.pictureMemory(drawnBytes: writer.bytesPerPixel)
        Interruption.listen(for: .images)
        if let folder = plan.folder { try OutputFolder.prepare(folder) }
        if let folder = plan.classMapFolder { try OutputFolder.prepare(folder) }

        async let loading = request.load()
        // Where there is no font, the first overlay says so.
        if writer.drawsOverlays { Task { try? Overlay.prepare() } }
        var pipeline = try ImagePipeline(
            ClassMapWork(plan: plan, pictures: writer, palette: request.palette), items: inputs.items, plan: plan,
            memory: memory, reading: reading,
            report: RunReport(
                messages: messages, total: inputs.items.count, failures: inputs.failures, drawScore: nil))
        pipeline.readAhead()
        let segmenter = try await loading
        logger.debug("\(segmenter.summary)", metadata: ["seconds": "\((ContinuousClock.now - start).seconds)"])
        logger.debug("\(segmenter.engineSummary)")
        if !messages.quiet { for note in segmenter.notes { Console.standard.note("note: " + note) } }

        try await pipeline.run(segmenter, logger: logger)
        try await pipeline.finish()
        let ending = ClassMapEnding(
            report: pipeline.report, plan: plan, request: request, model: segmenter.summary, inputNotes: reading.notes,
            seconds: (ContinuousClock.now - start).seconds)
        try ending.print(messages: messages)
        if let peak = ProcessMemory.peakBytes { logger.debug("peak memory", metadata: ["bytes": "\(peak)"]) }
        try pipeline.report.check()
    }
}
