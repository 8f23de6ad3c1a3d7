"""torchvision's detectors as the parity scripts use them: built without downloads, weights from a file, in evaluation."""
import os

import numpy as np
from PIL import Image

from peer import torch, torchvision


def build(name, classes=91, **settings):
    """A detector of torchvision.models.detection with random weights."""
    builder = getattr(torchvision.models.detection, name)
    return builder(weights=None, weights_backbone=None, num_classes=classes, **settings).eval()


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
