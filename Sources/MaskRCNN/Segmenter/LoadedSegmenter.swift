internal import Torch

/// A network for segmentation with the parameters of a checkpoint.
///
/// It is made and used on one thread, the segmenter's, between which and the segmenter it is handed over: hence Sendable.
struct LoadedSegmenter: @unchecked Sendable {
    let network: SegmentationNetwork
    /// The network as the checkpoint has it, with an auxiliary head that may not be loaded.
    let configuration: SegmentationConfiguration
    let classNames: [String]
    /// What the layers are packed in; nil where LibTorch computes them.
    let plan: InferencePlan?
    let memory: SegmentationMemory
    /// What was concluded of the checkpoint, where it says too little, and what is left out.
    let notes: [String]

    init(weights: String, options: SegmenterOptions) throws(MaskRCNNError) {
        try options.computing.prepare()
        let checkpoint = try Checkpoint(weights: weights, key: options.weightsKey)
        let source = try SegmenterWeights(checkpoint, options)
        let (path, built) = (source.path, source.built)
        memory = SegmentationMemory(built, options: options)
        try checkMemory(memory.weightBytes, for: "the network's weights", of: path)

        let store: ParameterStore
        do {
            let plan = try options.computing.plan()
            self.plan = plan
            store = try ParameterStore(
                .checkpoint(source.tensors), dtype: options.dtype, device: options.device, plan: plan)
            network = try withInferenceMode { () throws(TorchError) in
                try SegmentationNetwork(built, store, resizing: options.resizing)
            }
        } catch {
            throw .torch(error)
        }
        do {
            try store.finish()
        } catch {
            throw .weights(file: path, model: source.configuration.name, error)
        }
        configuration = source.configuration
        notes = source.notes
        classNames = source.classNames
    }
}
