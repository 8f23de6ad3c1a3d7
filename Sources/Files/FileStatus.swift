#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// What the system says of a file without opening it.
package struct FileStatus: Sendable, Hashable {
    /// What a name stands for.
    package enum Kind: Sendable, Hashable {
        case regularFile
        case folder
        /// A symbolic link, where links are not followed.
        case link
        case pipe
        case socket
        case device

        /// In words, for messages.
        package var words: String {
            switch self {
            case .regularFile: "a file"
            case .folder: "a folder"
            case .link: "a link"
            case .pipe: "a pipe"
            case .socket: "a socket"
            case .device: "a device"
            }
        }
    }

    /// A file among all of the system, whatever its names are.
    package struct Identity: Sendable, Hashable {
        let device: UInt64
        let number: UInt64
    }

    /// What it is.
    package let kind: Kind
    /// Its bytes, where it is a regular file.
    package let size: Int
    /// Whose it is.
    package let owner: UInt32
    /// What tells it from all others.
    package let identity: Identity
    /// How many names it has: more than one by hard links.
    let nameCount: Int
    /// Who may read, write and run it.
    let permissions: mode_t

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regularFile
            case S_IFDIR: .folder
            case S_IFLNK: .link
            case S_IFIFO: .pipe
            case S_IFSOCK: .socket
            default: .device
            }
        size = Int(clamping: status.st_size)
        owner = UInt32(status.st_uid)
        identity = Identity(
            device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(truncatingIfNeeded: status.st_ino))
        nameCount = Int(status.st_nlink)
        permissions = status.st_mode & 0o7777
    }

    /// Looks at what a path stands for.
    /// - Parameter followsLinks: Whether a link's goal is looked at, rather than the link.
    /// - Throws: `FileError.unreadable` with the system's reason; a link that leads nowhere, or in a circle, is said to be one.
    package init(of path: String, followsLinks: Bool = true) throws(FileError) {
        if let status = System.status(of: path, followsLinks: followsLinks) {
            self.init(status)
            return
        }
        let code = errno
        if followsLinks, code == ENOENT, let link = System.status(of: path, followsLinks: false) {
            if link.st_mode & S_IFMT == S_IFLNK {
                throw .unreadable(file: path, reason: "it is a link that leads to no file")
            }
        }
        throw .unreadable(file: path, reason: System.reason(code))
    }

    /// What a path stands for, links followed; nil where there is nothing, or nothing that this process may look at.
    package static func kind(of path: String) -> Kind? {
        System.status(of: path, followsLinks: true).map { FileStatus($0).kind }
    }

    /// Whether there is anything of this name: also a link that leads nowhere.
    package static func exists(_ path: String) -> Bool {
        System.status(of: path, followsLinks: false) != nil
    }

    /// Whether a path stands for a folder.
    package static func isFolder(_ path: String) -> Bool { kind(of: path) == .folder }

    /// What to say of a path that does not stand for a folder: what it is, or that there is nothing.
    package static func wordsOfNoFolder(_ path: String) -> String {
        kind(of: path).map { "expected a folder, found \($0.words)" } ?? "no such folder"
    }

    /// Whether a path stands for a regular file.
    package static func isFile(_ path: String) -> Bool { kind(of: path) == .regularFile }

    /// A regular file's size; nil where there is none.
    package static func size(of path: String) -> Int? {
        guard let status = System.status(of: path, followsLinks: true).map(FileStatus.init) else { return nil }
        return status.kind == .regularFile ? status.size : nil
    }

    /// Whether a file belongs to the user that this process acts for.
    package var isOwn: Bool { owner == UInt32(geteuid()) }
}
