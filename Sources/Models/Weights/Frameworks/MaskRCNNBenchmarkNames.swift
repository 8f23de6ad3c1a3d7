extension FrameworkNames {
    /// maskrcnn-benchmark's: layers with a norm are lists of the convolution (0) and the norm (1).
    static func maskrcnnBenchmark(_ layout: FrameworkLayout) -> [NameRule] {
        let fromOne = NameRule.Count(ours: 0, theirs: 1)
        let box = "roi_heads.box.feature_extractor."
        // Each ReLU has a number as well.
        let step = layout.hasBoxNorms ? 3 : 2
        var rules = [
            NameRule("backbone.body.conv1.*", "backbone.body.stem.conv1.*"),
            NameRule("backbone.body.bn1.*", "backbone.body.stem.bn1.*"),
        ]
        rules += sameBlocks("backbone.body.layer#.#.", "backbone.body.layer#.#.")
        rules += sameBlocks("roi_heads.box_head.layer4.#.", box + "head.layer4.#.")
        rules += layer("backbone.fpn.inner_blocks.#", "backbone.fpn.fpn_inner#", layout.hasPyramidNorms, fromOne)
        rules += layer("backbone.fpn.layer_blocks.#", "backbone.fpn.fpn_layer#", layout.hasPyramidNorms, fromOne)
        rules += [
            NameRule("rpn.head.conv.0.0.*", "rpn.head.conv.*"),
            NameRule("rpn.head.cls_logits.*", "rpn.head.cls_logits.*"),
            NameRule("rpn.head.bbox_pred.*", "rpn.head.bbox_pred.*"),
            NameRule("roi_heads.box_head.#.0.*", box + "xconvs.#.*", NameRule.Count(theirStep: step)),
        ]
        if layout.hasBoxNorms {
            rules.append(
                NameRule("roi_heads.box_head.#.1.*", box + "xconvs.#.*", NameRule.Count(theirs: 1, theirStep: step)))
        }
        if layout.hasLinearNorms {
            rules += [
                NameRule("roi_heads.box_head.fc#.norm.*", box + "fc#.1.*"),
                NameRule("roi_heads.box_head.fc#.*", box + "fc#.0.*"),
            ]
        }
        rules.append(linearLayers(layout, box + "fc#.*", first: 6))
        rules += ["cls_score", "bbox_pred"].map { name in
            NameRule("roi_heads.box_predictor.\(name).*", "roi_heads.box.predictor.\(name).*")
        }
        rules += layer(
            "roi_heads.mask_head.#", "roi_heads.mask.feature_extractor.mask_fcn#", layout.hasMaskNorms, fromOne)
        rules += ["conv5_mask", "mask_fcn_logits"].map { name in
            NameRule("roi_heads.mask_predictor.\(name).*", "roi_heads.mask.predictor.\(name).*")
        }
        rules += [
            NameRule(
                "roi_heads.keypoint_head.#.*", "roi_heads.keypoint.feature_extractor.conv_fcn#.*",
                NameRule.Count(ours: 0, ourStep: 2, theirs: 1)),
            NameRule(
                "roi_heads.keypoint_predictor.kps_score_lowres.*", "roi_heads.keypoint.predictor.kps_score_lowres.*"),
        ]
        return rules
    }

    private static func layer(
        _ ours: String, _ theirs: String, _ hasNorm: Bool, _ count: NameRule.Count
    ) -> [NameRule] {
        hasNorm
            ? [NameRule(ours + ".0.*", theirs + ".0.*", count), NameRule(ours + ".1.*", theirs + ".1.*", count)]
            : [NameRule(ours + ".0.*", theirs + ".*", count)]
    }
}
