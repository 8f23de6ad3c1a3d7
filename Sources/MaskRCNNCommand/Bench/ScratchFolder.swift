import Files
import Foundation

/// A folder for files that nobody keeps.
struct ScratchFolder {
    private let folder: TransientFolder

    /// Makes it, among the system's temporary ones.
    ///
    /// - Throws: ``CommandFailure`` where it cannot be made.
    init() throws(CommandFailure) {
        do throws(FileError) {
            folder = try TransientFolder(in: FileManager.default.temporaryDirectory.path)
            Interruption.removeAtEnd(folder.path)
        } catch {
            throw CommandFailure(
                .cannotWrite, error.description, hint: "TMPDIR names another folder for temporary files.")
        }
    }

    /// The path of something in it.
    func path(_ name: String) -> String { Path.joined(folder.path, name) }

    /// Removes it with all that is in it.
    func remove() { folder.remove() }
}
