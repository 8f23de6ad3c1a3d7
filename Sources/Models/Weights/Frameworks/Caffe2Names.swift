extension FrameworkNames {
    /// Detectron's on Caffe2, whose parameters are dotted by ``dotted(caffe2:)`` first.
    static func caffe2(_ layout: FrameworkLayout) -> [NameRule] {
        let stage = NameRule.Count(ours: 1, theirs: 2)
        let level = NameRule.Count(ours: 0, theirs: 2)
        let fromOne = NameRule.Count(ours: 0, theirs: 1)
        var rules = [
            NameRule("backbone.body.bn1.*", "res_conv1.norm.*"), NameRule("backbone.body.bn1.*", "conv1.norm.*"),
            NameRule("backbone.body.conv1.weight", "conv1.weight"),
        ]
        if layout.hasLastStage { rules += blocks("roi_heads.box_head.layer4.#.", "res5_#_") }
        rules += blocks("backbone.body.layer#.#.", "res#_#_", stage)
        // The number of a stage's last block is in the names of a pyramid's layers.
        rules += [
            NameRule("backbone.fpn.inner_blocks.#.1.*", "fpn_inner_res#_%_sum_lateral.norm.*", level),
            NameRule("backbone.fpn.inner_blocks.#.0.*", "fpn_inner_res#_%_sum_lateral.*", level),
            NameRule("backbone.fpn.inner_blocks.#.1.*", "fpn_inner_res#_%_sum.norm.*", level),
            NameRule("backbone.fpn.inner_blocks.#.0.*", "fpn_inner_res#_%_sum.*", level),
            NameRule("backbone.fpn.layer_blocks.#.1.*", "fpn_res#_%_sum.norm.*", level),
            NameRule("backbone.fpn.layer_blocks.#.0.*", "fpn_res#_%_sum.*", level),
        ]
        // All levels share what is called after the finest.
        for end in ["_fpn2", ""] {
            rules += [
                NameRule("rpn.head.conv.0.0.*", "conv_rpn\(end).*"),
                NameRule("rpn.head.cls_logits.*", "rpn_cls_logits\(end).*"),
                NameRule("rpn.head.bbox_pred.*", "rpn_bbox_pred\(end).*"),
            ]
        }
        rules += [
            NameRule("roi_heads.box_head.#.1.*", "head_conv#.norm.*", fromOne),
            NameRule("roi_heads.box_head.#.0.*", "head_conv#.*", fromOne),
            linearLayers(layout, "fc#.*", first: 6),
            NameRule("roi_heads.box_predictor.cls_score.*", "cls_score.*"),
            NameRule("roi_heads.box_predictor.bbox_pred.*", "bbox_pred.*"),
            NameRule("roi_heads.mask_head.#.1.*", "_[mask]_fcn#.norm.*", fromOne),
            NameRule("roi_heads.mask_head.#.0.*", "_[mask]_fcn#.*", fromOne),
            NameRule("roi_heads.mask_predictor.conv5_mask.*", "conv5_mask.*"),
            NameRule("roi_heads.mask_predictor.mask_fcn_logits.*", "mask_fcn_logits.*"),
            NameRule(
                "roi_heads.keypoint_head.#.*", "conv_fcn#.*", NameRule.Count(ours: 0, ourStep: 2, theirs: 1)),
            NameRule("roi_heads.keypoint_predictor.kps_score_lowres.*", "kps_score_lowres.*"),
        ]
        return rules
    }

    private static func blocks(_ ours: String, _ theirs: String, _ counts: NameRule.Count...) -> [NameRule] {
        let stage = counts.first ?? NameRule.Count()
        let branches = [("conv1", "bn1", "branch2a"), ("conv2", "bn2", "branch2b"), ("conv3", "bn3", "branch2c")]
        return (branches + [("downsample.0", "downsample.1", "branch1")]).flatMap { convolution, norm, branch in
            [
                NameRule(ours + norm + ".*", theirs + branch + ".norm.*", stage),
                NameRule(ours + convolution + ".*", theirs + branch + ".*", stage),
            ]
        }
    }

    /// A name of Caffe2's with its parameter behind a dot: `res2_0_branch2a.norm.weight` of `res2_0_branch2a_bn_s`.
    static func dotted(caffe2 name: String) -> String {
        for (end, parameter) in ends where name.hasSuffix(end) && name.utf8.count > end.utf8.count {
            return name.dropLast(end.count) + parameter
        }
        return name
    }

    /// Whether a dotted name is of a norm whose statistics are in its weight and bias.
    static func isAffineNorm(caffe2 name: String) -> Bool { name.hasSuffix("_bn_s") }

    private static let ends = [
        ("_bn_s", ".norm.weight"), ("_bn_b", ".norm.bias"), ("_bn_gamma", ".norm.weight"), ("_bn_beta", ".norm.bias"),
        ("_bn_rm", ".norm.running_mean"), ("_bn_running_mean", ".norm.running_mean"),
        ("_bn_riv", ".norm.running_var"), ("_bn_running_var", ".norm.running_var"),
        ("_gn_s", ".norm.weight"), ("_gn_b", ".norm.bias"), ("_w", ".weight"), ("_b", ".bias"),
    ]
}
