import Files
import Foundation

/// Small files that the user names beside the images.
enum GivenFile {
    /// The bytes of a file.
    static func read(_ path: String) throws(CommandFailure) -> Data {
        guard FileStatus.exists(path) else { throw CommandFailure(.noInput, "\(path): no such file") }
        // The bytes, a text of them and its lines.
        if let size = CheckpointFile.size(path) {
            do {
                try MemoryBudget.process.check(.product(8, size), for: "its text", of: path)
            } catch {
                throw CommandFailure(error)
            }
        }
        do throws(FileError) {
            return Data(try RegularFile(path: path).rest())
        } catch {
            throw CommandFailure(.noInput, error.description)
        }
    }
}
