import Files

/// A file that a command is to write.
enum OutputFile {
    /// - Throws: ``CommandFailure`` where something is there that may not be replaced.
    static func check(_ path: String, overwrite: Bool) throws(CommandFailure) {
        guard !overwrite, FileStatus.exists(path) else { return }
        // A device takes everything and holds nothing; a link that leads nowhere is something.
        if let kind = FileStatus.kind(of: path), kind != .regularFile, kind != .folder { return }
        throw CommandFailure(
            .cannotWrite, "\(path) is there already", hint: "--overwrite writes over it; --output names another file.")
    }
}
