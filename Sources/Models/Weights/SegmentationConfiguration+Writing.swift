package import Torch

extension SegmentationConfiguration {
    /// Writes a checkpoint of this network with seeded random parameters, as for training from scratch.
    ///
    /// The same seed gives the same file, which says what the configuration and the categories are.
    ///
    /// - Parameters:
    ///   - seed: What the parameters are drawn from, as torchvision draws them.
    ///   - categories: The names of the classes by label; nil takes VOC's for 21 classes, else numbers.
    ///   - path: The file: safetensors where its name ends so, else PyTorch's zip.
    ///
    /// - Throws: ``MaskRCNNError`` where the configuration makes no sense or the file cannot be written.
    public func writeRandomWeights(
        seed: UInt64, categories: [Int: String]? = nil, to path: String
    ) throws(MaskRCNNError) {
        try validate()
        let state = try torch { () throws(TorchError) in
            let store = try ParameterStore(.random(seed: seed), foldsNormalization: false, keepsTensors: true)
            _ = try SegmentationNetwork(self, store)
            return store.entries.compactMap { entry in entry.tensor.map { (name: entry.name, tensor: $0) } }
        }
        try writeWeights(state, categories: categories, to: path)
    }

    /// Writes a checkpoint of this network.
    ///
    /// - Parameters:
    ///   - state: The parameters and buffers.
    ///   - categories: The names of the classes by label; nil takes VOC's for 21 classes, else numbers.
    ///   - notes: Texts to go with what the file says of the network.
    ///   - path: The file: safetensors where its name ends so, else PyTorch's zip.
    package func writeWeights(
        _ state: [(name: String, tensor: Tensor)], categories: [Int: String]? = nil, notes: [String: String] = [:],
        to path: String
    ) throws(MaskRCNNError) {
        let entries = try torch { () throws(TorchError) in try Checkpoint.entries(of: state) }
        try checkpoint { () throws(CheckpointError) in
            try write(entries, categories: categories ?? [:], notes: notes, to: path)
        }
    }

    /// Writes a checkpoint of this network; the parameters are those of ``writeWeights(_:categories:notes:to:)``.
    package func write(
        _ entries: [Checkpoint.Entry], categories: [Int: String], notes: [String: String] = [:], to path: String
    ) throws(CheckpointError) {
        let names = Categories.ofSegmentation(categories, classCount: classCount)
        let labelled = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.offset, $0.element) })
        let metadata = CheckpointMetadata(segmentation: self, categories: labelled).entries
            .merging(notes) { own, _ in own }
        try Checkpoint.write(entries, metadata: metadata, to: path)
    }

    /// The names and shapes of the network's parameters and buffers, in the order of torchvision's state dictionary.
    package func manifest() throws(MaskRCNNError) -> [(name: String, shape: [Int])] {
        try torch { () throws(TorchError) in
            let store = try ParameterStore(.random(seed: 0), foldsNormalization: false)
            _ = try SegmentationNetwork(self, store)
            return store.entries.map { ($0.name, $0.shape) }
        }
    }
}
