internal import Files
internal import Torch

/// What the names and shapes of a checkpoint's tensors say of a network: two networks with the same have the same tensors, but
/// for the number of classes and the norms of the backbone.
struct NetworkShape: Equatable {
    var backbone: Backbone
    var pyramid: Pyramid?
    var proposalConvolutions: Int
    /// How many anchors stand at a place of a level.
    var anchors: Int
    var box: BoxHead
    var mask: MaskHead?
    var keypoints: KeypointHead?

    /// A feature extractor's.
    enum Backbone: Equatable {
        case resNet(ResNet)
        case mobileNetV3(Configuration.Backbone.MobileNetV3.Size)
    }

    /// A ResNet's.
    struct ResNet: Equatable {
        var depth: Int
        var stageCount: Int
        var width: Int
        /// Channels of the 3×3 convolutions of the first stage, and how many of their inputs each sees.
        var innerChannels: Int
        var groupInputs: Int
    }

    /// A pyramid's.
    struct Pyramid: Equatable {
        var channels: Int
        var hasNorms: Bool
    }

    /// A box head's.
    struct BoxHead: Equatable {
        var convolutions: Int
        /// Channels that they give.
        var channels: Int
        var hasNorms: Bool
        var linearLayers: Int
        var features: Int
        /// Whether norms follow the linear layers.
        var hasLinearNorms: Bool
        var resolution: Int
        /// Whether there is one box for all classes.
        var isClassAgnostic: Bool
    }

    /// A mask head's.
    struct MaskHead: Equatable {
        var channels: [Int]
        var hasNorms: Bool
        var predictorChannels: Int
        /// Whether there is one mask for all classes.
        var isClassAgnostic: Bool
    }

    /// A keypoint head's.
    struct KeypointHead: Equatable {
        var channels: [Int]
        /// How many keypoints it finds.
        var count: Int
    }

    /// That of a configuration.
    init(_ configuration: Configuration) {
        switch configuration.backbone {
        case .resNet(let network): backbone = .resNet(ResNet(network))
        case .mobileNetV3(let network): backbone = .mobileNetV3(network.size)
        }
        pyramid = configuration.pyramid.map { Pyramid(channels: $0.channels, hasNorms: $0.normalization != .none) }
        proposalConvolutions = configuration.proposals.convolutionCount
        anchors = configuration.anchorsPerCell
        let head = configuration.boxHead
        box = BoxHead(
            convolutions: head.convolutionCount, channels: configuration.boxChannels,
            // Norms follow convolutions alone.
            hasNorms: head.normalization != .none && head.convolutionCount > 0, linearLayers: head.linearCount,
            features: head.features, hasLinearNorms: head.linearNormalization != .none, resolution: head.resolution,
            isClassAgnostic: head.isClassAgnostic)
        mask = configuration.maskHead.map {
            MaskHead(
                channels: $0.channels, hasNorms: $0.normalization != .none, predictorChannels: $0.predictorChannels,
                isClassAgnostic: $0.isClassAgnostic)
        }
        keypoints = configuration.keypointHead.map { KeypointHead(channels: $0.channels, count: $0.names.count) }
    }

    /// That of tensors; nil where they are no Faster or Mask R-CNN's, or parts of one are missing.
    init?(_ tensors: [String: StoredTensor]) {
        let tensors = NamedShapes(tensors)
        guard let classes = tensors["roi_heads.box_predictor.cls_score.weight", 2],
            let logits = tensors["rpn.head.cls_logits.weight", 4],
            let backbone = ResNet(tensors).map(Backbone.resNet) ?? Backbone(mobileNet: tensors)
        else { return nil }
        self.backbone = backbone
        pyramid = tensors["backbone.fpn.layer_blocks.0.0.weight", 4].map {
            Pyramid(channels: $0[0], hasNorms: tensors.has("backbone.fpn.layer_blocks.0.1.weight"))
        }
        proposalConvolutions = tensors.count { "rpn.head.conv.\($0).0.weight" }
        anchors = logits[0]
        box = BoxHead(tensors, features: classes[1], channels: logits[1])
        mask = MaskHead(tensors)
        keypoints = KeypointHead(tensors)
        let has = (pyramid: pyramid != nil, mask: mask != nil, keypoints: keypoints != nil)
        guard tensors.hasAny(under: "backbone.fpn.") == has.pyramid,
            tensors.hasAny(under: "roi_heads.mask_") == has.mask,
            tensors.hasAny(under: "roi_heads.keypoint_") == has.keypoints
        else { return nil }
    }
}

