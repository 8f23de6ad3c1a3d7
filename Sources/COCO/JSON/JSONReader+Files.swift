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

    /// What is made of a byte of text at the most, in data sets as there are: the text stays mapped, and annotations take about as
    /// much as their text.
    private static let memoryPerByte = 2

    /// Maps a file into memory, or reads standard input where it is named, with the error of this module.
    /// - Parameter memoryPerByte: What is made of a byte of text.
    static func map(_ path: String, memoryPerByte: Int = memoryPerByte) throws(COCOError) -> MappedFile {
        let file: MappedFile
        do throws(FileError) {
            file = try MappedFile(path: path, readsStandardInput: true)
        } catch {
            throw COCOError(error, path: path)
        }
        // What begins as no JSON is refused by the reader, at its first byte and whatever its size.
        if let first = file.bytes.first, first != 0, first < 0x80 || first == 0xef {
            try checkMemory(.product(memoryPerByte, file.bytes.count), for: "what it holds", of: path)
        }
        return file
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
        case .unreadable(_, let reason): self = .file(file: path, reason: "cannot be read: \(reason)")
        case .unwritable(_, let reason), .unusableName(_, let reason):
            self = .file(file: path, reason: "cannot be written: \(reason)")
        }
    }
}
