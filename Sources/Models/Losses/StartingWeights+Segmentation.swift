internal import Torch

extension StartingWeights {
    /// Reads a file, or published weights that are on this machine, for a network for semantic segmentation: all of such a network, or
    /// the backbone of a detector or of a classifier.
    ///
    /// - Throws: ``MaskRCNNError`` where there is no such file, or it is damaged.
    package init(forSegmentation pathOrName: String) throws(MaskRCNNError) {
        try self.init(pathOrName)
        let checkpoint = try Checkpoint(weights: path)
        guard let found = try RecognizedSegmentation(checkpoint) else {
            let detector = try RecognizedNetwork(checkpoint)
            if let name = detector?.configuration.name { notes.append(Self.backboneNote(name, "finding objects")) }
            categories = [:]
            tensors = Dictionary(
                uniqueKeysWithValues: tensors.compactMap { name, tensor in
                    guard name.hasPrefix(Self.detectorBackbone) else { return nil }
                    return (Self.backbone + name.dropFirst(Self.detectorBackbone.count), tensor)
                })
            return
        }
        let network = try NetworkTensors(checkpoint, ends: RecognizedSegmentation.ends)
        tensors = network.tensors.merging(network.counters) { first, _ in first }
        notes = network.notes + [found.note].compactMap(\.self)
        let names = try Categories.ofSegmentation(in: checkpoint, classCount: found.configuration.classCount)
        categories = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.offset, $0.element) })
    }

    private static let detectorBackbone = "backbone.body."
    private static let backbone = "backbone."
}
