public import Files

/// Why a file of the network could not be brought here.
public enum FetchError: Error, Sendable, Equatable {
    /// The server cannot be reached, says no, or breaks off time and again; `path` is where the file was to stand. What has come is
    /// kept for the next try.
    case unavailable(url: String, reason: String, file: String)
    /// The file is longer than it may be; `byteCount` is nil where only that is known.
    case tooLong(url: String, byteCount: Int?, limit: Int, file: String)
    /// Another process is fetching the file into `path`.
    case busy(file: String)
    /// The file's SHA-256 does not begin as its name says. `url` is whence it came just now, and then it has been removed; nil for a
    /// file that was there before.
    case wrongDigest(file: String, url: String?, expected: String, found: String)
    /// The file cannot be read, to check it.
    case unreadable(FileError)
    /// The file cannot be written, as on a full disk. What has come is kept.
    case unwritable(FileError)
    /// The task was cancelled. What has come is kept for the next try.
    case cancelled(url: String)
}

extension FetchError: CustomStringConvertible {
    /// What was to be fetched, what came of it, and what to do.
    public var description: String {
        switch self {
        case .unavailable(let url, let reason, let path):
            "\(url): \(reason). Without a network here, fetch that file elsewhere and put it at \(path)"
        case .tooLong(let url, let count, let limit, _):
            "\(url): the file has \(count.map { "\($0) bytes, " } ?? "")more than the \(limit) bytes that it may have"
        case .busy(let path): "\(path): another process is fetching this file"
        case .wrongDigest(let path, let url, let expected, let found):
            "\(path): is not the published file: its SHA-256 begins \(found), not \(expected). "
                + (url.map { "What came from \($0) has been removed; a proxy or a mirror may have changed it" }
                    ?? "Remove it and fetch it again")
        case .unreadable(let error): error.description
        case .unwritable(let error): "\(error.description). What has been fetched is kept"
        case .cancelled(let url): "\(url): cancelled; what has been fetched is kept"
        }
    }
}
