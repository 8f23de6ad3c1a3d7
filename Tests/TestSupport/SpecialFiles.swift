import Foundation

/// What is no regular file, each of which a reader must refuse at once.
public struct SpecialFiles: Sendable {
    /// The folder that they are in.
    public let folder: TemporaryFolder

    /// Their names, and words of the message.
    public static let kinds: [(name: String, words: String)] = [
        ("pipe", "it is a pipe"), ("socket", "it is a socket"), ("folder", "it is a folder"),
        ("zero", "it is a device"), ("dangling", "it is a link that leads to no file"), ("loop", "symbolic links"),
    ]

    /// Makes one of each in a folder, with an extension.
    public init(in folder: TemporaryFolder, extension suffix: String = "") throws {
        self.folder = folder
        func path(_ name: String) -> String { folder(name + suffix) }
        guard mkfifo(path("pipe"), 0o600) == 0 else { throw POSIXError(.EIO) }
        try FileManager.default.createDirectory(atPath: path("folder"), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(atPath: path("zero"), withDestinationPath: "/dev/zero")
        try FileManager.default.createSymbolicLink(atPath: path("dangling"), withDestinationPath: "nothing")
        try FileManager.default.createSymbolicLink(atPath: path("loop"), withDestinationPath: "loop" + suffix)
        try makeSocket(at: path("socket"))
    }

    private func makeSocket(at path: String) throws {
        #if os(Linux)
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
        #endif
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw POSIXError(.ENAMETOOLONG) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
    }
}
