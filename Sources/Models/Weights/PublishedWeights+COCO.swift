internal import Crypto
internal import Files
internal import Foundation
public import Torch
internal import Zoo

extension Configuration {
    /// What another file with a checkpoint's tensors should say of the model, so that it is evaluated alike.
    ///
    /// That is what the checkpoint says itself and, for torchvision's published v1 files on COCO, that their frozen norms
    /// have ε = 0, which is known by their names alone.
    ///
    /// - Throws: ``MaskRCNNError`` where the file cannot be read, or its metadata not be understood.
    public static func metadata(for checkpoint: Checkpoint) throws(MaskRCNNError) -> [String: String] {
        guard try CheckpointMetadata(checkpoint) == nil, var configuration = try detected(in: checkpoint),
            try PublishedWeights.isCOCOv1(checkpoint)
        else { return checkpoint.metadata }
        configuration.backbone.normalization = .frozenBatchNorm(epsilon: 0)
        return CheckpointMetadata(configuration: configuration, categories: Categories.coco).entries
            .merging(checkpoint.metadata) { ours, _ in ours }
    }
}

extension PublishedWeights {
    /// Whether a checkpoint is one of the files that torchvision publishes for v1 on COCO, whose frozen norms have ε = 0.
    ///
    /// A file says nothing of it, so it is known by its name or, under another name, by its SHA-256. That is computed
    /// only for files that can be one: of the old layout, and of about its size. A file that has a configuration of its own is
    /// another, whatever it is called.
    ///
    /// Source: `overwrite_eps` where torchvision's builders load `COCO_V1`.
    package static func isCOCOv1(_ checkpoint: Checkpoint) throws(MaskRCNNError) -> Bool {
        guard try CheckpointMetadata(checkpoint)?.configuration == nil else { return false }
        let published = ["maskrcnn_resnet50_fpn", "fasterrcnn_resnet50_fpn", "keypointrcnn_resnet50_fpn"].compactMap(
            named)
        let name = Path.name(of: checkpoint.path)
        if published.contains(where: { $0.fileName == name }) { return true }
        guard checkpoint.format == .torchLegacy, checkpoint.entries.count > 250,
            let size = FileStatus.size(of: checkpoint.path)
        else { return false }
        let alike = published.filter { abs(size - $0.approximateByteCount) < 4 << 20 }
        guard !alike.isEmpty else { return false }
        do throws(FileError) {
            let file = try MappedFile(path: checkpoint.path)
            defer { withExtendedLifetime(file) {} }
            var hash = SHA256()
            hash.update(bufferPointer: file.bytes)
            let digest = hash.finalize().prefix(4).map { String(format: "%02x", $0) }.joined()
            return alike.contains { $0.digestPrefix == digest }
        } catch {
            throw .checkpoint(.file(file: checkpoint.path, expected: "a readable file", found: error.reason))
        }
    }
}
