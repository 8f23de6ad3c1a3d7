import Foundation
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Other frameworks' names of tensors beside ours, as their own files have them.
@Suite struct FrameworkNameTests {
    struct Case: CustomTestStringConvertible {
        var framework: WeightsFramework
        /// Names that decide what the network is like.
        var others: [String] = []
        var pairs: [(theirs: String, ours: String)]
        var testDescription: String { "\(framework.rawValue) \(pairs[0].theirs)" }
    }

    static let cases = [
        Case(
            framework: .detectron2, others: ["proposal_generator.rpn_head.objectness_logits.weight"],
            pairs: [
                ("backbone.bottom_up.stem.conv1.weight", "backbone.body.conv1.weight"),
                ("backbone.bottom_up.stem.conv1.norm.running_var", "backbone.body.bn1.running_var"),
                ("backbone.bottom_up.res2.0.shortcut.weight", "backbone.body.layer1.0.downsample.0.weight"),
                ("backbone.bottom_up.res2.0.shortcut.norm.bias", "backbone.body.layer1.0.downsample.1.bias"),
                ("backbone.bottom_up.res4.22.conv3.norm.weight", "backbone.body.layer3.22.bn3.weight"),
                ("backbone.fpn_lateral5.weight", "backbone.fpn.inner_blocks.3.0.weight"),
                ("backbone.fpn_output2.bias", "backbone.fpn.layer_blocks.0.0.bias"),
                ("backbone.fpn_output3.norm.bias", "backbone.fpn.layer_blocks.1.1.bias"),
                ("proposal_generator.rpn_head.conv.bias", "rpn.head.conv.0.0.bias"),
                ("proposal_generator.rpn_head.anchor_deltas.bias", "rpn.head.bbox_pred.bias"),
                ("roi_heads.box_head.fc1.weight", "roi_heads.box_head.fc6.weight"),
                ("roi_heads.box_head.fc2.bias", "roi_heads.box_head.fc7.bias"),
                ("roi_heads.mask_head.mask_fcn4.weight", "roi_heads.mask_head.3.0.weight"),
                ("roi_heads.mask_head.deconv.bias", "roi_heads.mask_predictor.conv5_mask.bias"),
                ("roi_heads.mask_head.predictor.bias", "roi_heads.mask_predictor.mask_fcn_logits.bias"),
                ("roi_heads.keypoint_head.conv_fcn8.weight", "roi_heads.keypoint_head.14.weight"),
                ("roi_heads.keypoint_head.score_lowres.bias", "roi_heads.keypoint_predictor.kps_score_lowres.bias"),
            ]),
        Case(
            framework: .detectron2,
            others: [
                "proposal_generator.rpn_head.objectness_logits.weight", "roi_heads.res5.0.conv1.weight",
                "proposal_generator.rpn_head.conv.conv0.weight",
            ],
            pairs: [
                ("backbone.stem.conv1.weight", "backbone.body.conv1.weight"),
                ("backbone.res4.5.conv2.norm.running_mean", "backbone.body.layer3.5.bn2.running_mean"),
                ("roi_heads.res5.2.conv3.weight", "roi_heads.box_head.layer4.2.conv3.weight"),
                ("roi_heads.res5.0.shortcut.norm.weight", "roi_heads.box_head.layer4.0.downsample.1.weight"),
                ("proposal_generator.rpn_head.conv.conv1.weight", "rpn.head.conv.1.0.weight"),
            ]),
        Case(
            framework: .detectron2,
            others: [
                "proposal_generator.rpn_head.objectness_logits.weight", "roi_heads.box_head.conv1.weight",
                "roi_heads.box_head.conv2.weight",
            ],
            pairs: [
                ("roi_heads.box_head.conv2.norm.bias", "roi_heads.box_head.1.1.bias"),
                ("roi_heads.box_head.fc1.bias", "roi_heads.box_head.3.bias"),
                ("roi_heads.box_head.fc2.bias", "roi_heads.box_head.5.bias"),
            ]),
        Case(
            framework: .maskrcnnBenchmark, others: ["roi_heads.box.predictor.cls_score.weight"],
            pairs: [
                ("backbone.body.stem.conv1.weight", "backbone.body.conv1.weight"),
                ("backbone.body.stem.bn1.weight", "backbone.body.bn1.weight"),
                ("backbone.body.layer4.2.bn3.running_var", "backbone.body.layer4.2.bn3.running_var"),
                ("backbone.body.layer2.0.downsample.1.bias", "backbone.body.layer2.0.downsample.1.bias"),
                ("backbone.fpn.fpn_inner1.weight", "backbone.fpn.inner_blocks.0.0.weight"),
                ("backbone.fpn.fpn_layer4.bias", "backbone.fpn.layer_blocks.3.0.bias"),
                ("rpn.head.conv.weight", "rpn.head.conv.0.0.weight"),
                ("rpn.head.cls_logits.weight", "rpn.head.cls_logits.weight"),
                ("roi_heads.box.feature_extractor.fc7.weight", "roi_heads.box_head.fc7.weight"),
                ("roi_heads.mask.feature_extractor.mask_fcn1.bias", "roi_heads.mask_head.0.0.bias"),
                ("roi_heads.mask.predictor.conv5_mask.weight", "roi_heads.mask_predictor.conv5_mask.weight"),
                ("roi_heads.keypoint.feature_extractor.conv_fcn2.bias", "roi_heads.keypoint_head.2.bias"),
            ]),
        Case(
            framework: .maskrcnnBenchmark,
            others: [
                "roi_heads.box.predictor.cls_score.weight", "backbone.fpn.fpn_layer1.1.weight",
                "roi_heads.box.feature_extractor.xconvs.0.weight", "roi_heads.box.feature_extractor.xconvs.1.weight",
                "roi_heads.mask.feature_extractor.mask_fcn1.1.weight",
            ],
            pairs: [
                ("backbone.fpn.fpn_inner2.0.weight", "backbone.fpn.inner_blocks.1.0.weight"),
                ("backbone.fpn.fpn_inner2.1.bias", "backbone.fpn.inner_blocks.1.1.bias"),
                ("roi_heads.box.feature_extractor.xconvs.3.weight", "roi_heads.box_head.1.0.weight"),
                ("roi_heads.box.feature_extractor.xconvs.4.bias", "roi_heads.box_head.1.1.bias"),
                ("roi_heads.mask.feature_extractor.mask_fcn2.0.weight", "roi_heads.mask_head.1.0.weight"),
            ]),
        Case(
            framework: .caffe2, others: ["rpn_cls_logits_fpn2_w", "fc6_w"],
            pairs: [
                ("conv1_w", "backbone.body.conv1.weight"), ("res_conv1_bn_s", "backbone.body.bn1.weight"),
                ("res2_0_branch1_w", "backbone.body.layer1.0.downsample.0.weight"),
                ("res2_0_branch1_bn_b", "backbone.body.layer1.0.downsample.1.bias"),
                ("res4_22_branch2a_w", "backbone.body.layer3.22.conv1.weight"),
                ("res5_2_branch2c_bn_s", "backbone.body.layer4.2.bn3.weight"),
                ("fpn_inner_res5_2_sum_w", "backbone.fpn.inner_blocks.3.0.weight"),
                ("fpn_inner_res4_22_sum_lateral_b", "backbone.fpn.inner_blocks.2.0.bias"),
                ("fpn_res2_2_sum_w", "backbone.fpn.layer_blocks.0.0.weight"),
                ("conv_rpn_fpn2_b", "rpn.head.conv.0.0.bias"), ("rpn_bbox_pred_fpn2_w", "rpn.head.bbox_pred.weight"),
                ("fc7_b", "roi_heads.box_head.fc7.bias"),
                ("_[mask]_fcn1_w", "roi_heads.mask_head.0.0.weight"),
                ("conv5_mask_w", "roi_heads.mask_predictor.conv5_mask.weight"),
                ("mask_fcn_logits_b", "roi_heads.mask_predictor.mask_fcn_logits.bias"),
                ("conv_fcn3_w", "roi_heads.keypoint_head.4.weight"),
                ("kps_score_lowres_w", "roi_heads.keypoint_predictor.kps_score_lowres.weight"),
            ]),
        Case(
            framework: .caffe2, others: ["rpn_cls_logits_w", "res5_0_branch2a_w"],
            pairs: [
                ("res5_1_branch2b_bn_s", "roi_heads.box_head.layer4.1.bn2.weight"),
                ("res4_5_branch2b_w", "backbone.body.layer3.5.conv2.weight"),
                ("conv_rpn_w", "rpn.head.conv.0.0.weight"),
            ]),
        Case(
            framework: .mmdetection, others: ["rpn_head.rpn_cls.weight"],
            pairs: [
                ("backbone.conv1.weight", "backbone.body.conv1.weight"),
                ("backbone.layer3.5.bn3.running_mean", "backbone.body.layer3.5.bn3.running_mean"),
                ("backbone.layer1.0.downsample.0.weight", "backbone.body.layer1.0.downsample.0.weight"),
                ("neck.lateral_convs.0.conv.weight", "backbone.fpn.inner_blocks.0.0.weight"),
                ("neck.fpn_convs.3.conv.bias", "backbone.fpn.layer_blocks.3.0.bias"),
                ("rpn_head.rpn_conv.weight", "rpn.head.conv.0.0.weight"),
                ("rpn_head.rpn_reg.bias", "rpn.head.bbox_pred.bias"),
                ("roi_head.bbox_head.shared_fcs.0.weight", "roi_heads.box_head.fc6.weight"),
                ("roi_head.bbox_head.fc_reg.weight", "roi_heads.box_predictor.bbox_pred.weight"),
                ("roi_head.mask_head.convs.2.conv.weight", "roi_heads.mask_head.2.0.weight"),
                ("roi_head.mask_head.upsample.weight", "roi_heads.mask_predictor.conv5_mask.weight"),
                ("roi_head.mask_head.conv_logits.bias", "roi_heads.mask_predictor.mask_fcn_logits.bias"),
            ]),
    ]

    @Test(arguments: cases) func namesAreThoseOfTheFrameworks(_ item: Case) throws {
        let names = item.others.filter { name in !item.pairs.contains { $0.theirs == name } } + item.pairs.map(\.theirs)
        try Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            try Checkpoint.writeTorch(
                names.map { Checkpoint.Entry(name: $0, tensor: try Tensor.zeros([2]).stored()) }, to: path)
            let network = try NetworkTensors(Checkpoint(contentsOfFile: path))
            #expect(network.framework == item.framework)
            for (theirs, ours) in item.pairs {
                #expect(network.tensors[ours] != nil, "\(theirs) is not \(ours)")
                #expect(theirs == ours || network.tensors[theirs] == nil)
            }
        }
    }
}
