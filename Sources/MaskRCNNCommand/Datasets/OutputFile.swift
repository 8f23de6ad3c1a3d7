import Foundation

/// A file that a command is to write.
enum OutputFile {
    /// - Throws: ``CommandFailure`` where something is there that may not be replaced.
    static func check(_ path: String, overwrite: Bool) throws(CommandFailure) {
        guard !overwrite, FileManager.default.fileExists(atPath: path) else { return }
        // A device takes everything and holds nothing.
        var status = stat()
        guard stat(path, &status) == 0, [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else { return }
        throw CommandFailure(
            .cannotWrite, "\(path) is there already", hint: "--overwrite writes over it; --output names another file.")
    }
}
