package import Geometry
package import Imaging
package import Torch

/// A network whose parameters can be changed.
///
/// It belongs to one thread.
package final class TrainableModel {
    /// The network and how it detects.
    package let configuration: Configuration
    private let model: GeneralizedRCNN
    private let store: ParameterStore

    /// Builds a network.
    ///
    /// - Parameters:
    ///   - configuration: The network.
    ///   - source: Where its parameters come from.
    ///   - statistics: What batch norms that are not frozen compute with.
    ///   - trainsNorms: Whether the weights and biases of norms that are not frozen are trained.
    ///   - trainableLayers: How many of the backbone's stages, from the top, are trained; all of a ResNet's are 5, of a MobileNet's 6.
    ///   - group: The processes that norms with synchronised statistics take them over.
    ///
    /// - Throws: ``MaskRCNNError`` where the configuration makes no sense, or LibTorch refuses.
    package init(
        _ configuration: Configuration, _ source: ParameterStore.Source, dtype: DType = .float32,
        device: Device = .cpu, statistics: BatchStatistics, trainsNorms: Bool = true, trainableLayers: Int,
        group: ProcessGroup? = nil
    ) throws(MaskRCNNError) {
        try configuration.validate()
        try require(
            configuration.conventions == Configuration.Conventions(), "conventions",
            "torchvision's in training: networks of other frameworks' conventions are not trained")
        try require(
            !configuration.boxHead.isLastStage, "boxHead.isLastStage",
            "false in training: networks whose last stage looks at boxes are not trained")
        self.configuration = configuration
        do throws(TorchError) {
            store = try ParameterStore(
                source, dtype: dtype, device: device, foldsNormalization: false, keepsTensors: true,
                statistics: statistics, group: group)
            model = try GeneralizedRCNN(configuration, store)
            try store.train(
                stages: trainableLayers, of: configuration.backbone.trainableStageCount, norms: trainsNorms)
        } catch {
            throw .torch(error)
        }
    }

    /// What a checkpoint of other shapes did not give, and was drawn.
    package var drawnParameters: [String] { store.drawn }

    /// Reports how a strict source differs from the network.
    package func checkSource() throws(ParameterStore.Mismatch) { try store.finish() }

    /// All parameters and buffers by name, in the order of torchvision's state dictionary.
    package var state: [(name: String, tensor: Tensor)] { store.state }

    /// The parameters that are trained.
    package var parameters: [TrainedParameter] { store.trainedParameters }

    /// The parameters that have rows of each class, and how many.
    package var classParameters: [(name: String, tensor: Tensor, rowsPerClass: Int)] { store.classParameters }

    /// The network as it is now, for finding objects; later training does not change it.
    ///
    /// - Parameters:
    ///   - state: Other parameters than the present ones, such as a running average.
    ///   - categories: The names of the classes by label.
    ///   - maximumDetections: How many detections an image keeps.
    package func predictor(
        _ state: [String: Tensor]? = nil, categories: [Int: String], maximumDetections: Int
    ) throws(MaskRCNNError) -> Predictor {
        var configuration = configuration
        configuration.boxHead.maximumDetections = maximumDetections
        let tensors = state ?? Dictionary(self.state.map { ($0.name, $0.tensor) }) { first, _ in first }
        return try torch { () throws(TorchError) in
            try withInferenceMode { () throws(TorchError) in
                let store = try ParameterStore(.tensors(tensors), dtype: self.store.dtype, device: self.store.device)
                return Predictor(model: try GeneralizedRCNN(configuration, store), categories: categories)
            }
        }
    }

    /// The losses of a batch, recorded for gradients; the parameters are those of ``GeneralizedRCNN``.
    package func losses(
        _ images: [Image], sizes: [ImageSize], _ truths: [GroundTruth], _ sampling: TargetSampling, seeds: [UInt64],
        classWeights: [Double] = [],
        counted: (SampleCounts) throws(TorchError) -> SampleCounts = { (counts) throws(TorchError) in counts }
    ) throws(TorchError) -> Losses {
        guard classWeights.isEmpty || classWeights.count == configuration.classCount else {
            throw .mismatch(
                operation: "losses", expected: "a weight for each of \(configuration.classCount) classes",
                found: "\(classWeights.count)")
        }
        return try model.losses(
            images, sizes: sizes, truths, sampling, seeds: seeds, classWeights: classWeights, counted: counted)
    }
}
