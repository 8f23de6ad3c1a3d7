#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// A folder for files that nobody keeps, which only its user may look into; it goes with this object, and where the process is
/// killed, with the next one that makes such a folder beside it.
package final class TransientFolder {
    /// Where it is.
    package let path: String

    private let name: String
    private let parent: OpenFolder
    private let descriptor: Int32
    private var isRemoved = false

    /// Makes it.
    /// - Parameter place: The folder that it stands in.
    /// - Throws: `FileError.unwritable`.
    package init(in place: String) throws(FileError) {
        parent = try OpenFolder(place, for: place)
        Leftovers.removeFolders(in: parent, path: place)
        let folder = parent.descriptor
        for _ in 0..<16 {
            let name = TemporaryName.folder.random()
            guard System.with(name, { mkdirat(folder, $0, 0o700) }) == 0 else {
                throw FileError(writing: place, code: errno)
            }
            let opened = System.open(name, in: folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            // As with files, another process may have locked it first, to remove it.
            if opened >= 0, FileLock.take(opened) != .taken, parent.status(of: name) != nil {
                self.name = name
                path = Path.joined(place, name)
                descriptor = opened
                return
            }
            if opened >= 0 { close(opened) }
        }
        throw .unwritable(file: place, reason: "temporary folders are removed by another process")
    }

    deinit {
        remove()
        close(descriptor)
    }

    /// Removes it with all that is in it.
    package func remove() {
        if isRemoved { return }
        isRemoved = true
        Leftovers.removeTree(name, in: parent.descriptor)
    }
}
