internal import Files

/// A JSON text with its values, which can say of each where it stands.
///
///     let document = try JSONDocument(contentsOfFile: path)
///     for shape in try document.root.required("shapes").elements() {
///         let label = try shape.required("label").string()
///
/// Every function that finds another value than it wants throws `COCOError.value` with line, column and field.
package struct JSONDocument: Sendable {
    /// What errors call the text.
    package let name: String
    /// The outermost value.
    package let value: JSONValue
    private let bytes: [UInt8]

    /// Reads a file.
    /// - Throws: `COCOError` where it cannot be read or is not JSON.
    package init(contentsOfFile path: String) throws(COCOError) {
        // A list of small numbers becomes sixteen times as large as its text.
        let file = try JSONReader.map(path, memoryPerByte: 16)
        defer { withExtendedLifetime(file) {} }
        value = try JSONReader.read(file.bytes, name: path) { (reader) throws(JSONFailure) in try reader.readValue() }
        // Copied only when it is known to be JSON; values stand in it by their place.
        bytes = Array(file.bytes)
        name = path
    }

    /// Reads a text in UTF-8.
    /// - Throws: `COCOError` where it is not JSON.
    package init(json: [UInt8], name: String) throws(COCOError) {
        value = try JSONReader.read(json, name: name) { (reader) throws(JSONFailure) in try reader.readValue() }
        bytes = json
        self.name = name
    }

    /// The outermost value.
    package var root: JSONElement { JSONElement(document: self, value: value, steps: []) }

    /// The place of the value that some steps lead to.
    func offset(of steps: [JSONElement.Step]) -> Int {
        bytes.withUnsafeBufferPointer { bytes in
            var reader = JSONReader(UnsafeRawBufferPointer(bytes))
            reader.skipSpace()
            for step in steps where (try? reader.enter(step)) == nil { break }
            return reader.position
        }
    }

    /// The error of a value at a place.
    func error(_ failure: JSONFailure) -> COCOError {
        bytes.withUnsafeBufferPointer { failure.error(in: UnsafeRawBufferPointer($0), file: name) }
    }
}

extension JSONReader {
    /// Steps to a value inside the one that comes next.
    fileprivate mutating func enter(_ step: JSONElement.Step) throws(JSONFailure) {
        var isFirst = true
        switch step {
        case .element(let index):
            try enterList(expected: "a list")
            var left = index
            while try nextElement(&isFirst), left > 0 {
                try skipValue()
                left -= 1
            }
        case .field(let name):
            try enterObject(expected: "an object")
            // The last of a name counts, so all are looked at.
            var place = position
            while let next = try nextName(&isFirst) {
                if (try? text(of: next)) == name { place = position }
                try skipValue()
            }
            position = place
        }
    }
}
