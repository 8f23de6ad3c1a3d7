"""torchvision's state dictionary of a detector under the names of another framework.

    weights.py detectron2|maskrcnn_benchmark|mmdetection IN.pth OUT.pth

The file is one of Tools/parity/lively.py. What is changed is what the framework has elsewhere, so that the numbers mean the same:
detectron2's and mmdetection's background comes last, and has no box and no mask; maskrcnn-benchmark's comes first, as torchvision's.
detectron2 and maskrcnn-benchmark see colours from blue to red, and from 0 to 255: the first convolution is turned round and divided
by 58, about torchvision's deviation. mmdetection's colours are torchvision's.
"""
import re
import sys

import torch

# What of 255 one of torchvision's deviations is, about.
DEVIATION = 58.0
BLOCK = re.compile(r"^backbone\.body\.layer(\d)\.(\d+)\.(.*)$")
PARTS = {f"conv{i}.": f"conv{i}." for i in (1, 2, 3)}


def first_convolution(tensor):
    return tensor[:, [2, 1, 0]] / DEVIATION


def detectron2(name, tensor):
    """Its name and its tensor there; None for what has no place."""
    if name.endswith("num_batches_tracked"):
        return None
    if name == "backbone.body.conv1.weight":
        return "backbone.bottom_up.stem.conv1.weight", first_convolution(tensor)
    if name.startswith("backbone.body.bn1."):
        return name.replace("backbone.body.bn1.", "backbone.bottom_up.stem.conv1.norm."), tensor
    block = BLOCK.match(name)
    if block:
        layer, index, rest = int(block[1]), block[2], block[3]
        rest = re.sub(r"^bn(\d)\.", r"conv\1.norm.", rest)
        rest = rest.replace("downsample.0.", "shortcut.").replace("downsample.1.", "shortcut.norm.")
        return f"backbone.bottom_up.res{layer + 1}.{index}.{rest}", tensor
    pyramid = re.match(r"^backbone\.fpn\.(inner|layer)_blocks\.(\d)\.0\.(.*)$", name)
    if pyramid:
        part = "lateral" if pyramid[1] == "inner" else "output"
        return f"backbone.fpn_{part}{int(pyramid[2]) + 2}.{pyramid[3]}", tensor
    if name.startswith("rpn.head."):
        kind = name.rsplit(".", 1)[1]
        if ".conv." in name:
            return f"proposal_generator.rpn_head.conv.{kind}", tensor
        part = "objectness_logits" if "cls_logits" in name else "anchor_deltas"
        return f"proposal_generator.rpn_head.{part}.{kind}", tensor
    if name.startswith("roi_heads.box_head.fc"):
        return re.sub(r"fc(\d)", lambda m: f"fc{int(m[1]) - 5}", name), tensor
    if name.startswith("roi_heads.box_predictor.cls_score"):
        return name, torch.cat([tensor[1:], tensor[:1]])
    if name.startswith("roi_heads.box_predictor.bbox_pred"):
        return name, tensor[4:].clone()
    mask = re.match(r"^roi_heads\.mask_head\.(\d)\.0\.(.*)$", name)
    if mask:
        return f"roi_heads.mask_head.mask_fcn{int(mask[1]) + 1}.{mask[2]}", tensor
    if name.startswith("roi_heads.mask_predictor.conv5_mask"):
        return name.replace("mask_predictor.conv5_mask", "mask_head.deconv"), tensor
    if name.startswith("roi_heads.mask_predictor.mask_fcn_logits"):
        return name.replace("mask_predictor.mask_fcn_logits", "mask_head.predictor"), tensor[1:].clone()
    points = re.match(r"^roi_heads\.keypoint_head\.(\d+)\.(.*)$", name)
    if points:
        return f"roi_heads.keypoint_head.conv_fcn{int(points[1]) // 2 + 1}.{points[2]}", tensor
    if name.startswith("roi_heads.keypoint_predictor.kps_score_lowres"):
        return name.replace("keypoint_predictor.kps_score_lowres", "keypoint_head.score_lowres"), tensor
    raise KeyError(name)


