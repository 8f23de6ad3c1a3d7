public import Files

/// What can be wrong with a data set, with results, or with what is asked of them.
public enum COCOError: Error, Hashable, Sendable {
    /// A file cannot be opened, read or written.
    case file(file: String, reason: String)
    /// The text of a file is not JSON, from a place on.
    case syntax(file: String, line: Int, column: Int, expected: String, found: String)
    /// A value of a file is not what it should be; `field` is its path, such as `annotations[12].bbox`.
    case value(file: String, line: Int, column: Int, field: String, expected: String, found: String)
    /// A data set and results, or their parts, do not fit together; `subject` names the file, the part and its id.
    case mismatch(subject: String, expected: String, found: String)
    /// Something needs more memory than the budget has; nothing of it was allocated.
    case memory(MemoryShortage)
    /// A setting of an evaluation makes no sense.
    case setting(key: String, expected: String, found: String)
}

extension COCOError: CustomStringConvertible {
    /// One sentence that names the file and the place, what was expected and what came.
    public var description: String {
        switch self {
        case .file(let path, let reason):
            "\(path): \(reason)"
        case .syntax(let file, let line, let column, let expected, let found):
            "\(file):\(line):\(column): this is not JSON: expected \(expected), found \(found)"
        case .value(let file, let line, let column, let field, let expected, let found):
            "\(file):\(line):\(column): \(field) should be \(expected), but is \(found)"
        case .mismatch(let subject, let expected, let found):
            "\(subject): expected \(expected), found \(found)"
        case .memory(let shortage): shortage.description
        case .setting(let name, let expected, let found):
            "\(name) should be \(expected), but is \(found)"
        }
    }
}
