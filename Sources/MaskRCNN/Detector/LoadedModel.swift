internal import Foundation
internal import Torch

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
        guard options.dtype == .float32 || options.dtype == .float64 else {
            throw .configuration(field: "dtype", expected: "float32 or float64")
        }
        let path: String
        do {
            path = try PublishedWeights.path(of: weights)
        } catch {
            throw .weightsNotFound(error)
        }
        try torch { () throws(TorchError) in
            try options.device.prepare()
            try LibTorch.setThreadCount(options.threads ?? LibTorch.defaultThreadCount)
        }
        let checkpoint = try torch { () throws(TorchError) in try Checkpoint(contentsOfFile: path) }
        let network = NetworkTensors(checkpoint)
        let recognized = try RecognizedNetwork(network, CheckpointMetadata(checkpoint), file: path)
        if options.model == nil, case .presets(let models)? = recognized?.evidence, models.count > 1 {
            throw .ambiguousWeights(path: path, models: models)
        }
        let configuration = try Self.configuration(for: checkpoint, recognized, options)
        try configuration.validate()
        try options.resizing?.validate()
        memory = InferenceMemory(configuration, options: options)
        try checkMemory(memory.weightBytes, for: "the network's weights", of: path)
        notes = network.notes + (options.model == nil ? [recognized?.note].compactMap(\.self) : [])

        let store: ParameterStore
        do {
            plan = try Self.plan(options)
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
            throw .weights(path: path, model: configuration.name, error)
        }
        categories = if let given = options.categories { given } else { try Categories.names(in: checkpoint) }
        parameterCount = store.entries.filter(\.isTrainable)
            .reduce(0) { $0 + $1.shape.reduce(1, *) }
    }

    /// What computes the layers.
    var engineSummary: String {
        guard let plan else {
            let device = model.device
            return "layers by LibTorch \(LibTorch.version), \(device == .cpu ? LibTorch.cpuCapability : "\(device)")"
        }
        let side = plan.tiles.rawValue
        let packed =
            "\(plan.packedCount) layers packed for \(plan.instructionSet), 3×3 by Winograd's F(\(side)×\(side))"
        return plan.uncovered.isEmpty
            ? packed : "\(packed); by LibTorch, for their channels, groups or dilation: \(plan.uncovered.joined(separator: ", "))"
    }

    private static func plan(_ options: DetectorOptions) throws(TorchError) -> InferencePlan? {
        guard options.device == .cpu, options.dtype == .float32 else { return nil }
        return switch options.engine {
        case .winograd4: try InferencePlan(tiles: .four)
        case .winograd6: try InferencePlan(tiles: .six)
        case .libTorch: nil
        }
    }

    private static func configuration(
        for checkpoint: Checkpoint, _ recognized: RecognizedNetwork?, _ options: DetectorOptions
    ) throws(MaskRCNNError) -> Configuration {
        let detected = recognized?.configuration
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
            configuration.boxHead.scoreThreshold = threshold
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
