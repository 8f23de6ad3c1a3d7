extension FrameworkNames {
    /// mmdetection's: layers are `conv` and their norms `bn` or `gn`; a backbone's parts are called as torchvision's.
    static func mmdetection(_ layout: FrameworkLayout) -> [NameRule] {
        var rules = [
            NameRule("backbone.body.conv1.*", "backbone.conv1.*"), NameRule("backbone.body.bn1.*", "backbone.bn1.*"),
            NameRule("backbone.body.bn1.*", "backbone.gn1.*"),
        ]
        rules += sameBlocks("backbone.body.layer#.#.", "backbone.layer#.#.")
        rules.append(NameRule("backbone.body.layer#.#.bn#.*", "backbone.layer#.#.gn#.*"))
        rules += sameBlocks("roi_heads.box_head.layer4.#.", "roi_head.shared_head.layer4.#.")
        rules += layer("backbone.fpn.inner_blocks.#", "neck.lateral_convs.#")
        rules += layer("backbone.fpn.layer_blocks.#", "neck.fpn_convs.#")
        rules += [
            layout.proposalConvolutions == 1
                ? NameRule("rpn.head.conv.0.0.*", "rpn_head.rpn_conv.*")
                : NameRule("rpn.head.conv.#.0.*", "rpn_head.rpn_conv.#.conv.*"),
            NameRule("rpn.head.cls_logits.*", "rpn_head.rpn_cls.*"),
            NameRule("rpn.head.bbox_pred.*", "rpn_head.rpn_reg.*"),
        ]
        rules += layer("roi_heads.box_head.#", "roi_head.bbox_head.shared_convs.#")
        rules += [
            linearLayers(layout, "roi_head.bbox_head.shared_fcs.#.*", first: 0),
            NameRule("roi_heads.box_predictor.cls_score.*", "roi_head.bbox_head.fc_cls.*"),
            NameRule("roi_heads.box_predictor.bbox_pred.*", "roi_head.bbox_head.fc_reg.*"),
        ]
        rules += layer("roi_heads.mask_head.#", "roi_head.mask_head.convs.#")
        rules += [
            NameRule("roi_heads.mask_predictor.conv5_mask.*", "roi_head.mask_head.upsample.*"),
            NameRule("roi_heads.mask_predictor.mask_fcn_logits.*", "roi_head.mask_head.conv_logits.*"),
        ]
        return rules
    }

    private static func layer(_ ours: String, _ theirs: String) -> [NameRule] {
        [
            NameRule(ours + ".0.*", theirs + ".conv.*"), NameRule(ours + ".1.*", theirs + ".bn.*"),
            NameRule(ours + ".1.*", theirs + ".gn.*"),
        ]
    }
}
