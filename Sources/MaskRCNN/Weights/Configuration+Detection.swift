public import Torch

extension Configuration {
    /// The network that a checkpoint is of, told from its metadata or else from its tensors' names and shapes; nil
    /// where it is not a Mask R-CNN's.
    ///
    /// What leaves no trace in the tensors (sizes of input and anchors, thresholds) is torchvision's, or that of the
    /// preset of the same shape.
    public static func detected(in checkpoint: Checkpoint) -> Configuration? {
        if let configuration = CheckpointMetadata(checkpoint)?.configuration {
            return configuration
        }
        let tensors = StateDictionaryNames.current(checkpoint)
        let hasCounters = checkpoint.entries.contains { $0.name.hasSuffix(".num_batches_tracked") }
        guard let structure = Structure(tensors, hasCounters: hasCounters) else { return nil }
        for var preset in presets {
            preset.classCount = structure.configuration.classCount
            preset.backbone.normalization = structure.configuration.backbone.normalization
            if Structure.reduced(preset) == Structure.reduced(structure.configuration) { return preset }
        }
        return structure.configuration
    }
}

/// What the tensors of a checkpoint say of a network.
private struct Structure {
    var configuration = Configuration()

    init?(_ tensors: [String: StoredTensor], hasCounters: Bool) {
        func shape(_ name: String) -> [Int]? { tensors[name]?.shape }
        func count(_ name: (Int) -> String) -> Int {
            var index = 0
            while tensors[name(index)] != nil { index += 1 }
            return index
        }
        let heads = "roi_heads"
        guard let classes = shape("\(heads).box_predictor.cls_score.weight"), classes.count == 2,
            let masks = shape("\(heads).mask_predictor.mask_fcn_logits.weight"), masks.count == 4,
            let logits = shape("rpn.head.cls_logits.weight"), logits.count == 4,
            let pyramid = shape("backbone.fpn.layer_blocks.0.0.weight"), pyramid.count == 4
        else { return nil }
        let isBottleneck = tensors["backbone.body.layer1.0.conv3.weight"] != nil
        let blocks = (1...4).map { layer in count { "backbone.body.layer\(layer).\($0).conv1.weight" } }
        guard
            let depth = [18, 34, 50, 101, 152].first(where: {
                ResNet.stages(depth: $0).map { $0.blocks == blocks && $0.bottleneck == isBottleneck } ?? false
            })
        else { return nil }

        configuration.classCount = classes[0]
        configuration.backbone.depth = depth
        if let stem = shape("backbone.body.conv1.weight"), let width = stem.first {
            configuration.backbone.width = width
        }
        let norm = NormalizationKind.batchNorm(epsilon: 1e-5)
        func kind(_ name: String) -> NormalizationKind { tensors[name] == nil ? .none : norm }
        if hasCounters || tensors["backbone.fpn.layer_blocks.0.1.weight"] != nil {
            configuration.backbone.normalization = norm
        }
        configuration.pyramid.channels = pyramid[0]
        configuration.pyramid.normalization = kind("backbone.fpn.layer_blocks.0.1.weight")
        configuration.proposals.convolutionCount = count { "rpn.head.conv.\($0).0.weight" }
        configuration.boxHead.features = classes[1]
        configuration.boxHead.convolutionCount = count { "\(heads).box_head.\($0).0.weight" }
        configuration.boxHead.normalization = kind("\(heads).box_head.0.1.weight")
        configuration.boxHead.linearCount =
            configuration.boxHead.convolutionCount == 0
            ? count { "\(heads).box_head.fc\(6 + $0).weight" }
            : count { "\(heads).box_head.\(configuration.boxHead.convolutionCount + 1 + 2 * $0).weight" }
        configuration.maskHead.channels = (0..<count { "\(heads).mask_head.\($0).0.weight" }).compactMap {
            shape("\(heads).mask_head.\($0).0.weight")?.first
        }
        configuration.maskHead.normalization = kind("\(heads).mask_head.0.1.weight")
        configuration.maskHead.predictorChannels = masks[1]
        if logits[0] != configuration.proposals.aspectRatios.count { return nil }
        configuration.name = "resnet\(depth)_fpn"
    }

    /// A configuration without what leaves no trace in a checkpoint's tensors.
    static func reduced(_ configuration: Configuration) -> Configuration {
        var reduced = configuration
        let defaults = Configuration()
        reduced.name = ""
        reduced.transform = defaults.transform
        reduced.proposals = defaults.proposals
        reduced.proposals.convolutionCount = configuration.proposals.convolutionCount
        return reduced
    }
}