/// The shapes of tensors by name.
struct NamedShapes {
    private let tensors: [String: StoredTensor]

    init(_ tensors: [String: StoredTensor]) { self.tensors = tensors }

    /// The shape of a tensor of so many dimensions.
    subscript(name: String, dimensions: Int) -> [Int]? {
        tensors[name].flatMap { $0.shape.count == dimensions ? $0.shape : nil }
    }

    func has(_ name: String) -> Bool { tensors[name] != nil }

    func hasAny(under prefix: String) -> Bool { tensors.keys.contains { $0.hasPrefix(prefix) } }

    /// How many names there are from 0 on.
    func count(_ name: (Int) -> String) -> Int {
        var index = 0
        while has(name(index)) { index += 1 }
        return index
    }
}

extension NetworkShape.Backbone {
    /// A MobileNetV3's, told by how many layers it has and how wide its last one is.
    fileprivate init?(mobileNet tensors: NamedShapes) {
        let size = Configuration.Backbone.MobileNetV3.Size.allCases.first { size in
            var network = Configuration.Backbone.MobileNetV3()
            network.size = size
            let (inputs, outputs) = network.lastChannels
            return tensors["backbone.body.\(network.blocks.count + 1).0.weight", 4] == [outputs, inputs, 1, 1]
        }
        guard let size, tensors["backbone.body.0.0.weight", 4] != nil else { return nil }
        self = .mobileNetV3(size)
    }
}

extension NetworkShape.ResNet {
    /// That of a description.
    init(_ network: Configuration.Backbone.ResNet) {
        depth = network.depth
        stageCount = network.stageCount
        width = network.width
        innerChannels = network.innerChannels(stage: 0)
        groupInputs = network.stages?.bottleneck == true ? innerChannels / network.groups : network.width
    }

    /// That of a ResNet whose names begin so.
    init?(_ tensors: NamedShapes, under body: String = "backbone.body.") {
        let isBottleneck = tensors.has(body + "layer1.0.conv3.weight")
        let blocks = (1...4).map { layer in tensors.count { "\(body)layer\(layer).\($0).conv1.weight" } }
        let stageCount = blocks.firstIndex(of: 0) ?? blocks.count
        let depth = Configuration.Backbone.ResNet.depths.first { depth in
            guard stageCount > 0, let stages = Configuration.Backbone.ResNet.stages(depth: depth) else { return false }
            return stages.bottleneck == isBottleneck && stages.blocks.prefix(stageCount) == blocks.prefix(stageCount)
        }
        guard let depth, blocks.dropFirst(stageCount).allSatisfy({ $0 == 0 }) else { return nil }
        self.depth = depth
        self.stageCount = stageCount
        width = tensors[body + "conv1.weight", 4]?[0] ?? 64
        let inner = tensors["\(body)layer1.0.conv\(isBottleneck ? 2 : 1).weight", 4]
        innerChannels = inner?[0] ?? width
        groupInputs = inner?[1] ?? width
    }
}

extension NetworkShape.ResNet {
    /// A ResNet of this shape, with torchvision's values for all that leaves no trace.
    var settings: Configuration.Backbone.ResNet {
        var network = Configuration.Backbone.ResNet()
        network.depth = depth
        network.stageCount = stageCount
        network.width = width
        if Configuration.Backbone.ResNet.stages(depth: depth)?.bottleneck == true {
            network.groups = max(1, innerChannels / max(1, groupInputs))
            // A file can claim any size of a tensor without elements.
            network.groupWidth = .product(groupInputs, 64) / max(1, width)
        }
        return network
    }
}

