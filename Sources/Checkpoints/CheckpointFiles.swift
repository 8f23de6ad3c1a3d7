internal import Files

extension MappedFile {
    /// Maps a checkpoint, which is a regular file that is not empty.
    static func checkpoint(at path: String) throws(CheckpointError) -> MappedFile {
        let file: MappedFile
        do {
            file = try MappedFile(path: path)
        } catch {
            throw CheckpointError(error, expected: "a readable file")
        }
        guard !file.bytes.isEmpty else {
            throw .file(file: path, expected: "a checkpoint", found: "an empty file")
        }
        return file
    }

    /// The error of a file that is not what it should be.
    func malformed(expected: String, found: String) -> CheckpointError {
        .file(file: path, expected: expected, found: found)
    }

    /// Compares bytes with the check sum that the file has of them.
    func verify(_ bytes: UnsafeRawBufferPointer, _ sum: TensorStorage.CheckSum) throws(CheckpointError) {
        let found = CRC32.sum(of: bytes)
        guard found == sum.value else {
            throw malformed(
                expected: "\(sum.subject) with the check sum \(sum.value.hexadecimal)",
                found: "\(found.hexadecimal): the file is damaged, or was changed without its check sums")
        }
    }

    /// A copy of some of the bytes; the range must lie within the file.
    func copy(_ range: Range<Int>) -> [UInt8] {
        [UInt8](bytes[range])
    }
}

extension AtomicFile {
    /// Calls `body` to write a checkpoint, and gives the file its name if that succeeds.
    static func write(to path: String, _ body: (AtomicFile) throws(CheckpointError) -> Void) throws(CheckpointError) {
        let file: AtomicFile
        do {
            file = try AtomicFile(path: path)
        } catch {
            throw CheckpointError(error, expected: "a file that can be created")
        }
        try body(file)
        do {
            try file.commit()
        } catch {
            throw CheckpointError(error, expected: "room and a place for the file")
        }
    }

    /// Appends bytes to a checkpoint.
    func append(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
        do {
            try write(bytes)
        } catch {
            throw CheckpointError(error, expected: "room for the file")
        }
    }

    /// Appends bytes to a checkpoint.
    func append(_ bytes: [UInt8]) throws(CheckpointError) {
        try bytes.withUnsafeBufferPointer { bytes throws(CheckpointError) in try append(UnsafeRawBufferPointer(bytes)) }
    }
}

extension CheckpointError {
    fileprivate init(_ error: FileError, expected: String) {
        switch error {
        case .unreadable(let file, let reason): self = .file(file: file, expected: expected, found: reason)
        case .unwritable(let file, let reason), .unusableName(let file, let reason):
            self = .unwritable(file: file, reason: reason)
        }
    }
}
