#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// A folder that is held open, so that what is made, renamed and removed in it stays there even where its name, or a link on
/// the way to it, comes to mean another folder meanwhile.
final class OpenFolder: Sendable {
    let descriptor: Int32
    private let path: String

    /// Linux opens a folder to act in it without the permission to list it; Swift's module of the C library lacks the flag.
    #if os(Linux)
        private static let actsOnly: Int32 = 0o10_000_000
    #else
        private static let actsOnly: Int32 = 0
    #endif

    /// - Throws: `FileError.unwritable` for `file`, which is to stand in the folder.
    init(_ path: String, for file: String) throws(FileError) {
        self.path = path
        descriptor = System.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | OpenFolder.actsOnly)
        guard descriptor >= 0 else { throw FileError(writing: file, code: errno) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Creates a file that is locked for as long as it is open, so that nobody takes it for what a dead process left.
    /// - Parameter file: What errors name.
    /// - Throws: `FileError`, also where something, such as a link, has the file's new name.
    func createTemporaryFile(mode: mode_t, for file: String) throws(FileError) -> (descriptor: Int32, name: String) {
        for _ in 0..<16 {
            let name = TemporaryName.file.random()
            let created = System.open(
                name, in: descriptor, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode: mode)
            guard created >= 0 else { throw FileError(writing: file, code: errno) }
            // Between creating and locking, another process may have locked the file to remove it.
            if FileLock.take(created) != .taken, let own = System.status(of: created).map(FileStatus.init),
                let found = status(of: name), found.identity == own.identity
            {
                return (created, name)
            }
            close(created)
        }
        throw .unwritable(file: file, reason: "its temporary files are removed by another process")
    }

    /// The path of a name in the folder, as long as that is where it was.
    func path(of name: String) -> String { Path.joined(path, name) }

    /// What a name of the folder stands for; a link stands for itself.
    func status(of name: String) -> FileStatus? {
        System.status(of: name, in: descriptor).map(FileStatus.init)
    }

    /// Gives a file another name of the folder, in the place of what has it.
    func rename(_ name: String, to other: String) -> Bool {
        let result = System.with(name) { name in
            System.with(other) { other in renameat(descriptor, name, descriptor, other) }
        }
        return result == .some(.some(0))
    }

    func remove(_ name: String) { _ = System.unlink(name, in: descriptor) }

    /// The names in it; none where it may not be listed.
    var names: [String] {
        let listed = System.open(".", in: descriptor, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        return listed >= 0 ? Folder.names(of: listed) ?? [] : []
    }

    /// Makes new names themselves last; some file systems cannot flush a folder, and files are complete without it.
    func flush() {
        let folder = System.open(".", in: descriptor, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        _ = fsync(folder)
        close(folder)
    }

    /// What tells it from all other folders.
    var identity: FileStatus.Identity? { System.status(of: descriptor).map { FileStatus($0).identity } }
}

/// The system's lock on an open file, which ends with the process whatever ends that.
package enum FileLock {
    /// Locks a file unless another has; `impossible` where the file system has no locks.
    package static func take(_ descriptor: Int32) -> Outcome {
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            return errno == EWOULDBLOCK ? .taken : .impossible
        }
        return .locked
    }

    /// What came of it.
    package enum Outcome {
        case locked
        /// Another has it.
        case taken
        case impossible
    }
}
