public import Torch
public import Zoo

/// What a network is for.
public enum ModelTask: String, Sendable, Hashable, CaseIterable {
    /// Finding objects, with boxes and masks: ``Detector``.
    case detection
    /// Giving every pixel a class: ``Segmenter``.
    case segmentation

    /// The task of the network that a checkpoint is of; nil where it is none that this package has.
    ///
    /// - Throws: ``MaskRCNNError/metadata(file:reason:)`` where the file has metadata that cannot be understood.
    public static func of(_ checkpoint: Checkpoint) throws(MaskRCNNError) -> ModelTask? {
        if try RecognizedNetwork(checkpoint) != nil { return .detection }
        return try RecognizedSegmentation(checkpoint) == nil ? nil : .segmentation
    }

    /// Makes sure that a checkpoint is not of a network for another task.
    ///
    /// - Throws: ``MaskRCNNError/otherTask(file:model:task:)`` where it is.
    public static func require(_ task: ModelTask, of checkpoint: Checkpoint) throws(MaskRCNNError) {
        guard let found = try of(checkpoint), found != task else { return }
        let model =
            switch found {
            case .detection: try RecognizedNetwork(checkpoint)?.configuration.name
            case .segmentation: try RecognizedSegmentation(checkpoint)?.configuration.name
            }
        throw .otherTask(file: checkpoint.path, model: model ?? found.rawValue, task: found)
    }

    /// What such a network does and what it does not, for who took it for one of the other kind.
    var advice: String {
        switch self {
        case .detection: "which finds objects (Detector) and gives no class map"
        case .segmentation: "which is for semantic segmentation (Segmenter) and finds no objects"
        }
    }
}

extension PublishedWeights {
    /// What its network is for; nil for a backbone.
    public var task: ModelTask? { boxAP != nil ? .detection : meanIoU != nil ? .segmentation : nil }
}
