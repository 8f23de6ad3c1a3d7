import Files
import Geometry
import Imaging
import MaskRCNN

/// Images that are looked at in tiles, one after the other, and what became of them.
struct TiledWork {
    let plan: OutputPlan
    let detector: Detector
    let request: ModelRequest
    let tiling: Tiling
    let isQuiet: Bool
    var results: TiledResults
    var report: RunReport
    /// What is to be known of what was found.
    private(set) var notes: [String] = []
    /// What tiles have, of each image that was begun.
    private(set) var journals: [TileJournal] = []

    init(
        plan: OutputPlan, detector: Detector, request: ModelRequest, tiling: Tiling, isQuiet: Bool,
        results: TiledResults, report: RunReport
    ) {
        (self.plan, self.detector, self.request, self.tiling) = (plan, detector, request, tiling)
        (self.isQuiet, self.results, self.report) = (isQuiet, results, report)
    }

    /// Goes through the tiles of an image.
    ///
    /// - Throws: ``CommandFailure`` where results cannot be written; an image that cannot be read is reported.
    mutating func look(at item: InputItem, index: Int, reading: InputReading) async throws {
        let start = ContinuousClock.now
        let source: LargeImage
        do throws(ImagingError) {
            source = try LargeImage(contentsOfFile: item.path, options: reading.decodingOptions(index))
        } catch {
            return report.add(InputFailure(name: item.name, reason: error.description))
        }
        let id = plan.imageIDs[index]
        try results.begin(item, id: id, size: source.size)
        do {
            try await find(in: source, item, index: index, since: start)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            // What was found before stays.
            report.add(InputFailure(name: item.name, reason: "\(error)", isUnreadable: error is ImagingError))
        }
        report.notes.add(source.notes, of: item.name)
        try results.endImage()
    }

    private mutating func find(
        in source: LargeImage, _ item: InputItem, index: Int, since start: ContinuousClock.Instant
    ) async throws {
        let id = plan.imageIDs[index]
        var run = try TileRun(detector, source, tiling)
        let journal = try plan.journal(index).map { path throws(CommandFailure) in
            try TileJournal(
                path: path,
                heading: TileJournal.Heading(item, source, request, tiling, tileCount: run.tileCount),
                tile: run.tileSize)
        }
        if let journal {
            journals.append(journal)
            if !journal.known.isEmpty, !isQuiet {
                Console.standard.note(
                    "note: \(item.name): goes on after \(Quantity.count(journal.known.count, "tile")) of \(run.tileCount), which an earlier run left"
                )
            }
        }
        var progress = Progress(total: run.tileCount, unit: "tile", isQuiet: isQuiet)
        progress.start()
        defer { progress.stop() }
        var counts: [String: Int] = [:]
        var cutCount = 0
        while !Interruption.isRequested {
            let known = journal?.next()
            guard let step = try await run.step(known: known) else { break }
            if known == nil { try journal?.add(step.found, of: step.tile) }
            for object in step.objects {
                try results.add(object, id: id, size: source.size)
                counts[object.category, default: 0] += 1
                if object.isCut { cutCount += 1 }
            }
            progress.advance(by: 1)
        }
        if Interruption.isRequested { return }
        if cutCount > 0 {
            notes.append(
                "\(item.name): \(Quantity.count(cutCount, "object")) end\(cutCount == 1 ? "s" : "") at a seam of tiles, and no other tile goes on with it: a larger --overlap sees more of such"
            )
        }
        report.add(
            item, id: id, source.size, counts: counts.map { ($0.key, $0.value) },
            seconds: (ContinuousClock.now - start).seconds, files: [])
    }

    /// Ends the results; those of a run that was stopped are not whole, and what its tiles had stays beside them.
    mutating func finish() throws(CommandFailure) {
        report.stop()
        report.leftOutCount = results.leftOutCount
        guard !Interruption.isRequested else { return }
        try results.finish()
        for journal in journals { journal.remove() }
    }
}
