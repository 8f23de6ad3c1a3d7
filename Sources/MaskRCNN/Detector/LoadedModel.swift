internal import Foundation
internal import Torch

/// A network with the parameters of a checkpoint.
///
/// It is made and used on one thread, the detector's, between which and the detector it is handed over: hence Sendable.
struct LoadedModel: @unchecked Sendable {
    let model: MaskRCNNModel
    let categories: [Int: String]
    let parameterCount: Int

    init(weights: String, options: DetectorOptions) throws(MaskRCNNError) {
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
        let names = StateDictionaryNames.current(checkpoint)
        let configuration = try Self.configuration(for: checkpoint, names, options)
        try configuration.validate()

        let store: ParameterStore
        do {
            store = try ParameterStore(.checkpoint(names), dtype: options.dtype, device: options.device)
            model = try withInferenceMode { () throws(TorchError) in try MaskRCNNModel(configuration, store) }
        } catch {
            throw .torch(error)
        }
        do {
            try store.finish()
        } catch {
            throw .weights(path: path, model: configuration.name, error)
        }
        categories = options.categories ?? Categories.names(in: checkpoint)
        parameterCount = store.entries.filter(\.isTrainable)
            .reduce(0) { $0 + $1.shape.reduce(1, *) }
    }

    private static func configuration(
        for checkpoint: Checkpoint, _ names: [String: StoredTensor], _ options: DetectorOptions
    ) throws(MaskRCNNError) -> Configuration {
        let detected = Configuration.detected(in: checkpoint)
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
        if let maximum = options.maximumDetections {
            configuration.boxHead.maximumDetections = maximum
        }
        return configuration
    }
}
