internal import Models

extension FrameworkConfiguration {
    /// How many parameters the framework's own network has, as PyTorch counts them.
    ///
    /// Ours has as many but for the background's boxes and masks, which nobody uses: detectron2 has no rows for them, and
    /// maskrcnn-benchmark's one box for all classes comes with another for the background.
    public var frameworkParameterCount: Int {
        let head = configuration.boxHead
        let features =
            head.isLastStage ? configuration.backbone.resNet.map { 32 * $0.width } ?? 0 : head.features
        let boxes = 4 * (features + 1)
        switch framework {
        case .maskrcnnBenchmark: return configuration.parameterCount + (head.isClassAgnostic ? boxes : 0)
        case .detectron2:
            let masks = configuration.maskHead.map { $0.isClassAgnostic ? 0 : $0.predictorChannels + 1 } ?? 0
            return configuration.parameterCount - (head.isClassAgnostic ? 0 : boxes) - masks
        }
    }
}
