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
        let path = checkpoint.path
        let network = NetworkTensors(checkpoint)
        let recognized = try RecognizedNetwork(network, CheckpointMetadata(checkpoint), file: path)
        if recognized == nil { try ModelTask.require(.detection, of: checkpoint) }
        if options.model == nil, case .presets(let models)? = recognized?.evidence, models.count > 1 {
            throw .ambiguousWeights(file: path, models: models)
        }
        var nearest: NearestNetwork?
        if options.model == nil, recognized == nil {
            nearest = try torch { () throws(TorchError) in try NearestNetwork(network.tensors) }
        }
        let configuration = try Self.configuration(
            for: checkpoint, recognized?.configuration ?? nearest?.configuration, options)
        try configuration.validate()
        try options.resizing?.validate()
        try options.augmentation?.validate()
        memory = InferenceMemory(configuration, options: options)
        try checkMemory(memory.weightBytes, for: "the network's weights", of: path)
        notes = network.notes + (options.model == nil ? [recognized?.note].compactMap(\.self) : [])

        let store: ParameterStore
        do {
            plan = try options.computing.plan()
            store = try ParameterStore(
                .checkpoint(network.tensors), dtype: options.dtype, device: options.device, plan: plan)
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
            throw .weights(file: path, model: nearest?.words ?? configuration.name, error)
        }
        categories = if let given = options.categories { given } else { try Categories.names(in: checkpoint) }
        parameterCount = store.entries.filter(\.isTrainable)
            .reduce(0) { $0 + $1.shape.reduce(1, *) }
    }

    /// What computes the layers.
    var engineSummary: String { ComputingChoices.summary(plan, device: model.device) }

    private static func configuration(
        for checkpoint: Checkpoint, _ detected: Configuration?, _ options: DetectorOptions
    ) throws(MaskRCNNError) -> Configuration {
        var configuration = options.model ?? detected ?? .maskRCNNResNet50FPN
        if let classCount = detected?.classCount {
            configuration.classCount = classCount
        }
        if case .frozenBatchNorm = configuration.backbone.normalization {
            if let epsilon = options.frozenNormEpsilon {
                configuration.backbone.normalization = .frozenBatchNorm(epsilon: epsilon)
            } else if try PublishedWeights.isCOCOv1(checkpoint) {
                configuration.backbone.normalization = .frozenBatchNorm(epsilon: 0)
            }
        }
        if let threshold = options.scoreThreshold {
            // Who asks for a score asks for it of every class.
            configuration.boxHead.scoreThreshold = threshold
            configuration.boxHead.classScoreThresholds = []
        }
        if let threshold = options.maskThreshold {
            configuration.maskHead?.threshold = threshold
        }
        if let maximum = options.maximumDetections {
            configuration.boxHead.maximumDetections = maximum
        }
        if let least = options.leastMaximumDetections {
            configuration.boxHead.maximumDetections = max(configuration.boxHead.maximumDetections, least)
        }
        return configuration
    }
}
