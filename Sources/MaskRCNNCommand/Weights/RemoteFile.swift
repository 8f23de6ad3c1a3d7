import Foundation
import MaskRCNN

/// A checkpoint on the network, and its place on this machine.
struct RemoteFile: Sendable {
    let location: Location
    let fileName: String
    /// How the file's SHA-256 begins; nil where its name does not say.
    let digestPrefix: String?

    /// Its address, for messages and results: without a name, a password and what follows `?`.
    var url: String { location.shown }

    /// Where the file stands once it is here: in torchvision's cache.
    var path: String { PublishedWeights.cacheFolder() + "/" + fileName }

    /// Published weights, from torchvision's own place or another folder of the network; nil where that is no address.
    init?(_ weights: PublishedWeights, base: String) {
        guard let location = Location((base.hasSuffix("/") ? String(base.dropLast()) : base) + "/" + weights.fileName)
        else {
            return nil
        }
        self.location = location
        fileName = weights.fileName
        digestPrefix = weights.digestPrefix
    }

    /// Any file by its address; nil where that names no file.
    ///
    /// Source: `torch.hub`, which takes the hexadecimal digits between the name's last hyphen and first dot after it
    /// for the beginning of the SHA-256.
    init?(url text: String) {
        guard let location = Location(text), let parsed = URL(string: location.url) else { return nil }
        let name = parsed.lastPathComponent
        guard !name.isEmpty, name != "/", !name.hasPrefix("."), !name.contains("/") else { return nil }
        self.location = location
        fileName = name
        let digits = name.split(separator: "-").dropFirst().last.map { $0.prefix { $0 != "." } } ?? ""
        let isDigest = digits.count >= 8 && digits.allSatisfy { "0123456789abcdef".contains($0) }
        digestPrefix = isDigest ? String(digits) : nil
    }
}
