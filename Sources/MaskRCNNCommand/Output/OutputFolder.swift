import Files
import Foundation

/// The folder of the results.
enum OutputFolder {
    /// Makes the folder and those above it, and makes sure that a file can be written there.
    static func prepare(_ path: String) throws(CommandFailure) {
        try make(path)
        do throws(FileError) {
            // Only trying tells: permissions say nothing of read-only disks, nor of full ones. Nothing is left of the file.
            _ = try AtomicFile(path: Path.joined(path, "results"))
        } catch {
            throw failure(path, error.reason)
        }
    }

    /// Makes the folder and those above it.
    static func make(_ path: String) throws(CommandFailure) {
        do throws(FileError) {
            try Folder.make(path)
        } catch {
            throw failure(path, error.reason)
        }
    }

    /// What would keep the folder from being written, as far as can be told without writing.
    static func obstacle(_ path: String) -> CommandFailure? {
        if let kind = FileStatus.kind(of: path) {
            if kind != .folder { return failure(path, String(cString: strerror(ENOTDIR))) }
            return Folder.isWritable(path) ? nil : failure(path, String(cString: strerror(errno)))
        }
        let folder = Path.folder(of: path)
        return folder == path ? nil : obstacle(folder)
    }

    private static func failure(_ path: String, _ reason: String) -> CommandFailure {
        CommandFailure(
            .cannotWrite, "\(path): cannot be written: \(reason)", hint: "--output names another folder.")
    }
}
