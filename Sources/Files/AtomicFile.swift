#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// A file being written under another name beside its own, which it gets when it is complete and safe on the disk.
///
/// A reader sees the old file or the new one, never half of one, and a mapping of the old file stays whole. A file that
/// is replaced keeps its permissions. A name that is no regular file, such as `/dev/stdout`, is written to directly. Where the
/// writer goes away without `commit()`, nothing new is left; where its process is killed, the next one that writes to the
/// folder removes what is (`Leftovers`).
///
/// The temporary name cannot be guessed, a file or link that has it is an error, and both names are of one folder that is held
/// open: neither a link that is planted nor a folder that is exchanged meanwhile leads the writing elsewhere. A link that is
/// the goal keeps pointing where it points, and what it points to is replaced, as other programs do it; it has to lead to a
/// file, and in a folder that all may write to, such as `/tmp`, to be the user's own or the folder's owner's.
public final class AtomicFile {
    /// The number of bytes written so far.
    public private(set) var position = 0

    private let path: String
    /// What is renamed, and to what; nil where the file is written to directly.
    private let replacement: (folder: OpenFolder, temporary: String, target: String)?
    private var descriptor: Int32
    private var buffer: [UInt8] = []

    private static let bufferSize = 1 << 20

    /// Writes bytes to a file, all of them or none.
    /// - Throws: `FileError` with the system's reason; nothing new is left in the folder then.
    public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        let file = try AtomicFile(path: path)
        try file.write(bytes)
        try file.commit()
    }

    /// Starts a file that `commit()` completes.
    /// - Throws: `FileError.unwritable` where no file can be created there, `FileError.unusableName` where it is the name that
    ///   the file system does not take.
    public init(path: String) throws(FileError) {
        self.path = path
        let goal = try WritingGoal(path)
        guard goal.isReplaced else {
            replacement = nil
            // Opening a pipe that nobody reads would wait for somebody.
            descriptor = System.open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
            guard descriptor >= 0 else { throw FileError(writing: path, code: errno) }
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
            return
        }
        let folder = try OpenFolder(Path.folder(of: goal.path), for: path)
        Leftovers.remove(in: folder, path: Path.folder(of: goal.path))
        let temporary: String
        (descriptor, temporary) = try folder.createTemporaryFile(mode: goal.permissions ?? 0o666, for: path)
        replacement = (folder, temporary, Path.name(of: goal.path))
        TemporaryFiles.add(folder.path(of: temporary))
        if let permissions = goal.permissions, fchmod(descriptor, permissions) != 0 { throw failure() }
        DiskMoments.passed(path)
    }

    deinit {
        guard descriptor >= 0 else { return }
        if let replacement { replacement.folder.remove(replacement.temporary) }
        close(descriptor)
        if let replacement { TemporaryFiles.remove(replacement.folder.path(of: replacement.temporary)) }
    }

    /// Appends bytes.
    /// - Throws: `FileError.unwritable`, as on a full disk.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        position += bytes.count
        if buffer.count + bytes.count > AtomicFile.bufferSize { try flush() }
        if bytes.count > AtomicFile.bufferSize {
            try send(bytes)
        } else {
            buffer.append(contentsOf: bytes)
        }
    }

    /// Appends bytes.
    /// - Throws: `FileError.unwritable`, as on a full disk.
    public func write(_ bytes: [UInt8]) throws(FileError) {
        try bytes.withUnsafeBufferPointer { bytes throws(FileError) in try write(UnsafeRawBufferPointer(bytes)) }
    }

    /// Flushes all to the disk and gives the file its name; nothing may be written after it.
    /// - Throws: `FileError.unwritable`; the file that stood there before is then still whole.
    public func commit() throws(FileError) {
        try flush()
        guard let replacement else { return }
        guard fsync(descriptor) == 0 else { throw failure() }
        DiskMoments.passed(path)
        guard replacement.folder.rename(replacement.temporary, to: replacement.target) else { throw failure() }
        TemporaryFiles.remove(replacement.folder.path(of: replacement.temporary))
        close(descriptor)
        descriptor = -1
        replacement.folder.flush()
        DiskMoments.passed(path)
    }

    private func flush() throws(FileError) {
        try buffer.withUnsafeBufferPointer { bytes throws(FileError) in try send(UnsafeRawBufferPointer(bytes)) }
        buffer.removeAll(keepingCapacity: true)
    }

    private func send(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // One call writes at most 2 GiB on Linux, and fails above that elsewhere.
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            let count = systemWrite(descriptor, part.baseAddress, part.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            rest = rest.dropFirst(count)
        }
    }

    private func failure() -> FileError { FileError(writing: path, code: errno) }
}

/// The system's `write`, which the method of that name hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
