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
        if FileStatus.exists(path) {
            guard !FileStatus.isFolder(path) else {
                throw CommandFailure(.cannotWrite, "\(path) is a folder", hint: hint)
            }
            guard overwrite || Self.isReport(path) else {
                throw CommandFailure(.cannotWrite, "\(path) is there already, and is no report", hint: hint)
            }
        }
        let folder = Path.folder(of: path)
        guard Folder.isWritable(folder) else {
            let reason = String(cString: strerror(errno))
            throw CommandFailure(.cannotWrite, "\(path): cannot be written: \(reason)", hint: hint)
        }
    }

    private static func isReport(_ path: String) -> Bool {
        // A device takes everything and holds nothing.
        guard let kind = FileStatus.kind(of: path) else { return false }
        guard kind == .regularFile else { return true }
        guard let head = try? RegularFile(path: path).next(4096) else { return false }
        return head.isEmpty || String(decoding: head, as: UTF8.self).contains(mark)
    }
}
