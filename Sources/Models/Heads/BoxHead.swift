internal import Torch

/// Classifies and refines boxes (Girshick 2015): torchvision's `TwoMLPHead` or `FastRCNNConvFCHead`, and
/// `FastRCNNPredictor`.
///
/// Shapes: (R, C, 7, 7) gives class logits (R, K) and deltas (R, 4K), K classes with the background; or deltas (R, 4) for all
/// classes together.
///
/// In networks called C4 a stage of the backbone and a mean over its map stand in place of the layers: (R, C, 14, 14) gives (R, 2C, 7, 7).
/// Source: detectron2's `Res5ROIHeads`, maskrcnn-benchmark's `ResNet50Conv5ROIFeatureExtractor`.
struct BoxHead {
    private let convolutions: [ConvolutionBlock]
    private let linear: [Linear]
    /// In their place.
    let stage: ResNetStage?
    private let classLogits: Linear
    private let boxDeltas: Linear

    init(_ scope: Scope, _ network: Configuration) throws(TorchError) {
        let head = scope / "box_head"
        let (configuration, channels) = (network.boxHead, network.featureChannels)
        if let backbone = network.lastStage {
            let index = backbone.stageCount - 1
            stage = try ResNetStage(head / "layer\(index + 1)", index, backbone)
            (convolutions, linear) = ([], [])
            (classLogits, boxDeltas) = try Self.predictors(scope, backbone.outputChannels(stage: index), network)
            return
        }
        stage = nil
        var convolutions: [ConvolutionBlock] = []
        var width = channels
        for index in 0..<configuration.convolutionCount {
            let block = head / index
            convolutions.append(
                try ConvolutionBlock(
                    convolution: block / 0, normalization: block / 1, width,
                    configuration.convolutionChannels ?? channels,
                    kernel: 3,
                    kind: configuration.normalization, rectified: true, initializer: .kaimingNormalFanOut))
            width = configuration.convolutionChannels ?? channels
        }
        self.convolutions = convolutions
        // The first one takes the map, the others vectors.
        var side = configuration.resolution
        var inputs = width * side * side
        var linear: [Linear] = []
        for index in 0..<configuration.linearCount {
            // After convolutions the layers are numbered in one list, in which flattening and each ReLU have a place.
            let name =
                convolutions.isEmpty ? "fc\(6 + index)" : "\(configuration.convolutionCount + 1 + 2 * index)"
            linear.append(try Linear(head / name, inputs, configuration.features, side: side))
            inputs = configuration.features
            side = 1
        }
        self.linear = linear
        (classLogits, boxDeltas) = try Self.predictors(scope, inputs, network)
    }

    /// The layers that classify, and that refine boxes.
    private static func predictors(
        _ scope: Scope, _ inputs: Int, _ network: Configuration
    ) throws(TorchError) -> (classLogits: Linear, boxDeltas: Linear) {
        let predictor = scope / "box_predictor"
        let deltas = predictor / "bbox_pred"
        return (
            try Linear((predictor / "cls_score").rowsPerClass(1), inputs, network.classCount),
            network.boxHead.isClassAgnostic
                ? try Linear(deltas, inputs, 4) : try Linear(deltas.rowsPerClass(4), inputs, 4 * network.classCount)
        )
    }

    func callAsFunction(_ features: Tensor) throws(TorchError) -> (logits: Tensor, deltas: Tensor) {
        var maps = features
        for convolution in convolutions {
            maps = try convolution(maps)
        }
        var vectors = try stage.map { (stage) throws(TorchError) in try stage(maps).mean(over: [2, 3]) } ?? maps
        for layer in linear {
            vectors = try layer(vectors, rectified: true)
        }
        return (try classLogits(vectors), try boxDeltas(vectors))
    }
}
