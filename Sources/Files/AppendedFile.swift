#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// A file that grows while it is read by others, such as a log.
///
/// What is appended together is there whole or not at all: where the disk is full, the part that had found room is taken
/// away again, so that the file always ends where a record does. A link is followed as by `AtomicFile`.
public final class AppendedFile {
    /// The path as the caller gave it, for messages.
    public let path: String
    /// The number of bytes in the file.
    public private(set) var count: Int

    private var descriptor: Int32

    /// Opens a file, or creates an empty one.
    /// - Parameter isNew: Whether it is an error that the file is there already.
    /// - Throws: `FileError.unwritable` with the system's reason, also where the name is no regular file's.
    public init(path: String, isNew: Bool = false) throws(FileError) {
        self.path = path
        count = 0
        let followsLink = isNew ? false : try WritingGoal.isLink(path)
        if followsLink, FileStatus.kind(of: path) == nil {
            descriptor = -1
            throw .unwritable(file: path, reason: "it is a link that leads to no file")
        }
        // Without O_NONBLOCK, opening a pipe waits for its reader.
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
        descriptor = System.open(
            path, flags | (isNew ? O_EXCL : 0) | (followsLink ? 0 : O_NOFOLLOW), mode: 0o666)
        guard descriptor >= 0 else { throw failure() }
        guard let status = System.status(of: descriptor).map(FileStatus.init) else { throw failure() }
        guard status.kind == .regularFile else { throw .unwritable(file: path, reason: "it is no regular file") }
        count = status.size
        DiskMoments.passed(path)
    }

    deinit {
        if descriptor >= 0 { systemClose(descriptor) }
    }

    /// Appends bytes, all of them or none; other processes see them when this returns.
    /// - Throws: `FileError.unwritable`, as on a full disk, and after `close()`.
    public func append(_ bytes: [UInt8]) throws(FileError) {
        guard descriptor >= 0 else { throw .unwritable(file: path, reason: "it is closed") }
        try bytes.withUnsafeBufferPointer { bytes throws(FileError) in
            var rest = UnsafeRawBufferPointer(bytes)[...]
            while !rest.isEmpty {
                // One call writes at most 2 GiB on Linux, and fails above that elsewhere.
                let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
                let written = write(descriptor, part.baseAddress, part.count)
                if written < 0 && errno == EINTR { continue }
                guard written > 0 else {
                    let failure = failure()
                    _ = ftruncate(descriptor, off_t(count))
                    throw failure
                }
                rest = rest.dropFirst(written)
            }
        }
        count += bytes.count
        DiskMoments.passed(path)
    }

    /// Makes what is written outlast a failure of the machine.
    /// - Throws: `FileError.unwritable`.
    public func synchronize() throws(FileError) {
        guard descriptor >= 0 else { return }
        guard fsync(descriptor) == 0 else { throw failure() }
    }

    /// Closes the file; again does nothing.
    /// - Throws: `FileError.unwritable` where the system says only now that bytes could not be written.
    public func close() throws(FileError) {
        guard descriptor >= 0 else { return }
        let result = systemClose(descriptor)
        descriptor = -1
        guard result == 0 else { throw failure() }
    }

    private func failure() -> FileError { FileError(writing: path, code: errno) }
}

/// The system's `close`, which the method of that name hides.
@discardableResult
private func systemClose(_ descriptor: Int32) -> Int32 {
    close(descriptor)
}
