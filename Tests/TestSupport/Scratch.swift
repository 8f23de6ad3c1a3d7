public import Foundation

/// Folders for the files that a test writes.
public enum Scratch {
    /// Calls `body` with a new, empty folder, which is removed afterwards, whether `body` returns or throws.
    public static func with<Value>(_ body: (URL) throws -> Value) throws -> Value {
        let folder = try make()
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    /// Calls `body` with a new, empty folder, which is removed afterwards, whether `body` returns or throws.
    public static func with<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: (URL) async throws -> Value
    ) async throws -> Value {
        let folder = try make()
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }

    private static func make() throws -> URL {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("maskrcnn-test-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}
