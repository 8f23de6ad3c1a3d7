#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// A file that one process begins and another goes on with, so that its name is known beforehand and others can plant something
/// there: it has to be a regular file of the user's own that has no other name, and is this process's alone while it is open.
package final class ResumedFile: Sendable {
    /// The path as the caller gave it, for messages.
    package let path: String

    private let name: String
    private let folder: OpenFolder
    private let descriptor: Int32

    /// Opens a file, or creates an empty one; nil where another process has it open, or has just finished it.
    /// - Throws: `FileError.unwritable`, also where the name is a link's, another user's file's, or a file's of two names.
    package init?(path: String) throws(FileError) {
        self.path = path
        name = Path.name(of: path)
        folder = try OpenFolder(Path.folder(of: path), for: path)
        let flags = O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
        descriptor = System.open(name, in: folder.descriptor, flags, mode: 0o644)
        guard descriptor >= 0 else {
            let code = errno
            if code == ELOOP { throw .unwritable(file: path, reason: "it is a link") }
            throw FileError(writing: path, code: code)
        }
        guard let status = System.status(of: descriptor).map(FileStatus.init) else { throw failure() }
        guard status.kind == .regularFile, status.isOwn, status.nameCount == 1 else {
            throw .unwritable(
                file: path,
                reason: status.kind != .regularFile
                    ? "it is \(status.kind.words)"
                    : status.isOwn ? "it is a file of several names" : "it is another user's file")
        }
        if FileLock.take(descriptor) == .taken { return nil }
        // Another process may have finished and renamed the file before the lock was free: it is not to be written to any more.
        guard folder.status(of: name)?.identity == status.identity else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// How many bytes there are.
    package var count: Int { System.status(of: descriptor).map { FileStatus($0).size } ?? 0 }

    /// Drops all bytes.
    /// - Throws: `FileError.unwritable`.
    package func clear() throws(FileError) {
        guard ftruncate(descriptor, 0) == 0 else { throw failure() }
    }

    /// Adds bytes at the end.
    /// - Throws: `FileError.unwritable`, as on a full disk.
    package func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var position = off_t(count)
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = pwrite(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count, position)
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw failure() }
            position += off_t(written)
            rest = rest.dropFirst(written)
        }
    }

    /// Flushes all to the disk and gives the file another name of its folder.
    /// - Throws: `FileError.unwritable`, also where another file has its name by now.
    package func finish(as other: String) throws(FileError) {
        guard fsync(descriptor) == 0 else { throw failure() }
        let own = System.status(of: descriptor).map { FileStatus($0).identity }
        guard let own, folder.status(of: name)?.identity == own else {
            throw .unwritable(file: path, reason: "another file has come into its place")
        }
        guard folder.rename(name, to: other) else { throw failure() }
        folder.flush()
    }

    private func failure() -> FileError { FileError(writing: path, code: errno) }
}
