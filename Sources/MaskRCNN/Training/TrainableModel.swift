package import Geometry
package import Imaging
package import Torch

/// A Mask R-CNN whose parameters can be changed.
///
/// It belongs to one thread.
package final class TrainableModel {
    /// The network and how it detects.
    package let configuration: Configuration
    private let model: MaskRCNNModel
    private let store: ParameterStore

    /// Builds a network.
    ///
    /// - Parameters:
    ///   - configuration: The network.
    ///   - source: Where its parameters come from.
    ///   - statistics: What batch norms that are not frozen compute with.
    ///   - trainableLayers: How many of the backbone's five stages, from the top, are trained; 5 is all of it.
    ///
    /// - Throws: ``MaskRCNNError`` where the configuration makes no sense, or LibTorch refuses.
    package init(
        _ configuration: Configuration, _ source: ParameterStore.Source, dtype: DType = .float32,
        device: Device = .cpu, statistics: BatchStatistics, trainableLayers: Int
    ) throws(MaskRCNNError) {
        try configuration.validate()
        self.configuration = configuration
        do throws(TorchError) {
            store = try ParameterStore(
                source, dtype: dtype, device: device, foldsNormalization: false, keepsTensors: true,
                statistics: statistics)
            model = try MaskRCNNModel(configuration, store)
            for entry in store.entries where entry.isTrainable {
                try entry.tensor?.setRequiresGradient(Self.isTrained(entry.name, trainableLayers))
            }
        } catch {
            throw .torch(error)
        }
    }

    /// Whether a parameter is in a stage that is trained; what is above the backbone always is.
    ///
    /// Source: `trainable_layers` of torchvision's `_resnet_fpn_extractor`.
    private static func isTrained(_ name: String, _ trainableLayers: Int) -> Bool {
        let body = "backbone.body."
        guard name.hasPrefix(body) else { return true }
        let stages = ["layer4.", "layer3.", "layer2.", "layer1.", "conv1."].prefix(max(0, trainableLayers))
        let place = name.dropFirst(body.count)
        return stages.contains { place.hasPrefix($0) } || trainableLayers >= 5 && place.hasPrefix("bn1.")
    }

    /// What a checkpoint of other shapes did not give, and was drawn.
    package var drawnParameters: [String] { store.drawn }

    /// Reports how a strict source differs from the network.
    package func checkSource() throws(ParameterStore.Mismatch) { try store.finish() }

    /// All parameters and buffers by name, in the order of torchvision's state dictionary.
    package var state: [(name: String, tensor: Tensor)] {
        store.entries.compactMap { entry in entry.tensor.map { (entry.name, $0) } }
    }

    /// The parameters that are trained, by name.
    package var parameters: [(name: String, tensor: Tensor)] { state.filter { $0.tensor.requiresGradient } }

    /// The losses of a batch, recorded for gradients; the parameters are those of ``MaskRCNNModel``.
    package func losses(
        _ images: [Image], sizes: [ImageSize], _ truths: [GroundTruth], _ sampling: TargetSampling, seeds: [UInt64],
        counted: (SampleCounts) throws(TorchError) -> SampleCounts = { (counts) throws(TorchError) in counts }
    ) throws(TorchError) -> Losses {
        try model.losses(images, sizes: sizes, truths, sampling, seeds: seeds, counted: counted)
    }
}
