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
/// is replaced keeps its permissions, and a link keeps pointing where it points. A name that is no regular file, such as
/// `/dev/stdout`, is written to directly. Where the writer goes away without `commit()`, nothing new is left.
public final class AtomicFile {
    /// The number of bytes written so far.
    public private(set) var position = 0

    private let path: String
    /// What is renamed, and to what; nil where the file is written to directly.
    private let replacement: (temporary: String, target: String)?
    private var descriptor: Int32
    private var buffer: [UInt8] = []

    private static let bufferSize = 1 << 20

    /// Writes bytes to a file, all of them or none.
    /// - Throws: `FileError.unwritable` with the system's reason; nothing new is left in the folder then.
    public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        let file = try AtomicFile(path: path)
        try file.write(bytes)
        try file.commit()
    }

    /// Starts a file that `commit()` completes.
    /// - Throws: `FileError.unwritable` where no file can be created there.
    public init(path: String) throws(FileError) {
        self.path = path
        var status = stat()
        let exists = stat(path, &status) == 0
        if exists, status.st_mode & S_IFMT == S_IFDIR { throw .unwritable(file: path, reason: "it is a folder") }
        if exists, status.st_mode & S_IFMT != S_IFREG {
            replacement = nil
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw .unwritable(file: path, reason: systemReason()) }
            return
        }
        let target = exists ? AtomicFile.resolved(path) : path
        let temporary = AtomicFile.folder(of: target) + ".\(String(UInt64.random(in: 0 ... .max), radix: 36)).partial"
        let mode = exists ? status.st_mode & 0o7777 : 0o666
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .unwritable(file: path, reason: systemReason()) }
        replacement = (temporary, target)
        TemporaryFiles.add(temporary)
        if exists, fchmod(descriptor, mode) != 0 { throw .unwritable(file: path, reason: systemReason()) }
        DiskMoments.passed(path)
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        guard let replacement else { return }
        unlink(replacement.temporary)
        TemporaryFiles.remove(replacement.temporary)
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
        guard rename(replacement.temporary, replacement.target) == 0 else { throw failure() }
        TemporaryFiles.remove(replacement.temporary)
        close(descriptor)
        descriptor = -1
        AtomicFile.flushFolder(of: replacement.target)
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

    private func failure() -> FileError { .unwritable(file: path, reason: systemReason()) }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// The path up to its last slash, or nothing: a file can only be renamed within its file system.
    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }

    /// Makes the new name itself last; some file systems cannot flush a folder, and the file is complete without it.
    private static func flushFolder(of path: String) {
        let folder = folder(of: path)
        let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }
}

/// The system's `write`, which the method of that name hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}

/// What the system says of the last call that failed.
func systemReason() -> String {
    String(cString: strerror(errno))
}
