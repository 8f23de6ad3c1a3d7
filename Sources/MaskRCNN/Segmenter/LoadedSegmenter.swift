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
        let path = checkpoint.path
        let stored = NetworkTensors(checkpoint, ends: RecognizedSegmentation.ends)
        let metadata = try CheckpointMetadata(checkpoint)
        let recognized = RecognizedSegmentation(stored, metadata, file: path)
        if recognized == nil { try ModelTask.require(.segmentation, of: checkpoint) }
        if options.model == nil, case .presets(let models)? = recognized?.evidence, models.count > 1 {
            throw .ambiguousWeights(file: path, models: models)
        }
        var configuration = options.model ?? recognized?.configuration ?? .fcnResNet50
        if let classCount = recognized?.configuration.classCount { configuration.classCount = classCount }
        try configuration.validate()
        try options.resizing?.validate()

        var built = configuration
        var tensors = stored.tensors
        var notes = stored.notes + (options.model == nil ? [recognized?.note].compactMap(\.self) : [])
        if !options.computesAuxiliaryHead {
            built.auxiliaryHead = nil
            let auxiliary = tensors.keys.filter { $0.hasPrefix("aux_classifier.") }
            // One that the network does not have is an error below.
            if configuration.auxiliaryHead != nil, !auxiliary.isEmpty {
                for name in auxiliary { tensors[name] = nil }
                notes.append("the auxiliary head, which only training needs, is not loaded")
            }
        }
        memory = SegmentationMemory(built, options: options)
        try checkMemory(memory.weightBytes, for: "the network's weights", of: path)

        let store: ParameterStore
        do {
            let plan = try options.computing.plan()
            self.plan = plan
            store = try ParameterStore(
                .checkpoint(tensors), dtype: options.dtype, device: options.device, plan: plan)
            network = try withInferenceMode { () throws(TorchError) in
                try SegmentationNetwork(built, store, resizing: options.resizing)
            }
        } catch {
            throw .torch(error)
        }
        do {
            try store.finish()
        } catch {
            throw .weights(file: path, model: configuration.name, error)
        }
        self.configuration = configuration
        self.notes = notes
        classNames = Categories.ofSegmentation(
            options.categories ?? metadata?.categories ?? [:], classCount: configuration.classCount)
    }
}
