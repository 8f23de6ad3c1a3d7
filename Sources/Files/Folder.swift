#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// Lists and makes folders.
package enum Folder {
    /// The names in a folder, sorted by their bytes; none that is there is left out, whatever its bytes are.
    /// - Throws: `FileError.unreadable`.
    package static func names(in path: String) throws(FileError) -> [String] {
        let descriptor = System.open(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0, let names = names(of: descriptor) else {
            throw .unreadable(file: path, reason: System.reason)
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The paths of all that is in a folder and the folders in it, relative to it and sorted; links to folders are not
    /// followed, nor are folders listed that may not be.
    ///
    /// - Throws: `FileError.unreadable` where the folder itself cannot be listed.
    package static func paths(under path: String) throws(FileError) -> [String] {
        var paths: [String] = []
        // A list of what is still to do, since folders can be nested deeper than the stack.
        var waiting = try names(in: path)[...]
        while let next = waiting.popFirst() {
            paths.append(next)
            let status = System.status(of: Path.joined(path, next), followsLinks: false).map(FileStatus.init)
            guard status?.kind == .folder, let inner = try? names(in: Path.joined(path, next)) else { continue }
            waiting += inner.map { Path.joined(next, $0) }
        }
        return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether there is nothing in a folder, or no folder.
    package static func isEmpty(_ path: String) -> Bool {
        (try? names(in: path))?.isEmpty ?? true
    }

    /// Makes a folder; that it is there already is no error.
    /// - Parameter makesParents: Whether those above it are made, too.
    /// - Throws: `FileError.unwritable`, or `FileError.unusableName`.
    package static func make(_ path: String, makesParents: Bool = true) throws(FileError) {
        if FileStatus.isFolder(path) { return }
        let parent = Path.folder(of: path)
        if makesParents, parent != path, !FileStatus.isFolder(parent) { try make(parent) }
        if System.with(path, { mkdir($0, 0o777) }) == 0 { return }
        let code = errno
        if code == EEXIST, FileStatus.isFolder(path) { return }
        throw FileError(writing: path, code: code == EEXIST ? ENOTDIR : code)
    }

    /// Removes a file, or a link.
    /// - Throws: `FileError.unwritable`.
    package static func removeFile(_ path: String) throws(FileError) {
        guard System.with(path, { unlink($0) }) != 0 else { return }
        throw FileError(writing: path, code: errno)
    }

    /// Whether files may be made in a folder; `errno` says why not.
    package static func isWritable(_ path: String) -> Bool {
        System.with(path) { access($0, W_OK | X_OK) } == 0
    }

    /// The names in an open folder, which is closed; nil, with `errno` set, where it cannot be listed.
    static func names(of descriptor: Int32) -> [String]? {
        guard let folder = fdopendir(descriptor) else {
            let code = errno
            close(descriptor)
            errno = code
            return nil
        }
        defer { closedir(folder) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(folder) else { return errno == 0 ? names : nil }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                Path.decoded(cString: UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
            }
            if name != "." && name != ".." { names.append(name) }
        }
    }
}
