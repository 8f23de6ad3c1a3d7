package import Torch
internal import Zoo

/// What a checkpoint and a user's options say together of a detector, before anything of it is built.
package struct DetectorWeights {
    /// The checkpoint's path, for messages.
    package let path: String
    /// The network.
    package let configuration: Configuration
    /// The network, for messages about a checkpoint that does not fit it.
    package let words: String
    /// The parameters under the network's names.
    package let tensors: [String: StoredTensor]
    /// The names of the classes by label.
    package let categories: [Int: String]
    /// What was concluded of the checkpoint, where it says too little.
    package let notes: [String]

    /// - Throws: ``MaskRCNNError`` where the checkpoint is of another network, of several, or says what cannot be understood.
    package init(_ checkpoint: Checkpoint, _ options: DetectorOptions) throws(MaskRCNNError) {
        path = checkpoint.path
        let network = try NetworkTensors(checkpoint, model: options.model)
        var recognized = try RecognizedNetwork(network, CheckpointMetadata(checkpoint), file: path)
        if options.isCaffeStyle {
            guard recognized != nil else { throw .notCaffeStyle(file: path) }
            try recognized?.takeCaffeStyle(file: path)
        }
        if recognized == nil { try ModelTask.require(.detection, of: checkpoint) }
        if options.model == nil, case .presets(let models)? = recognized?.evidence, models.count > 1 {
            throw .ambiguousWeights(file: path, models: models)
        }
        var nearest: NearestNetwork?
        if options.model == nil, recognized == nil {
            nearest = try torch { () throws(TorchError) in try NearestNetwork(network.tensors) }
        }
        configuration = try Self.configuration(
            for: checkpoint, recognized?.configuration ?? nearest?.configuration, options)
        words = nearest?.words ?? configuration.name
        try configuration.validate()
        try options.resizing?.validate()
        try options.augmentation?.validate()
        tensors = network.tensors
        notes =
            network.notes + [Self.classNote(recognized, options.model)].compactMap(\.self)
            + (options.model == nil ? [recognized?.note].compactMap(\.self) : [])
        categories = if let given = options.categories { given } else { try Categories.names(in: checkpoint) }
    }

    /// What is said where a framework's configuration, which has a number of classes of its own, is overruled by the weights.
    private static func classNote(_ recognized: RecognizedNetwork?, _ model: Configuration?) -> String? {
        guard let model, model.conventions != Configuration.Conventions(),
            let count = recognized?.configuration.classCount, count != model.classCount
        else { return nil }
        return """
            the configuration has \(model.classCount - 1) classes and the weights have \(count - 1): those of the weights count
            """
    }

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
