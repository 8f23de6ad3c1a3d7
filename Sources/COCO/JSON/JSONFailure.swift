/// What stopped a reader, and at which byte; the line, the column and the field are found from that byte when it is told.
struct JSONFailure: Error {
    /// Whether the text is no JSON, or a value is not the one that was wanted.
    enum Kind {
        case syntax
        case value
    }

    let kind: Kind
    /// The place in the text, in bytes.
    let offset: Int
    let expected: String
    let found: String
    /// A field that the object at `offset` lacks; nil where the value at `offset` itself is meant.
    var missingField: String?

    /// The error for a caller, with the place and the field in words.
    func error(in bytes: UnsafeRawBufferPointer, file: String) -> COCOError {
        let location = JSONLocation(offset: offset, in: bytes)
        switch kind {
        case .syntax:
            return .syntax(
                file: file, line: location.line, column: location.column, expected: expected, found: found)
        case .value:
            let path = location.field(in: bytes)
            var field = path.isEmpty ? "the file" : path
            if let missingField { field = path.isEmpty ? missingField : "\(path).\(missingField)" }
            return .value(
                file: file, line: location.line, column: location.column, field: field, expected: expected,
                found: found)
        }
    }
}
