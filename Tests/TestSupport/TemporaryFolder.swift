public import Foundation
import Synchronization

/// A new folder that is gone when the last reference to it is, or when the process ends: what a static property holds is
/// never released.
public final class TemporaryFolder: Sendable {
    /// The folder.
    public let url: URL

    /// The folder's path.
    public var path: String { url.path }

    private static let present = Mutex<Set<URL>>([])
    private static let removesAtExit: Void = {
        atexit { for url in TemporaryFolder.present.withLock({ $0 }) { TemporaryFolder.remove(url) } }
    }()

    /// Makes the folder.
    public init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("maskrcnn-test-\(UUID().uuidString)")
            .resolvingSymlinksInPath()
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        Self.removesAtExit
        _ = Self.present.withLock { $0.insert(url) }
    }

    deinit {
        Self.remove(url)
        _ = Self.present.withLock { $0.remove(url) }
    }

    private static func remove(_ url: URL) {
        try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: url.path)
        try? FileManager.default.removeItem(at: url)
    }

    /// The path of a file in the folder.
    public func callAsFunction(_ name: String) -> String { path + "/" + name }

    /// The names in the folder, sorted.
    public var contents: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }

    /// Writes a file and gives its path.
    public func add(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: self(name)))
        return self(name)
    }
}
