package import Torch
internal import Zoo

extension Checkpoint {
    /// A detector's checkpoint under our names, whoever wrote it.
    package struct Translation {
        /// The network.
        package let configuration: Configuration
        /// The tensors under our names, by name.
        package let entries: [Entry]
        /// What a file of them should say of the model.
        package let metadata: [String: String]
        /// What was concluded.
        package let notes: [String]
    }

    /// The checkpoint under our names, with what is known of its network.
    ///
    /// - Parameters:
    ///   - model: The network, where that is known; nil tells it from the tensors.
    ///   - categories: The names of its classes by label; nil takes the usual ones.
    ///   - isCaffeStyle: Whether it is one of mmdetection's models of Caffe's backbones.
    /// - Throws: ``MaskRCNNError`` where a tensor is damaged, or the network is no detector that this package has.
    package func translated(
        model: Configuration? = nil, categories: [Int: String]? = nil, isCaffeStyle: Bool = false
    ) throws(MaskRCNNError) -> Translation {
        let network = try NetworkTensors(self, model: model)
        var recognized = try RecognizedNetwork(network, CheckpointMetadata(self), file: path)
        if isCaffeStyle {
            guard recognized != nil else { throw .notCaffeStyle(file: path) }
            try recognized?.takeCaffeStyle(file: path)
        }
        guard var configuration = model ?? recognized?.configuration else {
            throw .checkpoint(
                .file(
                    file: path,
                    expected: "a Mask, Faster or Keypoint R-CNN\(network.framework.map { " of " + $0.title } ?? "")",
                    found: "another network, or anchors that are not the usual ones"))
        }
        if recognized?.evidence != .metadata, model == nil, try PublishedWeights.isCOCOv1(self) {
            configuration.backbone.normalization = .frozenBatchNorm(epsilon: 0)
        }
        if let count = recognized?.configuration.classCount { configuration.classCount = count }
        let names: [Int: String]
        if let categories { names = categories } else { names = try Categories.names(in: self) }
        let known = names.filter { (1..<configuration.classCount).contains($0.key) }
        let all = network.tensors.merging(network.counters) { tensor, _ in tensor }
        return Translation(
            configuration: configuration,
            entries: all.sorted { $0.key < $1.key }.map { Entry(name: $0.key, tensor: $0.value) },
            metadata: CheckpointMetadata(configuration: configuration, categories: known).entries,
            notes: network.notes + (model == nil ? [recognized?.note].compactMap(\.self) : []))
    }
}
