import Foundation

/// Small files that the user names beside the images.
enum GivenFile {
    /// The bytes of a file.
    static func read(_ path: String) throws(CommandFailure) -> Data {
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure(.noInput, "\(path): no such file")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(.noInput, "\(path): cannot be read")
        }
        return data
    }
}
