extension FrameworkNames {
    /// detectron2's: norms are parts of their convolutions, and stages begin with `res2`.
    static func detectron2(_ layout: FrameworkLayout) -> [NameRule] {
        let body = layout.hasPyramid ? "backbone.bottom_up." : "backbone."
        let stage = NameRule.Count(ours: 1, theirs: 2)
        let level = NameRule.Count(ours: 0, theirs: 2)
        let fromOne = NameRule.Count(ours: 0, theirs: 1)
        var rules = [
            NameRule("backbone.body.bn1.*", body + "stem.conv1.norm.*"),
            NameRule("backbone.body.conv1.*", body + "stem.conv1.*"),
        ]
        rules += blocks("backbone.body.layer#.#.", body + "res#.#.", stage)
        rules += blocks("roi_heads.box_head.layer4.#.", "roi_heads.res5.#.")
        rules += [
            NameRule("backbone.fpn.inner_blocks.#.1.*", "backbone.fpn_lateral#.norm.*", level),
            NameRule("backbone.fpn.inner_blocks.#.0.*", "backbone.fpn_lateral#.*", level),
            NameRule("backbone.fpn.layer_blocks.#.1.*", "backbone.fpn_output#.norm.*", level),
            NameRule("backbone.fpn.layer_blocks.#.0.*", "backbone.fpn_output#.*", level),
            layout.proposalConvolutions == 1
                ? NameRule("rpn.head.conv.0.0.*", "proposal_generator.rpn_head.conv.*")
                : NameRule("rpn.head.conv.#.0.*", "proposal_generator.rpn_head.conv.conv#.*"),
            NameRule("rpn.head.cls_logits.*", "proposal_generator.rpn_head.objectness_logits.*"),
            NameRule("rpn.head.bbox_pred.*", "proposal_generator.rpn_head.anchor_deltas.*"),
            NameRule("roi_heads.box_head.#.1.*", "roi_heads.box_head.conv#.norm.*", fromOne),
            NameRule("roi_heads.box_head.#.0.*", "roi_heads.box_head.conv#.*", fromOne),
            linearLayers(layout, "roi_heads.box_head.fc#.*", first: 1),
            NameRule("roi_heads.box_predictor.cls_score.*", "roi_heads.box_predictor.cls_score.*"),
            NameRule("roi_heads.box_predictor.bbox_pred.*", "roi_heads.box_predictor.bbox_pred.*"),
            NameRule("roi_heads.mask_head.#.1.*", "roi_heads.mask_head.mask_fcn#.norm.*", fromOne),
            NameRule("roi_heads.mask_head.#.0.*", "roi_heads.mask_head.mask_fcn#.*", fromOne),
            NameRule("roi_heads.mask_predictor.conv5_mask.*", "roi_heads.mask_head.deconv.*"),
            NameRule("roi_heads.mask_predictor.mask_fcn_logits.*", "roi_heads.mask_head.predictor.*"),
            NameRule(
                "roi_heads.keypoint_head.#.*", "roi_heads.keypoint_head.conv_fcn#.*",
                NameRule.Count(ours: 0, ourStep: 2, theirs: 1)),
            NameRule("roi_heads.keypoint_predictor.kps_score_lowres.*", "roi_heads.keypoint_head.score_lowres.*"),
        ]
        return rules
    }

    private static func blocks(_ ours: String, _ theirs: String, _ counts: NameRule.Count...) -> [NameRule] {
        let stage = counts.first ?? NameRule.Count()
        return [
            NameRule(ours + "bn#.*", theirs + "conv#.norm.*", stage),
            NameRule(ours + "conv#.*", theirs + "conv#.*", stage),
            NameRule(ours + "downsample.1.*", theirs + "shortcut.norm.*", stage),
            NameRule(ours + "downsample.0.*", theirs + "shortcut.*", stage),
        ]
    }
}
