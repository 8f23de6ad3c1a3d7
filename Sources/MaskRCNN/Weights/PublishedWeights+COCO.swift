internal import Crypto
internal import Files
internal import Foundation
public import Torch

extension Configuration {
    /// What another file with a checkpoint's tensors should say of the model, so that it is evaluated alike.
    ///
    /// That is what the checkpoint says itself and, for torchvision's published v1 file on COCO, that its frozen norms
    /// have ε = 0, which is known by that file's name alone.
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
    /// Whether a checkpoint is the file that torchvision publishes for v1 on COCO, whose frozen norms have ε = 0.
    ///
    /// The file says nothing of it, so it is known by its name or, under another name, by its SHA-256. That is computed
    /// only for files that can be it: of the old layout, and of about its size. A file that has a configuration of its own is
    /// another, whatever it is called.
    static func isCOCOv1(_ checkpoint: Checkpoint) throws(MaskRCNNError) -> Bool {
        guard try CheckpointMetadata(checkpoint)?.configuration == nil,
            let published = named("maskrcnn_resnet50_fpn")
        else { return false }
        if Path.name(of: checkpoint.path) == published.fileName { return true }
        guard checkpoint.format == .torchLegacy, checkpoint.entries.count > 250,
            let size = FileStatus.size(of: checkpoint.path),
            abs(size - published.approximateByteCount) < 4 << 20
        else { return false }
        do throws(FileError) {
            let file = try MappedFile(path: checkpoint.path)
            defer { withExtendedLifetime(file) {} }
            var hash = SHA256()
            hash.update(bufferPointer: file.bytes)
            let digest = hash.finalize().prefix(4).map { String(format: "%02x", $0) }.joined()
            return digest == published.digestPrefix
        } catch {
            throw .torch(.file(path: checkpoint.path, expected: "a readable file", found: error.reason))
        }
    }
}
