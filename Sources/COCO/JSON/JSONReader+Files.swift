internal import Files

extension JSONReader {
    /// Reads a whole file as one value.
    static func read<Value>(
        contentsOfFile path: String, _ body: (inout JSONReader) throws(JSONFailure) -> Value
    ) throws(COCOError) -> Value {
        let file = try map(path)
        defer { withExtendedLifetime(file) {} }
        return try read(file.bytes, name: path, body)
    }

    /// Maps a file into memory, or reads standard input where it is named, with the error of this module.
    static func map(_ path: String) throws(COCOError) -> MappedFile {
        do throws(FileError) {
            return try MappedFile(path: path, readsStandardInput: true)
        } catch {
            throw COCOError(error, path: path)
        }
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

extension COCOError {
    /// A file that cannot be read or written, as this module reports it.
    init(_ error: FileError, path: String) {
        switch error {
        case .unreadable(_, let reason): self = .file(path: path, reason: "cannot be read: \(reason)")
        case .unwritable(_, let reason), .unusableName(_, let reason):
            self = .file(path: path, reason: "cannot be written: \(reason)")
        }
    }
}
