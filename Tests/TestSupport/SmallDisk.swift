import Foundation

/// A disk that is soon full.
public struct SmallDisk {
    /// Where it is mounted.
    public let path: String

    /// Whether this process may mount one.
    public static var isPossible: Bool {
        #if os(Linux)
            getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/bin/mount")
        #else
            false
        #endif
    }

    /// Mounts it.
    public init(at path: String, kilobytes: Int) async throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/mount")
        process.arguments = ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path]
        try await withCheckedThrowingContinuation { (mounted: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { process in
                let isMounted = process.terminationStatus == 0
                mounted.resume(with: isMounted ? .success(()) : .failure(CocoaError(.fileWriteNoPermission)))
            }
            do {
                try process.run()
            } catch {
                mounted.resume(throwing: error)
            }
        }
    }

    /// Unmounts it.
    public func eject() {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/umount")
        process.arguments = [path]
        try? process.run()
        process.waitUntilExit()
    }
}
