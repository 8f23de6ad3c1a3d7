internal import Crypto
internal import Foundation
internal import Torch

extension PublishedWeights {
    /// Whether a checkpoint is the file that torchvision publishes for v1 on COCO, whose frozen norms have ε = 0.
    ///
    /// The file says nothing of it, so it is known by its name or, under another name, by its SHA-256. That is computed
    /// only for files that can be it: of the old layout, and of about its size.
    static func isCOCOv1(_ checkpoint: Checkpoint) throws(MaskRCNNError) -> Bool {
        guard let published = named("maskrcnn_resnet50_fpn") else { return false }
        if checkpoint.path.hasSuffix(published.fileName) { return true }
        guard checkpoint.format == .torchLegacy, checkpoint.entries.count > 250,
            let size = (try? FileManager.default.attributesOfItem(atPath: checkpoint.path))?[.size] as? Int,
            abs(size - published.approximateByteCount) < 4 << 20
        else { return false }
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: checkpoint.path), options: .alwaysMapped)
            let digest = SHA256.hash(data: data).prefix(4).map { String(format: "%02x", $0) }.joined()
            return digest == published.digestPrefix
        } catch {
            throw .torch(.file(path: checkpoint.path, expected: "a readable file", found: error.localizedDescription))
        }
    }
}
