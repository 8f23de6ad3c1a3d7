import Files
import Foundation

/// The folder of the results.
enum OutputFolder {
    /// Makes the folder and those above it, and makes sure that a file can be written there.
    static func prepare(_ path: String) throws(CommandFailure) {
        try make(path)
        // Only trying tells: permissions say nothing of read-only disks, nor of full ones.
        let probe = path + "/.maskrcnn-\(getpid()).part"
        let descriptor = open(probe, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path, errno) }
        close(descriptor)
        unlink(probe)
    }

    /// Makes the folder and those above it.
    static func make(_ path: String) throws(CommandFailure) {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            guard isFolder.boolValue else { throw failure(path, ENOTDIR) }
            return
        }
        let parent = Path.folder(of: path)
        if parent != path { try make(parent) }
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw failure(path, errno) }
    }

    /// What would keep the folder from being written, as far as can be told without writing.
    static func obstacle(_ path: String) -> CommandFailure? {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            if !isFolder.boolValue { return failure(path, ENOTDIR) }
            return access(path, W_OK | X_OK) == 0 ? nil : failure(path, errno)
        }
        return obstacle(Path.folder(of: path))
    }

    private static func failure(_ path: String, _ code: Int32) -> CommandFailure {
        CommandFailure(
            .cannotWrite, "\(path): cannot be written: \(String(cString: strerror(code)))",
            hint: "--output names another folder.")
    }
}
