import Foundation

/// A folder for files that nobody keeps.
struct ScratchFolder {
    private let url: URL

    /// Makes it, among the system's temporary ones.
    ///
    /// - Throws: ``CommandFailure`` where it cannot be made.
    init() throws(CommandFailure) {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("maskrcnn-" + UUID().uuidString)
        Interruption.removeAtEnd(url.path)
        do {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure(
                .cannotWrite, "\(url.path): cannot be written: \(error.localizedDescription)",
                hint: "TMPDIR names another folder for temporary files.")
        }
    }

    /// The path of something in it.
    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    /// Removes it with all that is in it.
    func remove() {
        try? FileManager.default.removeItem(at: url)
    }
}
