import Foundation
import Imaging
import Logging
import MaskRCNN

/// A run of `predict`: makes everything ready, at once what can be, lets the images through, and says what came out.
struct PredictRun {
    let inputs: InputSet
    let plan: OutputPlan
    let request: ModelRequest
    let reading: InputReading
    let picture: PictureOptions
    let messages: MessageOptions

    /// - Throws: ``CommandFailure`` with the exit code of the run, where it is not success.
    func run() async throws {
        let logger = messages.logger
        let start = ContinuousClock.now
        let drawScore = picture.drawScore ?? request.options.scoreThreshold ?? Double(OverlayStyle().scoreThreshold)
        let pictures = PictureWriter(plan: plan, options: picture, score: drawScore)
        let memory = try request.pictureMemory(drawnBytes: pictures.bytesPerPixel)
        Interruption.listen(for: .images)
        if let folder = plan.folder { try OutputFolder.prepare(folder) }

        // Loading the model takes longest: the fonts, the first images and the decoders come beside it.
        async let loading = request.load()
        // Where there is no font, the first overlay says so.
        if pictures.drawsOverlays { Task { try? Overlay.prepare() } }
        var pipeline = try ImagePipeline(
            DetectionWork(plan: plan, pictures: pictures), items: inputs.items, plan: plan, memory: memory,
            reading: reading,
            report: RunReport(
                messages: messages, total: inputs.items.count, failures: inputs.failures,
                drawScore: plan.drawsPictures ? drawScore : nil))
        pipeline.readAhead()
        let detector = try await loading
        logger.debug("\(detector.summary)", metadata: ["seconds": "\((ContinuousClock.now - start).seconds)"])
        logger.debug("\(detector.engineSummary)")
        if !messages.quiet {
            let notes = request.configurationNotes + detector.notes + [memory.note].compactMap(\.self)
            for note in notes { Console.standard.note("note: " + note) }
        }

        try await pipeline.run(detector, logger: logger)
        try await pipeline.finish()
        let report = pipeline.report
        let ending = RunEnding(
            report: report, plan: plan, request: request, model: detector.summary,
            score: detector.configuration.boxHead.scoreThreshold, inputNotes: reading.notes,
            sizeNotes: pipeline.work.notes.texts(), seconds: (ContinuousClock.now - start).seconds)
        try ending.print(messages: messages)
        if let peak = ProcessMemory.peakBytes { logger.debug("peak memory", metadata: ["bytes": "\(peak)"]) }
        try report.check()
    }
}

extension ReadingOptions {
    /// The options for the decoder.
    var decodingOptions: DecodingOptions {
        var options = DecodingOptions()
        options.maximumPixels = maxPixels
        options.appliesOrientation = !noExif
        options.range = range
        options.planes = planes.choice
        options.alpha =
            switch transparency {
            case .discard: .discard
            case .white: .over(.white)
            case .black: .over(.black)
            }
        return options
    }
}
