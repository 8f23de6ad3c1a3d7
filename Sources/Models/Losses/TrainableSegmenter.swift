package import Imaging
package import Torch

/// A network for segmentation whose parameters can be changed.
///
/// It belongs to one thread.
package final class TrainableSegmenter {
    /// The network.
    package let configuration: SegmentationConfiguration
    private let network: SegmentationNetwork
    private let store: ParameterStore
    private let takesBatchStatistics: Bool

    /// Builds a network.
    ///
    /// - Parameters:
    ///   - configuration: The network.
    ///   - source: Where its parameters come from.
    ///   - statistics: What batch norms that are not frozen compute with.
    ///   - trainsNorms: Whether the weights and biases of norms that are not frozen are trained.
    ///   - trainableLayers: How many of the backbone's 5 stages, from the top, are trained.
    ///   - group: The processes that norms with synchronised statistics take them over.
    ///
    /// - Throws: ``MaskRCNNError`` where the configuration makes no sense, or LibTorch refuses.
    package init(
        _ configuration: SegmentationConfiguration, _ source: ParameterStore.Source, dtype: DType = .float32,
        device: Device = .cpu, statistics: BatchStatistics, trainsNorms: Bool = true, trainableLayers: Int = 5,
        group: ProcessGroup? = nil
    ) throws(MaskRCNNError) {
        try configuration.validate()
        self.configuration = configuration
        takesBatchStatistics = statistics != .stored
        do throws(TorchError) {
            store = try ParameterStore(
                source, dtype: dtype, device: device, foldsNormalization: false, keepsTensors: true,
                statistics: statistics, group: group)
            network = try SegmentationNetwork(configuration, store)
            try store.train(
                stages: trainableLayers, of: configuration.backbone.trainableStageCount, norms: trainsNorms)
        } catch {
            throw .torch(error)
        }
    }

    /// The parameters that have rows of each class, and how many.
    package var classParameters: [(name: String, tensor: Tensor, rowsPerClass: Int)] { store.classParameters }

    /// What a checkpoint of other shapes did not give, and was drawn.
    package var drawnParameters: [String] { store.drawn }

    /// Reports how a strict source differs from the network.
    package func checkSource() throws(ParameterStore.Mismatch) { try store.finish() }

    /// All parameters and buffers by name, in the order of torchvision's state dictionary.
    package var state: [(name: String, tensor: Tensor)] { store.state }

    /// The parameters that are trained.
    package var parameters: [TrainedParameter] { store.trainedParameters }

    /// The losses of a batch, recorded for gradients.
    ///
    /// Each is the sum of the pixels' cross entropies, times the weights of their classes, divided by the sum of those weights. Where no
    /// pixel counts it is 0, which torchvision has as NaN.
    ///
    /// - Parameters:
    ///   - images: In the sizes that they are to have; smaller ones are padded, and the padding does not count.
    ///   - truths: One for each image, of its size.
    ///   - classWeights: What the pixels of each class count; nil is 1 for all.
    ///   - dropoutSeed: What decides which features are hidden; nil hides none.
    ///   - counted: The sum of weights over all processes, of that over this one's.
    ///
    /// - Throws: ``MaskRCNNError`` where sizes differ, weights make no sense, or norms would have one value to take statistics of.
    ///
    /// Source: `criterion` of torchvision's reference for segmentation.
    package func losses(
        _ images: [Image], _ truths: [SegmentationTruth], classWeights: [Double]? = nil, dropoutSeed: UInt64?,
        counted: (Double) throws(TorchError) -> Double = { (count) throws(TorchError) in count }
    ) throws(MaskRCNNError) -> SegmentationLosses {
        try check(images, truths, classWeights)
        return try torch { () throws(TorchError) in
            let batch = try SegmentationBatch(
                images, truths, classCount: configuration.classCount, network.transform, dtype: store.dtype,
                device: store.device)
            let generator = try dropoutSeed.map { (seed) throws(TorchError) in try RandomGenerator(seed: seed) }
            let logits = try network.logits(batch.images, dropping: generator)
            let weight = zip(batch.pixelCounts, classWeights ?? batch.pixelCounts.map { _ in 1 })
                .reduce(0) { $0 + Double($1.0) * $1.1 }
            let total = try counted(weight)
            let weights = try classWeights.map { (weights) throws(TorchError) in
                try Tensor(weights, shape: [weights.count]).to(store.device, logits.out.dtype)
            }
            func loss(_ logits: Tensor) throws(TorchError) -> Tensor {
                try logits.crossEntropySum(
                    with: batch.labels, weights: weights, ignoring: Int(SegmentationConfiguration.ignoredLabel))
                    / (total > 0 ? total : 1)
            }
            return SegmentationLosses(
                out: try loss(logits.out), auxiliary: try logits.auxiliary.map(loss))
        }
    }

    private func check(
        _ images: [Image], _ truths: [SegmentationTruth], _ classWeights: [Double]?
    ) throws(MaskRCNNError) {
        guard images.count == truths.count, let first = images.first else {
            throw .configuration(key: "truths", expected: "one for each image, of one at least")
        }
        for (image, truth) in zip(images, truths) where image.size != truth.size {
            throw .labels(size: truth.size, reason: "its image has \(image.size)")
        }
        if let classWeights {
            try require(
                classWeights.count == configuration.classCount && classWeights.allSatisfy { $0 >= 0 && $0.isFinite },
                "classWeights", "a number of at least 0 for each of the \(configuration.classCount) classes")
        }
        if case .deepLabV3 = configuration.head, takesBatchStatistics, images.count == 1 {
            // The mean of a map is one value a channel, which has no variance.
            throw .configuration(
                key: "batch",
                expected: "at least 2 images: DeepLabV3's norms take statistics of one value for each (\(first.size))")
        }
    }

    /// The network as it is now, for class maps; later training does not change it.
    ///
    /// - Parameters:
    ///   - state: Other parameters than the present ones, such as a running average.
    ///   - categories: The names of the classes by label; what is missing is numbered.
    package func predictor(
        _ state: [String: Tensor]? = nil, categories: [Int: String] = [:]
    ) throws(MaskRCNNError) -> SegmentationPredictor {
        let tensors = state ?? Dictionary(store.state.map { ($0.name, $0.tensor) }) { first, _ in first }
        var configuration = configuration
        configuration.auxiliaryHead = nil
        return try torch { () throws(TorchError) in
            try withInferenceMode { () throws(TorchError) in
                let store = try ParameterStore(.tensors(tensors), dtype: self.store.dtype, device: self.store.device)
                return SegmentationPredictor(
                    network: try SegmentationNetwork(configuration, store),
                    classNames: Categories.ofSegmentation(categories, classCount: configuration.classCount))
            }
        }
    }
}