def maskrcnn_benchmark(name, tensor):
    """Its name and its tensor there; None for what has no place."""
    if name.endswith("num_batches_tracked"):
        return None
    if name == "backbone.body.conv1.weight":
        return "backbone.body.stem.conv1.weight", first_convolution(tensor)
    if name.startswith("backbone.body.bn1."):
        return name.replace("body.bn1.", "body.stem.bn1."), tensor
    if name.startswith("backbone.body."):
        return name, tensor
    pyramid = re.match(r"^backbone\.fpn\.(inner|layer)_blocks\.(\d)\.0\.(.*)$", name)
    if pyramid:
        return f"backbone.fpn.fpn_{pyramid[1]}{int(pyramid[2]) + 1}.{pyramid[3]}", tensor
    if name.startswith("rpn.head.conv."):
        return "rpn.head.conv." + name.rsplit(".", 1)[1], tensor
    if name.startswith("rpn.head."):
        return name, tensor
    if name.startswith("roi_heads.box_head.fc"):
        return name.replace("roi_heads.box_head.", "roi_heads.box.feature_extractor."), tensor
    if name.startswith("roi_heads.box_predictor."):
        return name.replace("box_predictor", "box.predictor"), tensor
    mask = re.match(r"^roi_heads\.mask_head\.(\d)\.0\.(.*)$", name)
    if mask:
        return f"roi_heads.mask.feature_extractor.mask_fcn{int(mask[1]) + 1}.{mask[2]}", tensor
    if name.startswith("roi_heads.mask_predictor."):
        return name.replace("mask_predictor", "mask.predictor"), tensor
    points = re.match(r"^roi_heads\.keypoint_head\.(\d+)\.(.*)$", name)
    if points:
        return f"roi_heads.keypoint.feature_extractor.conv_fcn{int(points[1]) // 2 + 1}.{points[2]}", tensor
    if name.startswith("roi_heads.keypoint_predictor."):
        return name.replace("keypoint_predictor", "keypoint.predictor"), tensor
    raise KeyError(name)


def mmdetection(name, tensor):
    """Its name and its tensor there; None for what has no place."""
    if name.endswith("num_batches_tracked"):
        return None
    if name.startswith("backbone.body."):
        return name.replace("backbone.body.", "backbone."), tensor
    pyramid = re.match(r"^backbone\.fpn\.(inner|layer)_blocks\.(\d)\.0\.(.*)$", name)
    if pyramid:
        part = "lateral_convs" if pyramid[1] == "inner" else "fpn_convs"
        return f"neck.{part}.{pyramid[2]}.conv.{pyramid[3]}", tensor
    if name.startswith("rpn.head."):
        kind = name.rsplit(".", 1)[1]
        part = "rpn_conv" if ".conv." in name else "rpn_cls" if "cls_logits" in name else "rpn_reg"
        return f"rpn_head.{part}.{kind}", tensor
    if name.startswith("roi_heads.box_head.fc"):
        return re.sub(r"^roi_heads\.box_head\.fc(\d)", lambda m: f"roi_head.bbox_head.shared_fcs.{int(m[1]) - 6}", name), tensor
    if name.startswith("roi_heads.box_predictor.cls_score"):
        return name.replace("roi_heads.box_predictor.cls_score", "roi_head.bbox_head.fc_cls"), torch.cat([tensor[1:], tensor[:1]])
    if name.startswith("roi_heads.box_predictor.bbox_pred"):
        return name.replace("roi_heads.box_predictor.bbox_pred", "roi_head.bbox_head.fc_reg"), tensor[4:].clone()
    mask = re.match(r"^roi_heads\.mask_head\.(\d)\.0\.(.*)$", name)
    if mask:
        return f"roi_head.mask_head.convs.{mask[1]}.conv.{mask[2]}", tensor
    if name.startswith("roi_heads.mask_predictor.conv5_mask"):
        return name.replace("roi_heads.mask_predictor.conv5_mask", "roi_head.mask_head.upsample"), tensor
    if name.startswith("roi_heads.mask_predictor.mask_fcn_logits"):
        return name.replace("roi_heads.mask_predictor.mask_fcn_logits", "roi_head.mask_head.conv_logits"), tensor[1:].clone()
    raise KeyError(name)


def main():
    framework, source, target = sys.argv[1:]
    rename = {"detectron2": detectron2, "maskrcnn_benchmark": maskrcnn_benchmark, "mmdetection": mmdetection}[framework]
    renamed = {}
    for name, tensor in torch.load(source, weights_only=True, map_location="cpu").items():
        pair = rename(name, tensor)
        if pair:
            renamed[pair[0]] = pair[1].contiguous()
    torch.save({"state_dict" if framework == "mmdetection" else "model": renamed}, target)


if __name__ == "__main__":
    main()
