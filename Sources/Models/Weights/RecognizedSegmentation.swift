internal import Files
public import Torch
internal import Zoo

/// The network for segmentation that a checkpoint is of, and how that is known.
package struct RecognizedSegmentation: Sendable {
    /// How the names of tensors end that every such network has.
    package static let ends = ["backbone.conv1.weight"]

    /// The network.
    package let configuration: SegmentationConfiguration
    /// How it is known.
    package let evidence: RecognizedNetwork.Evidence

    /// Tells the network from a checkpoint's metadata, else from its tensors' names and shapes; nil where it is none that this package
    /// has.
    ///
    /// - Throws: ``MaskRCNNError/metadata(file:reason:)`` where the file has metadata that cannot be understood.
    package init?(
        _ checkpoint: Checkpoint, presets: [SegmentationConfiguration] = SegmentationConfiguration.presets
    ) throws(MaskRCNNError) {
        try self.init(
            NetworkTensors(checkpoint, ends: Self.ends), CheckpointMetadata(checkpoint), file: checkpoint.path,
            presets: presets)
    }

    package init?(
        _ network: NetworkTensors, _ metadata: CheckpointMetadata?, file: String,
        presets: [SegmentationConfiguration] = SegmentationConfiguration.presets
    ) {
        if let configuration = metadata?.segmentation {
            self.configuration = configuration
            evidence = .metadata
            return
        }
        guard metadata?.configuration == nil, let shape = SegmentationShape(network.tensors),
            let classCount = network.tensors["classifier.4.weight"]?.shape.first
        else { return nil }
        // torchvision's networks with and without an auxiliary head have one name.
        var fitting = presets.compactMap { preset in
            var preset = preset
            if shape.auxiliaryChannels == nil { preset.auxiliaryHead = nil }
            return SegmentationShape(preset) == shape ? preset : nil
        }
        let published = PublishedWeights.all.first { $0.fileName == Path.name(of: file) }
        if let own = fitting.first(where: { $0.name == published?.name }) { fitting = [own] }
        guard var configuration = fitting.first ?? shape.configuration else { return nil }
        configuration.classCount = classCount
        self.configuration = configuration
        evidence = fitting.isEmpty ? .shapes : .presets(fitting.map(\.name))
    }

    /// How it is known, in words.
    package var explanation: String {
        switch evidence {
        case .metadata: "as its metadata say"
        case .presets(let names) where names.count == 1: "told from names and shapes"
        case .presets(let names): "told from names and shapes, which are those of \(names.joined(separator: " and "))"
        case .shapes, .framework: "told from names and shapes, with torchvision's dilation and size of inputs"
        }
    }

    /// What a person should know before trusting it; nil where there is no doubt.
    package var note: String? {
        guard evidence == .shapes else { return nil }
        let side = configuration.transform.shortSide.map(String.init) ?? "their own"
        return """
            the checkpoint does not say what it is, and is of no preset's shape: torchvision's values were taken for what shapes do \
            not show (a short side of \(side), \(configuration.backbone.resNet?.dilatedStageCount ?? 0) stages that dilate)
            """
    }
}

extension SegmentationConfiguration {
    /// The network that a checkpoint is of, told from its metadata or else from its tensors' names and shapes; nil where it is none for
    /// semantic segmentation that this package has.
    ///
    /// What leaves no trace in the tensors (dilation, gaps, the size of inputs) is torchvision's.
    ///
    /// - Throws: ``MaskRCNNError/metadata(file:reason:)`` where the file has metadata that cannot be understood.
    public static func detected(in checkpoint: Checkpoint) throws(MaskRCNNError) -> SegmentationConfiguration? {
        try RecognizedSegmentation(checkpoint)?.configuration
    }
}
