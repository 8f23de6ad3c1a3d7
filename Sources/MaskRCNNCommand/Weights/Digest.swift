import Crypto
import Foundation
import MaskRCNN

/// The SHA-256 of a file, which published files begin to tell in their names.
enum Digest {
    /// The digest in hexadecimal digits.
    ///
    /// - Throws: ``CommandFailure`` when the file cannot be read.
    static func sha256(of path: String) throws(CommandFailure) -> String {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw CommandFailure(.noInput, "\(path): cannot be read")
        }
        defer { try? file.close() }
        var hash = SHA256()
        do {
            while let chunk = try file.read(upToCount: 1 << 20), !chunk.isEmpty { hash.update(data: chunk) }
        } catch {
            throw CommandFailure(.noInput, "\(path): cannot be read: \(error)")
        }
        return hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// Makes sure that a file which stands under the weights' name is what the name says.
    static func check(_ path: String, against weights: PublishedWeights) throws(CommandFailure) {
        let digest = try sha256(of: path)
        guard digest.hasPrefix(weights.digestPrefix) else {
            throw CommandFailure(
                .badData,
                "\(path): is not the published file: its SHA-256 begins \(digest.prefix(8)), not \(weights.digestPrefix)",
                hint: "Remove it and fetch it again.")
        }
    }
}
