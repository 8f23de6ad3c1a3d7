"""The COCO figures of a checkpoint of ours when torchvision loads and runs it, by pycocotools.

    trained.py WEIGHTS.safetensors INSTANCES.json IMAGES OUT.json [--max-detections 500] [--score 0.05] [--dtype float64]

Torchvision's network is built from the configuration that the file's metadata tells, and every key must match (`strict`).
OUT.json: {"figures": {"bbox/AP": …, "segm/AP50": …, …}, "images": what was found, as results.py describes it}.
"""
import argparse
import json

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from safetensors import safe_open
from safetensors.torch import load_file

import detector
import results
from peer import torch, torchvision

FIGURES = ("AP", "AP50", "AP75", "APs", "APm", "APl")


def kind(value):
    """The name of an enumeration's case and what comes with it, as the metadata spell them."""
    return next(iter(value.items()))


def described(text):
    """A configuration from a file's metadata, its backbone's settings without the name of their kind, as in version 1."""
    configuration = json.loads(text)
    backbone = configuration["backbone"]
    configuration["hasMobileNet"] = "mobileNetV3" in backbone
    configuration["backbone"] = backbone.get("resNet", backbone.get("mobileNetV3", backbone))
    return configuration


def norm(value):
    """The layer of a normalisation; None for none."""
    name, more = kind(value)
    layers = {"batchNorm": torch.nn.BatchNorm2d, "frozenBatchNorm": torchvision.ops.FrozenBatchNorm2d}
    return None if name == "none" else lambda channels: layers[name](channels, eps=more["epsilon"])


def body(settings):
    """torchvision's ResNet of basic blocks, with any number of channels after the stem."""
    layers = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3)}[settings["depth"]]
    make, width = norm(settings["normalization"]), settings["width"]
    block = torchvision.models.resnet.BasicBlock
    net = torchvision.models.resnet.ResNet(block, list(layers), norm_layer=make)
    net.conv1, net.bn1, net.inplanes = torch.nn.Conv2d(3, width, 7, 2, 3, bias=False), make(width), width
    for index, count in enumerate(layers):
        made = net._make_layer(block, width << index, count, stride=1 if index == 0 else 2)
        setattr(net, f"layer{index + 1}", made)
    return net, [width << index for index in range(4)]


def build(configuration, maximum, score):
    """The detector that a configuration describes."""
    if configuration["hasMobileNet"]:
        raise ValueError("the network has a MobileNetV3, which is not built here from its description")
    if configuration.get("maskHead") is None:
        raise ValueError("the network has no mask head: networks without masks are not built here from their description")
    models = torchvision.models.detection
    net, channels = body(configuration["backbone"])
    pyramid, proposals, box, masks, transform = (
        configuration[key] for key in ("pyramid", "proposals", "boxHead", "maskHead", "transform"))
    backbone = models.backbone_utils.BackboneWithFPN(
        net, {f"layer{index + 1}": str(index) for index in range(4)}, channels, pyramid["channels"],
        norm_layer=norm(pyramid["normalization"]))
    anchors = models.anchor_utils.AnchorGenerator(
        tuple((size,) for size in proposals["anchorSizes"]),
        (tuple(proposals["aspectRatios"]),) * len(proposals["anchorSizes"]))
    width = masks["channels"][-1]
    predictor = models.faster_rcnn.FastRCNNPredictor(box["features"], configuration["classCount"])
    return models.MaskRCNN(
        backbone, rpn_anchor_generator=anchors,
        rpn_head=models.rpn.RPNHead(pyramid["channels"], 3, conv_depth=proposals["convolutionCount"]),
        box_head=models.faster_rcnn.TwoMLPHead(pyramid["channels"] * box["resolution"] ** 2, box["features"]),
        box_predictor=predictor,
        mask_head=models.mask_rcnn.MaskRCNNHeads(
            pyramid["channels"], masks["channels"], 1, norm_layer=norm(masks["normalization"])),
        mask_predictor=models.mask_rcnn.MaskRCNNPredictor(
            width, masks["predictorChannels"], configuration["classCount"]),
        min_size=transform["minimumSide"], max_size=transform["maximumSide"],
        rpn_pre_nms_top_n_test=proposals["countBeforeNMS"], rpn_post_nms_top_n_test=proposals["countAfterNMS"],
        rpn_nms_thresh=proposals["nmsThreshold"], box_nms_thresh=box["nmsThreshold"], box_score_thresh=score,
        box_detections_per_img=maximum).eval()


def find(model, truth, folder, dtype):
    """What is found in each image of a data set."""
    for image in truth.loadImgs(truth.getImgIds()):
        path = f"{folder}/{image['file_name']}"
        pixels = detector.read_image(path, dtype)
        with torch.inference_mode():
            yield results.item(path, pixels, model([pixels])[0])


def coco_results(items, truth):
    """The same as results in COCO's format."""
    categories = sorted(truth.getCatIds())
    for image, item in zip(truth.getImgIds(), items):
        for box, label, score, code in zip(item["boxes"], item["labels"], item["scores"], item["masks"]):
            yield {
                "image_id": image, "category_id": categories[label - 1], "score": score, "segmentation": code,
                "bbox": [box[0], box[1], box[2] - box[0], box[3] - box[1]]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights")
    parser.add_argument("instances")
    parser.add_argument("images")
    parser.add_argument("out")
    parser.add_argument("--max-detections", type=int, default=500)
    parser.add_argument("--score", type=float, default=0.05)
    parser.add_argument("--dtype", default="float32")
    options = parser.parse_args()
    with safe_open(options.weights, "pt") as file:
        configuration = described(file.metadata()["maskrcnn.configuration"])
    model = build(configuration, options.max_detections, options.score)
    state = {
        name: value.float() if value.is_floating_point() else value
        for name, value in load_file(options.weights).items()}
    model.load_state_dict(state, strict=True)
    model.to(getattr(torch, options.dtype))
    truth = COCO(options.instances)
    items = list(find(model, truth, options.images, options.dtype))
    detections = list(coco_results(items, truth))
    figures = {}
    for each in ("bbox", "segm"):
        evaluation = COCOeval(truth, truth.loadRes([dict(item) for item in detections]), each)
        evaluation.params.maxDets = [1, 10, options.max_detections]
        evaluation.evaluate()
        evaluation.accumulate()
        # pycocotools' own summary looks for 100 detections.
        precision = evaluation.eval["precision"]
        areas = {"AP": 0, "AP50": 0, "AP75": 0, "APs": 1, "APm": 2, "APl": 3}
        for name in FIGURES:
            values = precision[{"AP50": slice(0, 1), "AP75": slice(5, 6)}.get(name, slice(None)), :, :, areas[name], -1]
            values = values[values > -1]
            figures[f"{each}/{name}"] = float(np.mean(values)) if values.size else -1.0
    results.write(options.out, items, figures=figures)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
