internal import Foundation
internal import Imaging
internal import TrainingRecords

/// What a run writes about itself, in its folder: figures as lines of JSON and for TensorBoard, curves, pictures.
final class RunRecords {
    /// How many of the steps that were done before have no figures here.
    let missingCount: Int
    /// Whether steps were done before, and no event file has anything of them.
    let hasLostEvents: Bool
    private let folder: RunFolder
    private let manifest: RunManifest
    private let metrics: MetricsLog
    /// The present event file: there from the first event on, so that a run that has nothing to add leaves none.
    private var events: EventWriter?
    /// After which step earlier event files count no more; nil for a run that starts.
    private let eventsGoOnAfter: Int?
    /// What was noted after that step and stays.
    private let repeated: [TrainingRecord]
    private var unflushed = 0
    /// When the curves were last drawn, and how long that took.
    private var drawn: (end: ContinuousClock.Instant, duration: Duration)?

    /// Opens the files.
    ///
    /// - Parameter progress: How far the run is that goes on, nil for one that starts. What was noted later is dropped, and so is
    ///   an evaluation that the progress does not have: it is made again.
    /// - Throws: ``TrainingError/records(_:)``, also where a file is damaged.
    init(
        _ folder: RunFolder, _ manifest: RunManifest, resuming progress: TrainingProgress?
    ) throws(TrainingError) {
        self.folder = folder
        self.manifest = manifest
        do throws(TrainingRecordError) {
            let size = progress == nil ? 0 : try EventFiles.verify(inFolder: folder.events)
            hasLostEvents = (progress?.step ?? 0) > 0 && size == 0
        } catch {
            throw .records(error)
        }
        try manifest.willWrite(folder.metrics)
        do throws(TrainingRecordError) {
            metrics = try MetricsLog(path: folder.metrics, resumingAfter: progress?.step) { record in
                record.step != progress?.step || progress?.isEvaluated != false || !record.isEvaluation
            }
            let kept = progress == nil ? [] : try MetricsLog.records(atPath: folder.metrics)
            let noted = Set(kept.lazy.filter { !$0.isEvaluation }.map(\.step)).count
            missingCount = max(0, (progress?.step ?? 0) - noted)
            if let progress, !progress.isEvaluated {
                // Events of a step go together: those that stay are written again.
                eventsGoOnAfter = progress.step - 1
                repeated = kept.filter { $0.step == progress.step }
            } else {
                eventsGoOnAfter = progress?.step
                repeated = []
            }
        } catch {
            throw .records(error)
        }
    }

    /// Notes figures.
    func append(step: Int, epoch: Double, _ values: [String: Double]) throws(TrainingError) {
        let record = TrainingRecord(step: step, epoch: epoch, time: Date().timeIntervalSince1970, values: values)
        let events = try openEvents()
        do {
            try metrics.append(record)
            try events.append(record)
            unflushed += 1
            if unflushed >= 20 { try flushEvents() }
        } catch {
            throw .records(error)
        }
    }

    private func openEvents() throws(TrainingError) -> EventWriter {
        if let events { return events }
        try manifest.makeFolder(folder.events)
        do throws(TrainingRecordError) {
            let events = try EventWriter(folder: folder.events, resumingAfter: eventsGoOnAfter) {
                (path) throws(TrainingRecordError) in
                do throws(TrainingError) {
                    try manifest.willWrite(path)
                } catch {
                    throw .unwritable(file: folder.manifest, reason: "\(error)")
                }
            }
            for record in repeated { try events.append(record) }
            self.events = events
            return events
        } catch {
            throw .records(error)
        }
    }

    private func flushEvents() throws(TrainingRecordError) {
        try events?.flush()
        unflushed = 0
    }

    /// Brings all to the disk, where it outlasts a failure of the machine, too.
    func synchronize() throws(TrainingError) {
        do {
            try metrics.synchronize()
            try events?.synchronize()
            unflushed = 0
        } catch {
            throw .records(error)
        }
    }

    /// Writes pictures of predictions, over those of before.
    func write(_ pictures: [Image], step: Int) throws(TrainingError) {
        guard !pictures.isEmpty else { return }
        try manifest.makeFolder(folder.pictures)
        let events = try openEvents()
        for (index, picture) in pictures.enumerated() {
            let path = "\(folder.pictures)/\(index + 1).png"
            try manifest.willWrite(path)
            do {
                try picture.write(toFile: path)
            } catch {
                throw .file(file: path, reason: "\(error)")
            }
            do {
                try events.image("predictions/\(index + 1)", picture, step: step)
            } catch {
                throw .records(error)
            }
        }
        do {
            try flushEvents()
        } catch {
            throw .records(error)
        }
    }

    /// Draws the curves of what was noted so far, unless that would take more than a fiftieth of the time: it takes the longer, the
    /// longer the run is, and epochs can be short.
    func drawPlotsIfTime() throws(TrainingError) {
        if let drawn, ContinuousClock.now - drawn.end < drawn.duration * 50 { return }
        try drawPlots()
    }

    /// Draws the curves of what was noted so far.
    func drawPlots() throws(TrainingError) {
        let start = ContinuousClock.now
        defer {
            let end = ContinuousClock.now
            drawn = (end, end - start)
        }
        let plots: RunPlots
        do {
            plots = try RunPlots(metricsFile: folder.metrics)
        } catch {
            throw .records(error)
        }
        for (name, _) in plots.charts {
            for type in ["svg", "png"] { try manifest.willWrite("\(folder.path)/\(name).\(type)") }
        }
        do {
            try plots.write(toFolder: folder.path)
        } catch {
            throw .records(error)
        }
    }

    /// Closes the files.
    func close() throws(TrainingError) {
        do {
            try metrics.close()
            try events?.close()
        } catch {
            throw .records(error)
        }
    }
}

extension TrainingRecord {
    /// Whether it is that of an evaluation, and not of a step.
    fileprivate var isEvaluation: Bool { values.keys.contains { $0.hasPrefix("eval/") } }
}
