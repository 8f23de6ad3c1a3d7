internal import Files

/// Bytes on the disk, of which only what is asked for is read.
enum StoredBytes: Sendable {
    /// A file as it was given.
    case file(RegularFile)
    /// Values that were decoded into a file of this process.
    case scratch(ScratchFile, size: Int)

    /// How many there are.
    var count: Int {
        switch self {
        case .file(let file): file.size
        case .scratch(_, let size): size
        }
    }

    func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
        switch self {
        case .file(let file): try file.fill(buffer, at: offset)
        case .scratch(let file, _): try file.fill(buffer, at: offset)
        }
    }
}

/// Where the bytes of a TIFF file's pieces come from.
enum TIFFSource {
    /// The whole file, read or mapped.
    case memory(UnsafeRawBufferPointer)
    case stored(StoredBytes)

    /// How many bytes there are.
    var count: Int {
        switch self {
        case .memory(let bytes): bytes.count
        case .stored(let bytes): bytes.count
        }
    }

    /// Where values can begin: TIFF files have a header first.
    var firstOffset: Int {
        if case .stored(.scratch) = self { 0 } else { 1 }
    }

    /// Adds bytes, which the source has to have.
    /// - Throws: `ImagingError.unreadable` where the system does not give them.
    func append(_ range: Range<Int>, to bytes: inout [UInt8], name: String) throws(ImagingError) {
        guard !range.isEmpty else { return }
        let stored: StoredBytes
        switch self {
        case .memory(let memory):
            bytes += memory[range]
            return
        case .stored(let bytes): stored = bytes
        }
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: range.count))
        let failure: FileError? = bytes.withUnsafeMutableBytes { buffer in
            let target = UnsafeMutableRawBufferPointer(rebasing: buffer[start...])
            do throws(FileError) {
                try stored.fill(target, at: range.lowerBound)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw .unreadable(file: name, reason: failure.reason) }
    }
}
