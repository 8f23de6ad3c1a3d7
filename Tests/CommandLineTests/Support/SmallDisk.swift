import Foundation

/// A disk that is soon full.
struct SmallDisk {
    private let path: String

    /// Whether this process may mount one.
    static var isPossible: Bool {
        #if os(Linux)
            getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/bin/mount")
        #else
            false
        #endif
    }

    /// Mounts it.
    init(at path: String, kilobytes: Int) async throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/mount")
        process.arguments = ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path]
        let outcome = try await Running(process, input: nil).outcome()
        guard outcome.status == 0 else { throw CocoaError(.fileWriteNoPermission) }
    }

    /// Unmounts it.
    func eject() {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/umount")
        process.arguments = [path]
        try? process.run()
        process.waitUntilExit()
    }
}
