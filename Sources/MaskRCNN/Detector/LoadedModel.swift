internal import Foundation
internal import Torch
internal import Zoo

/// A network with the parameters of a checkpoint.
///
/// It is made and used on one thread, the detector's, between which and the detector it is handed over: hence Sendable.
struct LoadedModel: @unchecked Sendable {
    let model: GeneralizedRCNN
    let categories: [Int: String]
    let parameterCount: Int
    /// What the layers are packed in; nil where LibTorch computes them.
    let plan: InferencePlan?
    let memory: InferenceMemory
    /// What was concluded of the checkpoint, where it says too little.
    let notes: [String]

    init(weights: String, options: DetectorOptions) throws(MaskRCNNError) {
        try options.computing.prepare()
        let checkpoint = try Checkpoint(weights: weights, key: options.weightsKey)
        let source = try DetectorWeights(checkpoint, options)
        let (path, configuration) = (source.path, source.configuration)
        memory = InferenceMemory(configuration, options: options)
        try checkMemory(memory.weightBytes, for: "the network's weights", of: path)
        notes = source.notes
        categories = source.categories

        let store: ParameterStore
        do {
            plan = try options.computing.plan()
            store = try ParameterStore(
                .checkpoint(source.tensors), dtype: options.dtype, device: options.device, plan: plan)
            model = try withInferenceMode { () throws(TorchError) in
                try GeneralizedRCNN(
                    configuration, store, resizing: options.resizing,
                    detectionsFollowSize: options.maximumDetections == nil)
            }
        } catch {
            throw .torch(error)
        }
        do {
            try store.finish()
        } catch {
            throw .weights(file: path, model: source.words, error)
        }
        parameterCount = store.entries.filter(\.isTrainable)
            .reduce(0) { $0 + $1.shape.reduce(1, *) }
    }

    /// What computes the layers.
    var engineSummary: String { ComputingChoices.summary(plan, device: model.device) }
}
