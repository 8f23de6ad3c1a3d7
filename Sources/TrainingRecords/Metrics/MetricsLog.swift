internal import Files
internal import Foundation

/// The figures of a training run as a file of JSON lines, one record a line.
///
/// A line is in the file when `append(_:)` returns, so that a run that is killed loses nothing it has noted. A line looks like
/// `{"step":20,"epoch":0.5,"time":1795262400.5,"loss/mask":0.41,"loss/total":1.3,"crc32c":"0a1b2c3d"}`: the record's own fields,
/// then the figures by name, then the check of the line; `null` stands for a figure that is not finite.
public final class MetricsLog {
    private let file: AppendedFile

    /// The file's path.
    public var path: String { file.path }

    /// Starts a file, or goes on with one.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - step: How many steps were done when the run stopped: lines of later steps, which the run does again, are dropped,
    ///     and so is a last line that was cut off. The file is replaced by the shorter one in one go. Nil for a run that
    ///     starts, whose file must be new or empty.
    ///   - isKept: Whether a line of that step or an earlier one stays.
    /// - Throws: `TrainingRecordError.unwritable`, also where there are lines and `step` is nil; `.unreadable`; `.malformed` where
    ///   a line other than the last is no record.
    public init(
        path: String, resumingAfter step: Int? = nil, keeping isKept: (TrainingRecord) -> Bool = { _ in true }
    ) throws(TrainingRecordError) {
        if let step { try MetricsLog.dropRecords(after: step, keeping: isKept, atPath: path) }
        file = try TrainingRecordError.rethrowing { () throws(FileError) in try AppendedFile(path: path) }
        guard step != nil || file.count == 0 else {
            throw .unwritable(file: path, reason: "it holds the records of another run")
        }
    }

    /// Writes a record.
    /// - Throws: `TrainingRecordError.unwritable`, as on a full disk, with nothing of the record written; `.reservedName` where a
    ///   figure is named `step`, `epoch` or `time`.
    public func append(_ record: TrainingRecord) throws(TrainingRecordError) {
        if let name = RecordLine.ownNames.first(where: { record.values[$0] != nil }) { throw .reservedName(name) }
        try TrainingRecordError.rethrowing { () throws(FileError) in
            try file.append(RecordLine(record: record).bytes)
        }
    }

    /// Makes what was written outlast a failure of the machine.
    /// - Throws: `TrainingRecordError.unwritable`.
    public func synchronize() throws(TrainingRecordError) {
        try TrainingRecordError.rethrowing { () throws(FileError) in try file.synchronize() }
    }

    /// Closes the file; nothing may be written after it.
    /// - Throws: `TrainingRecordError.unwritable`.
    public func close() throws(TrainingRecordError) {
        try TrainingRecordError.rethrowing { () throws(FileError) in try file.close() }
    }

    /// The records of a file, in its order.
    ///
    /// A last line that was cut off, as by a process that was killed, is left out. `null` is read as NaN.
    /// - Throws: `TrainingRecordError.unreadable`, `.malformed`.
    public static func records(atPath path: String) throws(TrainingRecordError) -> [TrainingRecord] {
        var records: [TrainingRecord] = []
        try forEachRecord(atPath: path) { records.append($0) }
        return records
    }

    /// Passes the records of a file one by one, as ``records(atPath:)`` gives them: the file of a long run need not be in memory whole.
    /// - Throws: `TrainingRecordError.unreadable`, `.malformed`.
    public static func forEachRecord(
        atPath path: String, _ body: (TrainingRecord) -> Void
    ) throws(TrainingRecordError) {
        let file = try TrainingRecordError.rethrowing { () throws(FileError) in try MappedFile(path: path) }
        for line in RecordLines(of: file.bytes) {
            if let record = try line.record(path: path) { body(record) }
        }
    }

    private static func dropRecords(
        after step: Int, keeping isKept: (TrainingRecord) -> Bool, atPath path: String
    ) throws(TrainingRecordError) {
        guard FileStatus.exists(path) else { return }
        let file = try TrainingRecordError.rethrowing { () throws(FileError) in
            try MappedFile(path: path)
        }
        var kept: [UInt8] = []
        for line in RecordLines(of: file.bytes) {
            guard let record = try line.record(path: path), record.step <= step, isKept(record) else { continue }
            kept += line.bytes
            kept.append(UInt8(ascii: "\n"))
        }
        guard !kept.elementsEqual(file.bytes) else { return }
        try TrainingRecordError.rethrowing { () throws(FileError) in try AtomicFile.write(kept, to: path) }
    }
}
