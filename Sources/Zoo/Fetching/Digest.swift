internal import Crypto
internal import Files

/// The SHA-256 of a file, which published files begin to tell in their names.
package enum Digest {
    /// The digest in hexadecimal digits.
    ///
    /// - Throws: ``FetchError/unreadable(_:)``.
    package static func sha256(of path: String) throws(FetchError) -> String {
        var hash = SHA256()
        do throws(FileError) {
            let file = try RegularFile(path: path)
            while case let chunk = try file.next(1 << 20), !chunk.isEmpty { hash.update(data: chunk) }
        } catch {
            throw .unreadable(error)
        }
        return hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// Makes sure that a file is what its name on the network says.
    ///
    /// - Parameter isNew: Whether it has just been fetched, for messages.
    /// - Throws: ``FetchError/wrongDigest(file:url:expected:found:)``, or that it cannot be read.
    package static func check(_ path: String, against file: RemoteFile, isNew: Bool = false) throws(FetchError) {
        guard let expected = file.digestPrefix else { return }
        let found = try sha256(of: path).prefix(expected.count)
        guard found == expected else {
            throw .wrongDigest(file: path, url: isNew ? file.url : nil, expected: expected, found: String(found))
        }
    }
}
