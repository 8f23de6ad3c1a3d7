#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif
internal import Synchronization

/// What killed processes left: temporary files that never got their names, and temporary folders.
///
/// A process that writes a file holds a lock on it, which the system lets go when the process ends, however it ends. So what
/// has a name that only this package gives (`TemporaryName`), is the user's own and is not locked belongs to nobody. The
/// first time that a process writes to a folder it removes such files there.
package enum Leftovers {
    /// A folder that was looked at. The number of one that is gone can be another's, and so can its path.
    private struct Place: Hashable {
        let identity: FileStatus.Identity
        let path: String
    }

    private struct State {
        var tidied: Set<Place> = []
        var report: (@Sendable (_ path: String, _ size: Int) -> Void)?
    }

    private static let state = Mutex(State())

    /// Calls a closure for everything that is removed.
    package static func report(to closure: @escaping @Sendable (_ path: String, _ size: Int) -> Void) {
        state.withLock { $0.report = closure }
    }

    /// Removes files from a folder, once in the life of the process.
    /// - Parameter path: What the folder is called in reports.
    static func remove(in folder: OpenFolder, path: String) {
        guard let identity = folder.identity else { return }
        let place = Place(identity: identity, path: path)
        guard state.withLock({ $0.tidied.insert(place).inserted }) else { return }
        for name in folder.names where TemporaryName.file.fits(name) {
            guard let size = removeFile(name, in: folder) else { continue }
            tell(Path.joined(path, name), size)
        }
    }

    /// Removes temporary folders.
    static func removeFolders(in folder: OpenFolder, path: String) {
        for name in folder.names where TemporaryName.folder.fits(name) {
            guard let status = folder.status(of: name), status.kind == .folder, status.isOwn else { continue }
            let opened = System.open(
                name, in: folder.descriptor, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard opened >= 0 else { continue }
            defer { close(opened) }
            guard isSame(status, opened), FileLock.take(opened) == .locked else { continue }
            removeTree(name, in: folder.descriptor)
            tell(Path.joined(path, name), 0)
        }
    }

    /// The size of a file that was removed, since no living process writes it; nil where it is left.
    private static func removeFile(_ name: String, in folder: OpenFolder) -> Int? {
        guard let status = folder.status(of: name), status.kind == .regularFile, status.isOwn else { return nil }
        // Some file systems lock only what is open for writing.
        let opened = System.open(name, in: folder.descriptor, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard opened >= 0 else { return nil }
        defer { close(opened) }
        // Whoever creates a file looks after locking it whether it is still there (`createTemporaryFile`).
        guard isSame(status, opened), FileLock.take(opened) == .locked,
            folder.status(of: name)?.identity == status.identity,
            System.unlink(name, in: folder.descriptor)
        else { return nil }
        return status.size
    }

    private static func isSame(_ status: FileStatus, _ opened: Int32) -> Bool {
        System.status(of: opened).map(FileStatus.init)?.identity == status.identity
    }

    private static func tell(_ path: String, _ size: Int) {
        state.withLock { $0.report }?(path, size)
    }

    /// Removes a folder with all that is in it; links are removed, and not followed.
    static func removeTree(_ name: String, in folder: Int32) {
        let opened = System.open(name, in: folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if opened >= 0 {
            let listed = System.open(".", in: opened, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            for inner in listed >= 0 ? Folder.names(of: listed) ?? [] : [] {
                let isFolder = System.status(of: inner, in: opened).map { FileStatus($0).kind == .folder } ?? false
                if isFolder { removeTree(inner, in: opened) } else { _ = System.unlink(inner, in: opened) }
            }
            close(opened)
        }
        _ = System.unlink(name, in: folder, isFolder: true)
    }
}
