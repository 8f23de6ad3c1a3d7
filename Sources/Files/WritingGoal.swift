#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// What stands where a file is to be written, and what that means for writing.
struct WritingGoal {
    /// The path of what is written: the given one, or the goal of a link.
    let path: String
    /// Whether a new file takes its place; what is no regular file is written to.
    let isReplaced: Bool
    /// The permissions of the file that is there; nil where there is none.
    let permissions: mode_t?

    /// - Throws: `FileError` for a folder, a link that leads nowhere or is not to be trusted, and what cannot be looked at.
    init(_ path: String) throws(FileError) {
        guard let found = System.status(of: path, followsLinks: true).map(FileStatus.init) else {
            let code = errno
            guard code == ENOENT, !path.isEmpty, path.utf8.last != Path.slash else {
                throw FileError(writing: path, code: code)
            }
            guard !FileStatus.exists(path) else {
                throw .unwritable(file: path, reason: "it is a link that leads to no file")
            }
            (self.path, isReplaced, permissions) = (path, true, nil)
            return
        }
        switch found.kind {
        case .folder: throw .unwritable(file: path, reason: "it is a folder")
        case .regularFile: break
        default:
            (self.path, isReplaced, permissions) = (path, false, nil)
            return
        }
        permissions = found.permissions
        isReplaced = true
        self.path = try WritingGoal.isLink(path) ? Path.real(path) ?? path : path
    }

    /// Whether a path is that of a link, which is one to be followed.
    ///
    /// In a folder where all may make files and only owners rename them, such as `/tmp`, a link of somebody else's may be a
    /// trap. Source: the rule that Linux has for such links, `fs.protected_symlinks` (proc(5)); it does not hold everywhere.
    /// - Throws: `FileError.unwritable` where it is such a link.
    static func isLink(_ path: String) throws(FileError) -> Bool {
        guard let link = System.status(of: path, followsLinks: false).map(FileStatus.init), link.kind == .link else {
            return false
        }
        guard let folder = System.status(of: Path.folder(of: path), followsLinks: true).map(FileStatus.init),
            folder.permissions & 0o1002 == 0o1002, !link.isOwn, link.owner != folder.owner
        else { return true }
        throw .unwritable(file: path, reason: "it is a link of another user in a folder that all may write to")
    }
}
