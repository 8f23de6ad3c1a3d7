/// What of a network decides how its layers are called.
struct FrameworkLayout {
    /// Whether there is a feature pyramid.
    var hasPyramid: Bool
    /// Whether the pyramid's convolutions have norms,
    var hasPyramidNorms: Bool
    /// and those of the box head
    var hasBoxNorms: Bool
    /// and of the mask head, and whether norms follow the box head's linear layers.
    var hasMaskNorms: Bool
    var hasLinearNorms = false
    /// How many 3×3 convolutions the proposal network has,
    var proposalConvolutions: Int
    /// and how many the box head.
    var boxConvolutions: Int
    /// Whether the backbone's last stage is the box head.
    var hasLastStage: Bool

    /// That of our names.
    init(ofOurs names: Set<String>) {
        func count(_ name: (Int) -> String) -> Int {
            (0..<names.count).first { !names.contains(name($0)) } ?? names.count
        }
        hasPyramid = names.contains("backbone.fpn.layer_blocks.0.0.weight")
        hasPyramidNorms = names.contains("backbone.fpn.layer_blocks.0.1.weight")
        hasBoxNorms = names.contains("roi_heads.box_head.0.1.weight")
        hasMaskNorms = names.contains("roi_heads.mask_head.0.1.weight")
        hasLinearNorms = names.contains("roi_heads.box_head.fc6.norm.weight")
        proposalConvolutions = count { "rpn.head.conv.\($0).0.weight" }
        boxConvolutions = count { "roi_heads.box_head.\($0).0.weight" }
        hasLastStage = names.contains("roi_heads.box_head.layer4.0.conv1.weight")
    }

    /// That of a framework's names.
    init(of framework: WeightsFramework, _ names: Set<String>) {
        func count(from first: Int, by step: Int = 1, _ name: (Int) -> String) -> Int {
            (0..<names.count).first { !names.contains(name(first + step * $0)) } ?? names.count
        }
        func has(_ name: String) -> Bool { names.contains(name) }
        proposalConvolutions = 1
        boxConvolutions = 0
        switch framework {
        case .detectron2:
            hasPyramid = names.contains { $0.hasPrefix("backbone.bottom_up.") }
            hasPyramidNorms = has("backbone.fpn_output2.norm.weight")
            hasBoxNorms = has("roi_heads.box_head.conv1.norm.weight")
            hasMaskNorms = has("roi_heads.mask_head.mask_fcn1.norm.weight")
            proposalConvolutions = max(1, count(from: 0) { "proposal_generator.rpn_head.conv.conv\($0).weight" })
            boxConvolutions = count(from: 1) { "roi_heads.box_head.conv\($0).weight" }
            hasLastStage = has("roi_heads.res5.0.conv1.weight")
        case .maskrcnnBenchmark:
            hasPyramid = names.contains { $0.hasPrefix("backbone.fpn.") }
            hasPyramidNorms = has("backbone.fpn.fpn_layer1.1.weight")
            hasBoxNorms = has("roi_heads.box.feature_extractor.xconvs.1.weight")
            hasMaskNorms = has("roi_heads.mask.feature_extractor.mask_fcn1.1.weight")
            hasLinearNorms = has("roi_heads.box.feature_extractor.fc6.1.weight")
            boxConvolutions = count(from: 0, by: hasBoxNorms ? 3 : 2) {
                "roi_heads.box.feature_extractor.xconvs.\($0).weight"
            }
            hasLastStage = has("roi_heads.box.feature_extractor.head.layer4.0.conv1.weight")
        case .caffe2:
            hasPyramid = names.contains { $0.hasPrefix("fpn_") }
            hasPyramidNorms = names.contains { $0.hasPrefix("fpn_") && $0.contains(".norm.") }
            hasBoxNorms = has("head_conv1.norm.weight")
            hasMaskNorms = has("_[mask]_fcn1.norm.weight")
            boxConvolutions = count(from: 1) { "head_conv\($0).weight" }
            hasLastStage = !hasPyramid && !has("fc6.weight")
        case .mmdetection:
            hasPyramid = names.contains { $0.hasPrefix("neck.") }
            hasPyramidNorms = has("neck.fpn_convs.0.bn.weight") || has("neck.fpn_convs.0.gn.weight")
            let convolution = "roi_head.bbox_head.shared_convs."
            hasBoxNorms = has(convolution + "0.bn.weight") || has(convolution + "0.gn.weight")
            hasMaskNorms = has("roi_head.mask_head.convs.0.bn.weight") || has("roi_head.mask_head.convs.0.gn.weight")
            proposalConvolutions = max(1, count(from: 0) { "rpn_head.rpn_conv.\($0).conv.weight" })
            boxConvolutions = count(from: 0) { "\(convolution)\($0).conv.weight" }
            hasLastStage = has("roi_head.shared_head.layer4.0.conv1.weight")
        }
    }
}
