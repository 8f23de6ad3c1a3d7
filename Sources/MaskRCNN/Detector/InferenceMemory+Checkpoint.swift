internal import Torch

extension InferenceMemory {
    /// The memory of a checkpoint's network, of which only names and sizes are read.
    ///
    /// - Parameters:
    ///   - weights: A file or a published name, as for ``Detector``; but nothing is fetched.
    ///   - options: How it detects.
    /// - Throws: ``MaskRCNNError`` where the file is missing, damaged, or says something that makes no sense.
    public init(weights: String, options: DetectorOptions) throws(MaskRCNNError) {
        let checkpoint = try Checkpoint(weights: weights, key: options.weightsKey)
        let detected = try Configuration.detected(in: checkpoint)
        if detected == nil { try ModelTask.require(.detection, of: checkpoint) }
        var configuration = options.model ?? detected ?? .maskRCNNResNet50FPN
        if let classCount = detected?.classCount { configuration.classCount = classCount }
        try configuration.validate()
        try options.resizing?.validate()
        try options.augmentation?.validate()
        self.init(configuration, options: options)
    }
}
