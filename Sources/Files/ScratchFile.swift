#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// A file without a name among the system's temporary ones, for what does not fit into memory; it goes with this object, and
/// with the process however that ends.
package final class ScratchFile: Sendable {
    /// The folder that it is in, for messages.
    package let folder: String
    /// The system's number of it, open for reading and writing; it is closed with this object.
    package let descriptor: Int32

    /// Makes an empty file.
    /// - Parameter folder: The folder that takes the space; nil for `TMPDIR`, or `/tmp` where that is not set.
    /// - Throws: `FileError.unwritable` where none can be made there.
    package init(in folder: String? = nil) throws(FileError) {
        let folder = folder ?? ScratchFile.usualFolder
        self.folder = folder
        let name = Path.joined(folder, TemporaryName.file.random())
        descriptor = System.open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode: 0o600)
        guard descriptor >= 0 else { throw FileError(writing: folder, code: errno) }
        // Without a name nobody else can open it, and nothing is left where the process is killed.
        _ = System.with(name) { unlink($0) }
    }

    deinit { close(descriptor) }

    /// Where temporary files are meant to be.
    package static var usualFolder: String {
        let named = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        return named.isEmpty ? "/tmp" : named
    }

    /// How many bytes it has.
    package var size: Int { System.status(of: descriptor).map { Int($0.st_size) } ?? 0 }

    /// Adds bytes at the end of what was written.
    /// - Throws: `FileError.unwritable`, as where the disk is full.
    package func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var done = 0
        while done < bytes.count {
            let count = write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw FileError(writing: "a temporary file in \(folder)", code: errno) }
            done += count
        }
    }

    /// Fills memory with the bytes that begin at a place; several threads may do so at once.
    /// - Throws: `FileError.unreadable`.
    package func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
        var filled = 0
        while filled < buffer.count {
            let got = pread(
                descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled, off_t(offset + filled))
            if got < 0 && errno == EINTR { continue }
            guard got > 0 else {
                let reason = got == 0 ? "it has become shorter while it was read" : System.reason
                throw .unreadable(file: "a temporary file in \(folder)", reason: reason)
            }
            filled += got
        }
    }
}
