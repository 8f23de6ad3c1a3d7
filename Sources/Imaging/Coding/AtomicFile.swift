#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Writes files of which nobody ever sees a part.
public enum AtomicFile {
    /// Writes bytes to a file, all of them or none.
    ///
    /// They go to a new file in the same folder, are flushed to the disk, and only then take the name; what stood there
    /// before stays until that moment, and keeps its permissions. A name that is no regular file, such as
    /// `/dev/stdout`, is written to directly.
    /// - Throws: `ImagingError.unwritable` with the system's reason; nothing new is left in the folder then.
    public static func write(_ bytes: [UInt8], to path: String) throws(ImagingError) {
        var status = stat()
        let exists = stat(path, &status) == 0
        if exists, status.st_mode & S_IFMT == S_IFDIR { throw .unwritable(file: path, reason: "is a directory") }
        if exists, status.st_mode & S_IFMT != S_IFREG {
            let descriptor = open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw .unwritable(file: path, reason: systemReason()) }
            defer { close(descriptor) }
            if let reason = failure(writing: bytes, to: descriptor) { throw .unwritable(file: path, reason: reason) }
            return
        }
        // A link keeps pointing where it points: it is what it names that is replaced.
        let target = exists ? resolved(path) : path
        let temporary = temporaryName(beside: target)
        let mode = exists ? status.st_mode & 0o7777 : 0o666
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .unwritable(file: path, reason: systemReason()) }
        var reason = failure(writing: bytes, to: descriptor)
        if reason == nil, exists, fchmod(descriptor, mode) != 0 { reason = systemReason() }
        if reason == nil, fsync(descriptor) != 0 { reason = systemReason() }
        if close(descriptor) != 0, reason == nil { reason = systemReason() }
        if reason == nil, rename(temporary, target) != 0 { reason = systemReason() }
        if let reason {
            unlink(temporary)
            throw .unwritable(file: path, reason: reason)
        }
        flushFolder(of: target)
    }

    private static func failure(writing bytes: [UInt8], to descriptor: Int32) -> String? {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                // One call writes at most 2 GiB on Linux, and fails above that elsewhere.
                let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
                let written = writeBytes(descriptor, part)
                if written < 0 && errno == EINTR { continue }
                guard written > 0 else { return systemReason() }
                rest = rest.dropFirst(written)
            }
            return nil
        }
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// A hidden name in the same folder, since a file can only be renamed within its file system.
    private static func temporaryName(beside path: String) -> String {
        let name = ".\(String(UInt64.random(in: 0...UInt64.max), radix: 36)).partial"
        return folder(of: path) + name
    }

    /// The path up to its last slash, or nothing.
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
