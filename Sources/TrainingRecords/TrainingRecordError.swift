public import Imaging

/// What can go wrong with the files that a training run writes about itself.
public enum TrainingRecordError: Error, Hashable, Sendable {
    /// The file or folder cannot be read; the reason is the system's.
    case unreadable(file: String, reason: String)
    /// The file or folder cannot be created or written, as on a full disk; the reason is the system's.
    case unwritable(file: String, reason: String)
    /// A line of the file, counted from 1, is not a record.
    case malformed(file: String, line: Int, reason: String)
    /// The file is not what was written; what of it.
    case damaged(file: String, reason: String)
    /// A figure cannot have this name, which a record's own field has.
    case reservedName(String)
    /// A picture or a chart cannot be drawn, encoded or written.
    case imaging(ImagingError)
}

extension TrainingRecordError: CustomStringConvertible {
    /// One sentence that names the file and says what is wrong.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
        case .unwritable(let file, let reason): "\(file): cannot be written: \(reason)"
        case .malformed(let file, let line, let reason): "\(file): line \(line) is no training record: \(reason)"
        case .damaged(let file, let reason): "\(file): damaged: \(reason)"
        case .reservedName(let name): "a figure cannot be named \"\(name)\": every record has a field of that name"
        case .imaging(let error): "\(error)"
        }
    }
}
