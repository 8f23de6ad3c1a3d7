import Files
import Foundation

/// Where a report goes: a new file, or in the place of an earlier report.
struct ReportDestination {
    /// What every report has in its head.
    static let mark = "<meta name=\"generator\" content=\"swift-mask-rcnn\">"

    let path: String

    /// - Throws: ``CommandFailure`` where something else stands there, or no file can be written there.
    init(_ path: String, overwrite: Bool) throws(CommandFailure) {
        self.path = path
        let hint = "--overwrite writes over it, --output names another file, --no-report writes none."
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            guard !isFolder.boolValue else { throw CommandFailure(.cannotWrite, "\(path) is a folder", hint: hint) }
            guard overwrite || Self.isReport(path) else {
                throw CommandFailure(.cannotWrite, "\(path) is there already, and is no report", hint: hint)
            }
        }
        let folder = Path.folder(of: path)
        guard access(folder, W_OK | X_OK) == 0 else {
            let reason = String(cString: strerror(errno))
            throw CommandFailure(.cannotWrite, "\(path): cannot be written: \(reason)", hint: hint)
        }
    }

    private static func isReport(_ path: String) -> Bool {
        // A device takes everything and holds nothing.
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return true }
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        let head = (try? file.read(upToCount: 4096)) ?? Data()
        return head.isEmpty || String(decoding: head, as: UTF8.self).contains(mark)
    }
}
