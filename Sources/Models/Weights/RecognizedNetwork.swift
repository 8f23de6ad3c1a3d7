internal import Files
public import Torch
internal import Zoo

/// The network that a checkpoint is of, and how that is known.
package struct RecognizedNetwork: Sendable {
    /// How a network is known.
    package enum Evidence: Sendable, Equatable {
        /// The file says all.
        case metadata
        /// Names and shapes are those of these presets; where there are several, who uses it has to say which it is.
        case presets([String])
        /// Names and shapes are no preset's: what leaves no trace in them is torchvision's.
        case shapes
        /// Names are another framework's: what leaves no trace in shapes is as usual there.
        case framework(WeightsFramework)
    }

    /// The network.
    package private(set) var configuration: Configuration
    /// How it is known.
    package let evidence: Evidence
    /// Whether it has group norms of which the file does not say how many groups they have.
    private let hasAssumedGroups: Bool

    /// Tells the network from a checkpoint's metadata, else from its tensors' names and shapes; nil where it is none that
    /// this package has.
    ///
    /// - Throws: ``MaskRCNNError/metadata(file:reason:)`` where the file has metadata that cannot be understood.
    package init?(
        _ checkpoint: Checkpoint, presets: [Configuration] = Configuration.presets
    ) throws(MaskRCNNError) {
        try self.init(
            NetworkTensors(checkpoint), CheckpointMetadata(checkpoint), file: checkpoint.path, presets: presets)
    }

    package init?(
        _ network: NetworkTensors, _ metadata: CheckpointMetadata?, file: String,
        presets: [Configuration] = Configuration.presets
    ) {
        if let configuration = metadata?.configuration {
            self.configuration = configuration
            evidence = .metadata
            hasAssumedGroups = false
            return
        }
        if let framework = network.framework {
            guard metadata?.segmentation == nil,
                var configuration = NetworkShape(network.tensors)?.configuration(of: framework),
                let classCount = network.tensors["roi_heads.box_predictor.cls_score.weight"]?.shape.first
            else { return nil }
            configuration.classCount = classCount
            if !network.counters.isEmpty { configuration.backbone.normalization = .batchNorm(epsilon: 1e-5) }
            hasAssumedGroups = configuration.takeGroupNorms(of: network)
            if hasAssumedGroups { configuration.backbone.resNet?.stridePlace = .threeByThree }
            self.configuration = configuration
            evidence = .framework(framework)
            return
        }
        guard metadata?.segmentation == nil, let shape = NetworkShape(network.tensors),
            let classCount = network.tensors["roi_heads.box_predictor.cls_score.weight"]?.shape.first
        else { return nil }
        var fitting = presets.filter { NetworkShape($0) == shape }
        // Of networks with the same tensors torchvision publishes files under names of their own.
        let published = PublishedWeights.all.first { $0.fileName == Path.name(of: file) }
        if let own = fitting.first(where: { $0.name == published?.name }) { fitting = [own] }
        guard var configuration = fitting.first ?? shape.configuration else { return nil }
        configuration.classCount = classCount
        // Norms that are not frozen have counters; files from before those have norms in the pyramid as well.
        configuration.backbone.normalization =
            network.counters.isEmpty && shape.pyramid?.hasNorms != true
            ? .frozenBatchNorm(epsilon: 1e-5) : .batchNorm(epsilon: 1e-5)
        hasAssumedGroups = configuration.takeGroupNorms(of: network)
        self.configuration = configuration
        evidence = fitting.isEmpty ? .shapes : .presets(fitting.map(\.name))
    }

    /// Takes what mmdetection's models of Caffe's backbones have, which leaves no trace in tensors.
    ///
    /// - Throws: ``MaskRCNNError/notCaffeStyle(file:)`` where names are not mmdetection's, or the file says itself what it is.
    package mutating func takeCaffeStyle(file: String) throws(MaskRCNNError) {
        guard evidence == .framework(.mmdetection) else { throw .notCaffeStyle(file: file) }
        configuration.takeCaffeStyle()
    }

    /// How it is known, in words.
    package var explanation: String {
        switch evidence {
        case .metadata: "as its metadata say"
        case .presets(let names) where names.count == 1: "told from names and shapes"
        case .presets(let names):
            "told from names and shapes, which are those of \(names.joined(separator: " and "))"
        case .shapes: "told from names and shapes, with torchvision's sizes of inputs and anchors"
        case .framework(let framework): "told from names and shapes, which are those of \(framework.title)"
        }
    }

    /// What a person should know before trusting it; nil where there is no doubt.
    package var note: String? {
        let sizes = """
            input \(configuration.transform.minimumSide) to \(configuration.transform.maximumSide), anchors \
            \(configuration.proposals.anchorSizes.joined().map(String.init).joined(separator: ", "))
            """
        switch evidence {
        case .metadata: return nil
        case .framework(let framework):
            let place = configuration.backbone.resNet?.stridePlace == .oneByOne ? "first 1×1" : "3×3"
            let groups = hasAssumedGroups ? ", \(Configuration.usualGroups) groups of each norm" : ""
            return """
                the checkpoint does not say how it is to be used: \(framework.title)'s usual values were taken (stride in the \(place) \
                convolution, mean \(configuration.transform.mean.map { "\($0)" }.joined(separator: ", ")), deviation \
                \(configuration.transform.standardDeviation.map { "\($0)" }.joined(separator: ", "))\(groups), \
                \(sizes)); \(framework.advice)
                """
        case _ where hasAssumedGroups:
            return """
                the checkpoint does not say what it is: its norms have no running statistics, and were taken for group norms of \
                \(Configuration.usualGroups) groups (\(sizes))
                """
        case .presets(let names):
            // Files of torchvision's networks never say more.
            guard !configuration.isTorchvisions else { return nil }
            return "the checkpoint does not say what it is: its shapes are those of \(names[0]) (\(sizes))"
        case .shapes:
            return """
                the checkpoint does not say what it is, and is of no preset's shape: torchvision's values were taken for \
                what shapes do not show (\(sizes))
                """
        }
    }
}

extension Configuration {
    /// The network that a checkpoint is of, told from its metadata or else from its tensors' names and shapes; nil
    /// where it is no Faster, Mask or Keypoint R-CNN's.
    ///
    /// What leaves no trace in the tensors (sizes of input and anchors, thresholds) is torchvision's, or that of the
    /// preset of the same shape.
    ///
    /// - Throws: ``MaskRCNNError/metadata(file:reason:)`` where the file has metadata that cannot be understood.
    public static func detected(in checkpoint: Checkpoint) throws(MaskRCNNError) -> Configuration? {
        try RecognizedNetwork(checkpoint)?.configuration
    }

    /// Whether it is a preset with a name of torchvision's.
    var isTorchvisions: Bool { ["maskrcnn_", "fasterrcnn_", "keypointrcnn_"].contains { name.hasPrefix($0) } }
}