extension NetworkShape.BoxHead {
    fileprivate init(_ tensors: NamedShapes, features: Int, channels: Int) {
        let head = "roi_heads.box_head."
        let convolutions = tensors.count { "\(head)\($0).0.weight" }
        // After convolutions, flattening and each ReLU have a number, too.
        func linear(_ index: Int) -> String {
            convolutions == 0 ? "\(head)fc\(6 + index).weight" : "\(head)\(convolutions + 1 + 2 * index).weight"
        }
        self.convolutions = convolutions
        self.channels = convolutions == 0 ? channels : tensors[head + "0.0.weight", 4]?[0] ?? channels
        hasNorms = tensors.has(head + "0.1.weight")
        linearLayers = tensors.count(linear)
        self.features = features
        hasLinearNorms = tensors.has(String(linear(0).dropLast("weight".count)) + "norm.weight")
        let cells = (tensors[linear(0), 2]?[1] ?? 0) / max(self.channels, 1)
        resolution = (1...256).first { $0 * $0 == cells } ?? Configuration().boxHead.resolution
        isClassAgnostic = tensors["roi_heads.box_predictor.bbox_pred.weight", 2]?[0] == 4
    }
}

extension NetworkShape.BoxHead {
    /// The norms of linear layers, of as many groups as is usual.
    var linearNormalization: NormalizationKind {
        hasLinearNorms ? .groupNorm(groups: Configuration.usualGroups, epsilon: 1e-5) : .none
    }
}

extension NetworkShape.MaskHead {
    fileprivate init?(_ tensors: NamedShapes) {
        guard let logits = tensors["roi_heads.mask_predictor.mask_fcn_logits.weight", 4] else { return nil }
        let count = tensors.count { "roi_heads.mask_head.\($0).0.weight" }
        channels = (0..<count).compactMap { tensors["roi_heads.mask_head.\($0).0.weight", 4]?[0] }
        hasNorms = tensors.has("roi_heads.mask_head.0.1.weight")
        predictorChannels = logits[1]
        isClassAgnostic = logits[0] == 1
    }
}

extension NetworkShape.KeypointHead {
    fileprivate init?(_ tensors: NamedShapes) {
        guard let predictor = tensors["roi_heads.keypoint_predictor.kps_score_lowres.weight", 4] else { return nil }
        let layers = tensors.count { "roi_heads.keypoint_head.\(2 * $0).weight" }
        channels = (0..<layers).compactMap { tensors["roi_heads.keypoint_head.\(2 * $0).weight", 4]?[0] }
        count = predictor[1]
    }

    /// A head of this shape, whose keypoints have numbers for names where they are not as many as COCO's of a person.
    var configuration: Configuration.KeypointHead {
        var head = Configuration.KeypointHead()
        head.channels = channels
        if count != head.names.count {
            // A file can claim any size; more than a network may have is refused with the configuration.
            head.names = (1...max(1, min(count, 100_000))).map { "keypoint \($0)" }
            head.skeleton = []
        }
        return head
    }
}

extension NetworkShape {
    /// A network of this shape, with torchvision's values for all that leaves no trace; nil where nothing is known of its
    /// anchors, which are not as many as torchvision's.
    var configuration: Configuration? {
        var configuration = Configuration()
        guard case .resNet(let backbone) = backbone, anchors == configuration.anchorsPerCell, let pyramid,
            backbone.stageCount == 4
        else { return nil }
        let norm = NormalizationKind.batchNorm(epsilon: 1e-5)
        configuration.backbone = .resNet(backbone.settings)
        configuration.name = "resnet\(backbone.depth)_fpn"
        configuration.pyramid?.channels = pyramid.channels
        configuration.pyramid?.normalization = pyramid.hasNorms ? norm : .none
        configuration.proposals.convolutionCount = proposalConvolutions
        configuration.boxHead.convolutionCount = box.convolutions
        configuration.boxHead.normalization = box.hasNorms ? norm : .none
        configuration.boxHead.linearCount = box.linearLayers
        configuration.boxHead.features = box.features
        configuration.boxHead.linearNormalization = box.linearNormalization
        configuration.boxHead.resolution = box.resolution
        configuration.boxHead.convolutionChannels = box.channels == pyramid.channels ? nil : box.channels
        configuration.boxHead.isClassAgnostic = box.isClassAgnostic
        configuration.maskHead = mask.map { mask in
            var head = Configuration.MaskHead()
            head.channels = mask.channels
            head.normalization = mask.hasNorms ? norm : .none
            head.predictorChannels = mask.predictorChannels
            head.isClassAgnostic = mask.isClassAgnostic
            return head
        }
        configuration.keypointHead = keypoints?.configuration
        return configuration
    }
}
