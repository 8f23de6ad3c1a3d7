#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// A regular file that is open for reading; the one way in which this package opens what it reads.
///
/// A pipe, a device, a socket or a folder is refused at once: reading them can last for ever, and opening a device can do
/// something. What is meant to come through a pipe comes on standard input (`init(standardInput:)`).
package final class RegularFile: Sendable {
    /// The path as the caller gave it, for messages.
    package let path: String
    /// The number of bytes when it was opened; 0 for what is no regular file.
    package let size: Int
    /// The system's number of it, which is closed with this object.
    package let descriptor: Int32
    /// Whether it is a regular file: standard input need not be.
    package let isRegular: Bool

    /// Opens a file.
    /// - Throws: `FileError.unreadable` where there is none, or it is no regular file.
    package init(path: String) throws(FileError) {
        let before = try FileStatus(of: path)
        try RegularFile.check(before, path: path)
        // Another file may have come into its place: without O_NONBLOCK, opening a pipe waits for its writer.
        let descriptor = System.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw .unreadable(file: path, reason: System.reason) }
        self.path = path
        self.descriptor = descriptor
        isRegular = true
        guard let status = System.status(of: descriptor).map(FileStatus.init) else {
            size = 0
            throw .unreadable(file: path, reason: System.reason)
        }
        size = status.size
        try RegularFile.check(status, path: path)
    }

    /// Takes standard input, whatever it is but a terminal.
    /// - Parameter name: What messages call it.
    package init(standardInput name: String) throws(FileError) {
        guard isatty(STDIN_FILENO) == 0 else {
            throw .unreadable(file: name, reason: "it is a terminal")
        }
        let descriptor = dup(STDIN_FILENO)
        guard descriptor >= 0 else { throw .unreadable(file: name, reason: System.reason) }
        path = name
        self.descriptor = descriptor
        let status = System.status(of: descriptor).map(FileStatus.init)
        isRegular = status?.kind == .regularFile
        size = isRegular ? status?.size ?? 0 : 0
    }

    /// Whether a path, as a user names it, stands for standard input.
    package static func isStandardInput(_ path: String) -> Bool {
        ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"].contains(path)
    }

    deinit { close(descriptor) }

    private static func check(_ status: FileStatus, path: String) throws(FileError) {
        guard status.kind != .regularFile else { return }
        throw .unreadable(file: path, reason: "it is \(status.kind.words)")
    }

    /// The next bytes: as many as asked for, or fewer at the end of the file.
    /// - Throws: `FileError.unreadable`.
    package func next(_ count: Int) throws(FileError) -> [UInt8] {
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = read(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled)
                if got < 0 && errno == EINTR { continue }
                if got < 0 { code = errno }
                if got <= 0 { return }
                filled += got
            }
        }
        guard code == 0 else { throw .unreadable(file: path, reason: System.reason(code)) }
        return bytes
    }

    /// Fills memory with the bytes that begin at a place of the file; several threads may do so at once.
    /// - Throws: `FileError.unreadable`, also where the file ends before the memory is full.
    package func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
        var filled = 0
        while filled < buffer.count {
            let got = pread(
                descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled, off_t(offset + filled))
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw .unreadable(file: path, reason: System.reason) }
            guard got > 0 else { throw .unreadable(file: path, reason: "it has become shorter while it was read") }
            filled += got
        }
    }

    /// All bytes from here to the end.
    /// - Parameter limit: The most bytes that are taken; a file with more is an error.
    /// - Throws: `FileError.unreadable`.
    package func rest(limit: Int = .max) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let more = try next(min(max(size - bytes.count, 1 << 16), 1 << 20))
            if more.isEmpty { return bytes }
            guard bytes.count + more.count <= limit else {
                throw .unreadable(file: path, reason: "it has more than \(limit) bytes")
            }
            // Growing has the old and a new place of twice the size.
            do {
                try MemoryBudget.process.check(.product(3, bytes.count + more.count), for: "reading it", of: path)
            } catch {
                throw .unreadable(file: path, reason: error.description)
            }
            bytes += more
        }
    }
}
