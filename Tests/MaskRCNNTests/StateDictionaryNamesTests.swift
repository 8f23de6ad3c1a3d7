import MaskRCNN
import Testing

@Suite struct StateDictionaryNamesTests {
    @Test(arguments: [
        ("rpn.head.conv.weight", "rpn.head.conv.0.0.weight"), ("rpn.head.conv.bias", "rpn.head.conv.0.0.bias"),
        ("backbone.fpn.inner_blocks.0.weight", "backbone.fpn.inner_blocks.0.0.weight"),
        ("backbone.fpn.inner_blocks.3.bias", "backbone.fpn.inner_blocks.3.0.bias"),
        ("backbone.fpn.layer_blocks.2.weight", "backbone.fpn.layer_blocks.2.0.weight"),
        ("roi_heads.mask_head.mask_fcn1.weight", "roi_heads.mask_head.0.0.weight"),
        ("roi_heads.mask_head.mask_fcn4.bias", "roi_heads.mask_head.3.0.bias"),
    ])
    func oldNamesBecomeNew(old: String, new: String) {
        #expect(StateDictionaryNames.current(old) == new)
        // A new name is left as it is.
        #expect(StateDictionaryNames.current(new) == new)
    }

    @Test(arguments: ["maskrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn_v2"])
    func presentNamesStay(_ model: String) throws {
        for line in try Manifest.lines(model) {
            let name = String(line.prefix { $0 != " " })
            #expect(StateDictionaryNames.current(name) == name)
        }
    }

    /// Names that only look alike, and those that nobody would choose.
    @Test(arguments: [
        "", ".", "rpn.head.conv", "rpn.head.cls_logits.weight", "roi_heads.mask_head.mask_fcn0.weight",
        "roi_heads.mask_head.mask_fcn.weight", "roi_heads.mask_head.mask_fcnx.weight", "fpn.inner_blocks.0.weight",
        "backbone.fpn.inner_blocks.0.0.weight", "roi_heads.mask_head.mask_fcn-1.weight",
        "roi_heads.mask_head.mask_fcn99999999999999999999.weight", "....",
    ])
    func otherNamesStay(_ name: String) {
        #expect(StateDictionaryNames.current(name) == name)
    }
}
