public import Files

/// Why a checkpoint could not be read or written.
public enum CheckpointError: Error, Sendable, Equatable {
    /// A file could not be read or understood.
    case file(file: String, expected: String, found: String)
    /// A file could not be written, as on a full disk; the reason is the system's.
    case unwritable(file: String, reason: String)
    /// A tensor had another shape, data type or number of bytes than the operation takes.
    case mismatch(operation: String, expected: String, found: String)
    /// Something needs more memory than the budget has; nothing of it was allocated.
    case memory(MemoryShortage)
}

extension CheckpointError: CustomStringConvertible {
    /// One line for a person.
    public var description: String {
        switch self {
        case .file(let path, let expected, let found): "\(path): expected \(expected), found \(found)"
        case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
        case .mismatch(let operation, let expected, let found): "\(operation): expected \(expected), found \(found)"
        case .memory(let shortage): shortage.description
        }
    }
}
