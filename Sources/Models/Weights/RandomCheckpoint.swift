package import Torch

extension Configuration {
    /// Writes a checkpoint of this network with seeded random parameters, as for training from scratch.
    ///
    /// The same seed gives the same file, which says what the configuration and the categories are.
    ///
    /// - Parameters:
    ///   - seed: What the parameters are drawn from.
    ///   - categories: The names of the classes by label; nil takes COCO's for 91 classes, else numbers.
    ///   - path: The file: safetensors where its name ends so, else PyTorch's zip.
    ///
    /// - Throws: ``MaskRCNNError`` where the configuration makes no sense or the file cannot be written.
    public func writeRandomWeights(
        seed: UInt64, categories: [Int: String]? = nil, to path: String
    ) throws(MaskRCNNError) {
        try validate()
        let names = categories ?? Categories.default(classCount: classCount)
        let state = try torch { () throws(TorchError) in
            let store = try ParameterStore(.random(seed: seed), foldsNormalization: false, keepsTensors: true)
            _ = try GeneralizedRCNN(self, store)
            return store.entries.compactMap { entry in entry.tensor.map { (name: entry.name, tensor: $0) } }
        }
        try writeWeights(state, categories: names, to: path)
    }

    /// Writes a checkpoint of this network.
    ///
    /// - Parameters:
    ///   - state: The parameters and buffers.
    ///   - categories: The names of the classes by label.
    ///   - path: The file: safetensors where its name ends so, else PyTorch's zip.
    package func writeWeights(
        _ state: [(name: String, tensor: Tensor)], categories: [Int: String], to path: String
    ) throws(MaskRCNNError) {
        let entries = try torch { () throws(TorchError) in try Checkpoint.entries(of: state) }
        try checkpoint { () throws(CheckpointError) in try write(entries, categories: categories, to: path) }
    }

    /// Writes a checkpoint of this network.
    ///
    /// - Parameters:
    ///   - entries: The parameters and buffers.
    ///   - categories: The names of the classes by label.
    ///   - notes: Texts to go with what the file says of the network.
    ///   - path: The file: safetensors where its name ends so, else PyTorch's zip.
    package func write(
        _ entries: [Checkpoint.Entry], categories: [Int: String], notes: [String: String] = [:], to path: String
    ) throws(CheckpointError) {
        let metadata = CheckpointMetadata(configuration: self, categories: categories).entries
            .merging(notes) { own, _ in own }
        try Checkpoint.write(entries, metadata: metadata, to: path)
    }

    /// The names and shapes of the network's parameters and buffers, in the order of torchvision's state dictionary.
    package func manifest() throws(MaskRCNNError) -> [(name: String, shape: [Int])] {
        try torch { () throws(TorchError) in
            let store = try ParameterStore(.random(seed: 0), foldsNormalization: false)
            _ = try GeneralizedRCNN(self, store)
            return store.entries.map { ($0.name, $0.shape) }
        }
    }
}
