import Files
import Foundation
import Geometry
import Imaging
import Logging
import MaskRCNN

/// A run of `predict` through the tiles of images, which is one as ``PredictRun`` is, but in memory that does not grow with them.
struct TiledRun {
    let inputs: InputSet
    let plan: OutputPlan
    let request: ModelRequest
    let reading: InputReading
    let tiling: Tiling
    let messages: MessageOptions

    /// - Throws: ``CommandFailure`` with the exit code of the run, where it is not success.
    func run() async throws {
        let logger = messages.logger
        let start = ContinuousClock.now
        Interruption.listen(for: .images)
        if let folder = plan.folder { try OutputFolder.prepare(folder) }
        let detector = try await request.load()
        logger.debug("\(detector.summary)", metadata: ["seconds": "\((ContinuousClock.now - start).seconds)"])
        if !messages.quiet {
            for note in request.configurationNotes + detector.notes { Console.standard.note("note: " + note) }
        }
        var work = TiledWork(
            plan: plan, detector: detector, request: request, tiling: tiling, isQuiet: messages.quiet,
            results: try TiledResults(plan, model: detector),
            report: RunReport(
                messages: messages, total: inputs.items.count, failures: inputs.failures, drawScore: nil))
        for (index, item) in inputs.items.enumerated() {
            if Interruption.isRequested { break }
            do {
                try await work.look(at: item, index: index, reading: reading)
            } catch let failure as CommandFailure {
                throw work.report.stopped(by: failure)
            }
        }
        try work.finish()
        let ending = RunEnding(
            report: work.report, plan: plan, request: request, model: detector.summary,
            score: detector.configuration.boxHead.scoreThreshold, inputNotes: reading.notes + work.notes, sizeNotes: [],
            seconds: (ContinuousClock.now - start).seconds)
        try ending.print(messages: messages)
        if let peak = ProcessMemory.peakBytes { logger.debug("peak memory", metadata: ["bytes": "\(peak)"]) }
        if Interruption.isRequested, let journal = work.journals.last {
            throw CommandFailure(
                .interrupted,
                "interrupted; what \(Quantity.count(journal.count, "tile")) have is kept in \(journal.path)",
                hint: "The same command with --output \(plan.folder ?? "") goes on from there.")
        }
        try work.report.check()
    }
}
