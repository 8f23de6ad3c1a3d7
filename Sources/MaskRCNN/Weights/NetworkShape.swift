internal import Torch

/// What the names and shapes of a checkpoint's tensors say of a network: two networks with the same have the same tensors, but
/// for the number of classes and the norms of the backbone.
struct NetworkShape: Equatable {
    var depth: Int
    var width: Int
    var pyramidChannels: Int
    var pyramidHasNorms: Bool
    var proposalConvolutions: Int
    /// How many anchors stand at a place of a level.
    var anchors: Int
    var boxConvolutions: Int
    var boxHasNorms: Bool
    var boxLinearLayers: Int
    var boxFeatures: Int
    var boxResolution: Int
    var maskChannels: [Int]
    var maskHasNorms: Bool
    var maskPredictorChannels: Int

    /// That of a configuration.
    init(_ configuration: Configuration) {
        depth = configuration.backbone.depth
        width = configuration.backbone.width
        pyramidChannels = configuration.pyramid.channels
        pyramidHasNorms = configuration.pyramid.normalization != .none
        proposalConvolutions = configuration.proposals.convolutionCount
        anchors = configuration.proposals.aspectRatios.count
        boxConvolutions = configuration.boxHead.convolutionCount
        // Norms follow convolutions alone.
        boxHasNorms = configuration.boxHead.normalization != .none && configuration.boxHead.convolutionCount > 0
        boxLinearLayers = configuration.boxHead.linearCount
        boxFeatures = configuration.boxHead.features
        boxResolution = configuration.boxHead.resolution
        maskChannels = configuration.maskHead.channels
        maskHasNorms = configuration.maskHead.normalization != .none
        maskPredictorChannels = configuration.maskHead.predictorChannels
    }

    /// That of tensors; nil where they are no Mask R-CNN's.
    init?(_ tensors: [String: StoredTensor]) {
        func shape(_ name: String, _ dimensions: Int) -> [Int]? {
            tensors[name].flatMap { $0.shape.count == dimensions ? $0.shape : nil }
        }
        func count(_ name: (Int) -> String) -> Int {
            var index = 0
            while tensors[name(index)] != nil { index += 1 }
            return index
        }
        let heads = "roi_heads"
        guard let classes = shape("\(heads).box_predictor.cls_score.weight", 2),
            let masks = shape("\(heads).mask_predictor.mask_fcn_logits.weight", 4),
            let logits = shape("rpn.head.cls_logits.weight", 4),
            let pyramid = shape("backbone.fpn.layer_blocks.0.0.weight", 4)
        else { return nil }
        let isBottleneck = tensors["backbone.body.layer1.0.conv3.weight"] != nil
        let blocks = (1...4).map { layer in count { "backbone.body.layer\(layer).\($0).conv1.weight" } }
        guard
            let depth = [18, 34, 50, 101, 152].first(where: {
                ResNet.stages(depth: $0).map { $0.blocks == blocks && $0.bottleneck == isBottleneck } ?? false
            })
        else { return nil }
        self.depth = depth
        width = shape("backbone.body.conv1.weight", 4)?[0] ?? 64
        pyramidChannels = pyramid[0]
        pyramidHasNorms = tensors["backbone.fpn.layer_blocks.0.1.weight"] != nil
        proposalConvolutions = count { "rpn.head.conv.\($0).0.weight" }
        anchors = logits[0]
        let convolutions = count { "\(heads).box_head.\($0).0.weight" }
        boxConvolutions = convolutions
        boxHasNorms = tensors["\(heads).box_head.0.1.weight"] != nil
        // After convolutions, flattening and each ReLU have a number, too.
        func linear(_ index: Int) -> String {
            convolutions == 0
                ? "\(heads).box_head.fc\(6 + index).weight" : "\(heads).box_head.\(convolutions + 1 + 2 * index).weight"
        }
        boxLinearLayers = count(linear)
        boxFeatures = classes[1]
        let cells = (shape(linear(0), 2)?[1] ?? 0) / max(pyramidChannels, 1)
        boxResolution = (1...256).first { $0 * $0 == cells } ?? Configuration().boxHead.resolution
        maskChannels = (0..<count { "\(heads).mask_head.\($0).0.weight" }).compactMap {
            tensors["\(heads).mask_head.\($0).0.weight"]?.shape.first
        }
        maskHasNorms = tensors["\(heads).mask_head.0.1.weight"] != nil
        maskPredictorChannels = masks[1]
    }

    /// A network of this shape, with torchvision's values for all that leaves no trace; nil where nothing is known of its
    /// anchors, which are not as many as torchvision's.
    var configuration: Configuration? {
        var configuration = Configuration()
        guard anchors == configuration.proposals.aspectRatios.count else { return nil }
        let norm = NormalizationKind.batchNorm(epsilon: 1e-5)
        configuration.name = "resnet\(depth)_fpn"
        configuration.backbone.depth = depth
        configuration.backbone.width = width
        configuration.pyramid.channels = pyramidChannels
        configuration.pyramid.normalization = pyramidHasNorms ? norm : .none
        configuration.proposals.convolutionCount = proposalConvolutions
        configuration.boxHead.convolutionCount = boxConvolutions
        configuration.boxHead.normalization = boxHasNorms ? norm : .none
        configuration.boxHead.linearCount = boxLinearLayers
        configuration.boxHead.features = boxFeatures
        configuration.boxHead.resolution = boxResolution
        configuration.maskHead.channels = maskChannels
        configuration.maskHead.normalization = maskHasNorms ? norm : .none
        configuration.maskHead.predictorChannels = maskPredictorChannels
        return configuration
    }
}
