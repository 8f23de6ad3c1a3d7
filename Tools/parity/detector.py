"""torchvision's detectors as the parity scripts use them: built without downloads, weights from a file, in evaluation."""
import os

import numpy as np
from PIL import Image

import segmenter
from peer import torch, torchvision
from torchvision.models._utils import IntermediateLayerGetter
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import resnet_fpn_backbone


def build(name, classes=91, **settings):
    """A detector of torchvision.models.detection, or one of OTHERS, with random weights; or a network of segmenter.py."""
    if segmenter.is_one(name):
        return segmenter.build(name, classes)
    if name in OTHERS:
        return OTHERS[name](classes, **settings).eval()
    builder = getattr(torchvision.models.detection, name)
    return builder(weights=None, weights_backbone=None, num_classes=classes, **settings).eval()


def with_pyramid(backbone, detector=torchvision.models.detection.FasterRCNN):
    """A detector on a pyramid over one of torchvision's ResNets, all of whose norms learn."""
    def make(classes, **settings):
        pyramid = resnet_fpn_backbone(
            backbone_name=backbone, weights=None, norm_layer=torch.nn.BatchNorm2d, trainable_layers=5)
        return detector(pyramid, classes, **settings)
    return make


class LastMap(torch.nn.Module):
    """A ResNet without a pyramid, up to the stage whose map has so many channels."""

    def __init__(self, network, last, channels):
        super().__init__()
        self.body = IntermediateLayerGetter(network, {last: "0"})
        self.out_channels = channels

    def forward(self, images):
        return self.body(images)


def single_level(classes, **settings):
    """Faster R-CNN on the map C4 of a ResNet-18: one level with three sizes of anchors."""
    backbone = LastMap(torchvision.models.resnet18(weights=None), "layer3", 256)
    anchors = AnchorGenerator(((32, 64, 128),), ((0.5, 1.0, 2.0),))
    pool = torchvision.ops.MultiScaleRoIAlign(["0"], 7, 2)
    return torchvision.models.detection.FasterRCNN(
        backbone, classes, rpn_anchor_generator=anchors, box_roi_pool=pool, **settings)


def group_norms(classes, **settings):
    """Mask R-CNN on a pyramid over a ResNet-18 with group norms everywhere, box head and mask head among them; the box head has
    two convolutions of half the width and one linear layer."""
    detection = torchvision.models.detection

    def norm(channels):
        return torch.nn.GroupNorm(16, channels)

    body = torchvision.models.resnet18(weights=None, norm_layer=norm)
    pyramid = detection.backbone_utils._resnet_fpn_extractor(body, 5, norm_layer=norm)
    # The parts that are given know how many classes there are.
    return detection.MaskRCNN(
        pyramid, None, box_head=detection.faster_rcnn.FastRCNNConvFCHead((256, 7, 7), [128, 128], [512], norm_layer=norm),
        box_predictor=detection.faster_rcnn.FastRCNNPredictor(512, classes),
        mask_head=detection.mask_rcnn.MaskRCNNHeads(256, [64, 32], 1, norm_layer=norm),
        mask_predictor=detection.mask_rcnn.MaskRCNNPredictor(32, 48, classes), **settings)


# Networks that torchvision has the parts of, and no builder for.
OTHERS = {
    "fasterrcnn_resnet18_c4": single_level,
    "maskrcnn_resnet18_group_norm_fpn": group_norms,
    "fasterrcnn_resnext50_32x4d_fpn": with_pyramid("resnext50_32x4d"),
    "maskrcnn_wide_resnet50_2_fpn": with_pyramid("wide_resnet50_2", torchvision.models.detection.MaskRCNN),
}


def read_state(path):
    """The state dict of a .pth (which may hold nothing but tensors) or .safetensors file."""
    if path.endswith(".safetensors"):
        from safetensors.torch import load_file

        return load_file(path)
    return torch.load(path, map_location="cpu", weights_only=True)


def load(name, weights, classes=91, dtype="float32", eps=None, **settings):
    """A detector with the weights of a file: every key must match. `eps` replaces that of the backbone's norms, which
    evaluation freezes (0 for COCO's v1)."""
    model = build(name, classes, **settings)
    model.load_state_dict(read_state(weights), strict=True)
    for module in model.backbone.body.modules():
        if eps is not None and isinstance(module, (torchvision.ops.FrozenBatchNorm2d, torch.nn.BatchNorm2d)):
            module.eps = eps
    return model.to(getattr(torch, dtype))


def read_image(path, dtype="float32"):
    """[3, H, W] in [0, 1]: the file's pixels as PIL decodes them to RGB, EXIF orientation not applied."""
    with Image.open(path) as image:
        pixels = np.array(image.convert("RGB"))
    return torch.from_numpy(pixels).permute(2, 0, 1).to(getattr(torch, dtype)) / 255


def add_arguments(parser):
    """The options that every script which runs a detector has."""
    parser.add_argument("model", help="a builder of torchvision.models.detection, such as maskrcnn_resnet50_fpn_v2")
    parser.add_argument("weights", help="a state dict: .pth or .safetensors")
    parser.add_argument("--classes", type=int, default=91, help="slots of the box head, background included")
    parser.add_argument("--dtype", choices=["float32", "float64"], default="float32")
    parser.add_argument("--score", type=float, default=0.05, help="the least score of a detection")
    parser.add_argument("--max-detections", type=int, default=100)
    parser.add_argument("--min-size", type=int, default=800, help="what the short side is resized to")
    parser.add_argument("--max-size", type=int, default=1333, help="the most that the long side may become")
    parser.add_argument("--eps", type=float, help="of the backbone's batch norms; torchvision's own unless given")
    parser.add_argument("--threads", type=int, default=os.cpu_count())


def from_arguments(options):
    """The detector that the options of `add_arguments` describe."""
    torch.set_num_threads(options.threads)
    return load(
        options.model, options.weights, options.classes, options.dtype, options.eps,
        box_score_thresh=options.score, box_detections_per_img=options.max_detections,
        min_size=options.min_size, max_size=options.max_size)
