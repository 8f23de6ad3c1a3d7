import Crypto
import Files

/// The SHA-256 of a file, which published files begin to tell in their names.
enum Digest {
    /// The digest in hexadecimal digits.
    ///
    /// - Throws: ``CommandFailure`` when the file cannot be read.
    static func sha256(of path: String) throws(CommandFailure) -> String {
        var hash = SHA256()
        do throws(FileError) {
            let file = try RegularFile(path: path)
            while case let chunk = try file.next(1 << 20), !chunk.isEmpty { hash.update(data: chunk) }
        } catch {
            throw CommandFailure(.noInput, error.description)
        }
        return hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// Makes sure that a file is what its name on the network says.
    static func check(
        _ path: String, against file: RemoteFile, hint: String = "Remove it and fetch it again."
    ) throws(CommandFailure) {
        guard let expected = file.digestPrefix else { return }
        let found = try sha256(of: path).prefix(expected.count)
        guard found == expected else {
            throw CommandFailure(
                .badData, "\(path): is not the published file: its SHA-256 begins \(found), not \(expected)", hint: hint
            )
        }
    }
}
