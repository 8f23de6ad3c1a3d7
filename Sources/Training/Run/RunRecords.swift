internal import Foundation
internal import Imaging
internal import TrainingRecords

/// What a run writes about itself, in its folder: figures as lines of JSON and for TensorBoard, curves, pictures.
final class RunRecords {
    private let folder: RunFolder
    private let metrics: MetricsLog
    private let events: EventWriter
    private var unflushed = 0

    /// Opens the files; where a run is resumed, what is later than the step is dropped.
    init(_ folder: RunFolder, resumingAfter step: Int?) throws(TrainingError) {
        self.folder = folder
        try folder.create()
        do {
            metrics = try MetricsLog(path: folder.metrics, resumingAfter: step)
            events = try EventWriter(folder: folder.events, resumingAfter: step)
        } catch {
            throw .records(error)
        }
    }

    /// Notes figures.
    func append(step: Int, epoch: Double, _ values: [String: Double]) throws(TrainingError) {
        let record = TrainingRecord(step: step, epoch: epoch, time: Date().timeIntervalSince1970, values: values)
        do {
            try metrics.append(record)
            try events.append(record)
            unflushed += 1
            if unflushed >= 20 { try flushEvents() }
        } catch {
            throw .records(error)
        }
    }

    private func flushEvents() throws(TrainingRecordError) {
        try events.flush()
        unflushed = 0
    }

    /// Brings all to the disk.
    func flush() throws(TrainingError) {
        do {
            try flushEvents()
        } catch {
            throw .records(error)
        }
    }

    /// Writes pictures of predictions, over those of before.
    func write(_ pictures: [Image], step: Int) throws(TrainingError) {
        guard !pictures.isEmpty else { return }
        do {
            try FileManager.default.createDirectory(atPath: folder.pictures, withIntermediateDirectories: true)
        } catch {
            throw .file(path: folder.pictures, problem: error.localizedDescription)
        }
        do {
            for (index, picture) in pictures.enumerated() {
                let path = "\(folder.pictures)/\(index + 1).png"
                do {
                    try picture.write(toFile: path)
                } catch {
                    throw TrainingError.file(path: path, problem: "\(error)")
                }
                try events.image("predictions/\(index + 1)", picture, step: step)
            }
            try flushEvents()
        } catch let error as TrainingRecordError {
            throw .records(error)
        } catch let error as TrainingError {
            throw error
        } catch {
            throw .file(path: folder.pictures, problem: "\(error)")
        }
    }

    /// Draws the curves of what was noted so far.
    func drawPlots() throws(TrainingError) {
        do {
            let plots = RunPlots(records: try MetricsLog.records(atPath: folder.metrics))
            try plots.write(toFolder: folder.path)
        } catch {
            throw .records(error)
        }
    }

    /// Closes the files.
    func close() throws(TrainingError) {
        do {
            try metrics.close()
            try events.close()
        } catch {
            throw .records(error)
        }
    }
}
