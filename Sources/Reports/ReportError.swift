public import Files
public import Imaging

/// Why a report cannot be made.
public enum ReportError: Error, Hashable, Sendable {
    /// A file or folder cannot be written.
    case file(FileError)
    /// A picture or a chart cannot be made.
    case picture(ImagingError)
}

extension ReportError: CustomStringConvertible {
    /// One sentence that names the file or the picture, and what is wrong.
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .picture(let error): error.description
        }
    }
}
