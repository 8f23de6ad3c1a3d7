internal import Files

extension JSONReader {
    /// Reads a whole file as one value.
    static func read<Value>(
        contentsOfFile path: String, _ body: (inout JSONReader) throws(JSONFailure) -> Value
    ) throws(COCOError) -> Value {
        let file: MappedFile
        do throws(FileError) {
            file = try MappedFile(path: path)
        } catch {
            guard case .unreadable(_, let reason) = error else { throw .file(path: path, reason: "\(error)") }
            throw .file(path: path, reason: "cannot be read: \(reason)")
        }
        defer { withExtendedLifetime(file) {} }
        return try read(file.bytes, name: path, body)
    }

    /// Reads a whole text as one value.
    static func read<Value>(
        _ bytes: [UInt8], name: String, _ body: (inout JSONReader) throws(JSONFailure) -> Value
    ) throws(COCOError) -> Value {
        try bytes.withUnsafeBufferPointer { (bytes) throws(COCOError) in
            try read(UnsafeRawBufferPointer(bytes), name: name, body)
        }
    }

    static func read<Value>(
        _ bytes: UnsafeRawBufferPointer, name: String, _ body: (inout JSONReader) throws(JSONFailure) -> Value
    ) throws(COCOError) -> Value {
        var reader = JSONReader(bytes)
        do throws(JSONFailure) {
            let value = try body(&reader)
            try reader.finish()
            return value
        } catch {
            throw error.error(in: bytes, file: name)
        }
    }
}
