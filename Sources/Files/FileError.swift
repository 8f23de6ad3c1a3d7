#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// Why a file cannot be read or written.
public enum FileError: Error, Hashable, Sendable {
    /// The file cannot be opened or read; the reason is the system's.
    case unreadable(file: String, reason: String)
    /// The file cannot be created, written or given its name; the reason is the system's.
    case unwritable(file: String, reason: String)
    /// The file system takes no file of this name, as where it is too long; others can be written.
    case unusableName(file: String, reason: String)

    /// The error of a call that was to write, with the system's number of it.
    init(writing file: String, code: Int32) {
        let reason = System.reason(code)
        // EILSEQ is for names that are no UTF-8, where the file system wants them to be.
        self =
            [ENAMETOOLONG, EILSEQ].contains(code)
            ? .unusableName(file: file, reason: reason) : .unwritable(file: file, reason: reason)
    }
}

extension FileError {
    /// What the system says.
    package var reason: String {
        switch self {
        case .unreadable(_, let reason), .unwritable(_, let reason), .unusableName(_, let reason): reason
        }
    }
}

extension FileError: CustomStringConvertible {
    /// The file's name, and what is wrong.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
        case .unwritable(let file, let reason), .unusableName(let file, let reason):
            "\(file): cannot be written: \(reason)"
        }
    }
}
