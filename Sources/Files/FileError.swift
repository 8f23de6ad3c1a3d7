/// Why a file cannot be read or written.
public enum FileError: Error, Hashable, Sendable {
    /// The file cannot be opened or read; the reason is the system's.
    case unreadable(file: String, reason: String)
    /// The file cannot be created, written or given its name; the reason is the system's.
    case unwritable(file: String, reason: String)
}

extension FileError: CustomStringConvertible {
    /// The file's name, and what is wrong.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
        case .unwritable(let file, let reason): "\(file): cannot be written: \(reason)"
        }
    }
}
