import Foundation
import TestSupport

/// What tests of the command ask of a folder.
extension TemporaryFolder {
    /// The whole path of something in it.
    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    /// Writes a file, and the folders it stands in.
    @discardableResult
    func write(_ data: Data, to name: String) throws -> String {
        let file = url.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
        return file.path
    }

    /// Writes a text.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try write(Data(text.utf8), to: name)
    }

    /// The bytes of a file.
    func read(_ name: String) throws -> Data { try Data(contentsOf: url.appendingPathComponent(name)) }

    /// Whether there is such a file or folder.
    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    /// The paths of everything in a folder of it, sorted.
    func contents(_ name: String = "") -> [String] {
        ((try? FileManager.default.subpathsOfDirectory(atPath: path(name))) ?? []).sorted()
    }
}
