internal import Files
internal import Foundation

/// A checkpoint on the network, and its place on this machine.
package struct RemoteFile: Sendable {
    let location: Location
    package let fileName: String
    /// How the file's SHA-256 begins; nil where its name does not say.
    package let digestPrefix: String?

    /// Its address, for messages and results: without a name, a password and what follows `?`.
    package var url: String { location.shown }

    /// Where the file stands once it is here.
    package let path: String

    /// Published weights, from torchvision's own place or another folder of the network; nil where that is no address.
    ///
    /// - Parameter folder: Where the file will stand.
    package init?(
        _ weights: PublishedWeights, base: String, folder: String = PublishedWeights.cacheFolder()
    ) {
        guard let location = Location((base.hasSuffix("/") ? String(base.dropLast()) : base) + "/" + weights.fileName)
        else {
            return nil
        }
        self.location = location
        fileName = weights.fileName
        path = Path.joined(folder, fileName)
        digestPrefix = weights.digestPrefix
    }

    /// Any file by its address; nil where that names no file.
    ///
    /// Source: `torch.hub`, which takes the hexadecimal digits between the name's last hyphen and first dot after it
    /// for the beginning of the SHA-256.
    package init?(url text: String) {
        guard let location = Location(text), let parsed = URL(string: location.url) else { return nil }
        let name = parsed.lastPathComponent
        guard !name.isEmpty, name != "/", !name.hasPrefix("."), !name.contains("/") else { return nil }
        self.location = location
        fileName = name
        path = Path.joined(PublishedWeights.cacheFolder(), name)
        let digits = name.split(separator: "-").dropFirst().last.map { $0.prefix { $0 != "." } } ?? ""
        let isDigest = digits.count >= 8 && digits.allSatisfy { "0123456789abcdef".contains($0) }
        digestPrefix = isDigest ? String(digits) : nil
    }
}
