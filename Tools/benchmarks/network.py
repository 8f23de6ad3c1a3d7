"""torchvision's detector for a checkpoint: what `maskrcnn` tells from the file is told from it here.

    from network import load, torch

That is the number of classes, whether the backbone's norms are frozen, their eps (0 for the file that torchvision publishes
for v1 on COCO, known by its name or its SHA-256), and, in a safetensors file that this package wrote, its configuration.
"""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "parity"))

import detector  # noqa: E402  (Tools/parity must be on the path)
import trained  # noqa: E402
import weights as checkpoints  # noqa: E402
from exports import sha256  # noqa: E402
from peer import torch, torchvision  # noqa: E402

COCO_V1 = "maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth"
CLASSES = "roi_heads.box_predictor.cls_score.weight"
BODY = "backbone.body."
LIVE = ".num_batches_tracked"


def read_configuration(path):
    """The configuration that this package wrote into a safetensors file; None where there is none."""
    if not path.endswith(".safetensors"):
        return None
    with trained.safe_open(path, "pt") as file:
        text = (file.metadata() or {}).get("maskrcnn.configuration")
    return trained.described(text) if text else None


def frozen_eps(path, configuration):
    """The eps of a checkpoint's frozen norms."""
    if configuration:
        return trained.kind(configuration["backbone"]["normalization"])[1]["epsilon"]
    published = os.path.basename(path) == COCO_V1 or sha256(path).startswith(COCO_V1[-12:-4])
    return 0.0 if published else 1e-5


def freeze(module, eps):
    """Puts frozen norms in the place of live ones, as torchvision's builder does for a network that it downloads."""
    for name, child in module.named_children():
        if isinstance(child, torch.nn.BatchNorm2d):
            setattr(module, name, torchvision.ops.FrozenBatchNorm2d(child.num_features, eps))
        else:
            freeze(child, eps)


def build(name, state, path, score, maximum):
    """The network without its weights: torchvision's builder of the name, else what the file's configuration describes."""
    configuration = read_configuration(path)
    builders = torchvision.models.list_models(torchvision.models.detection, include=["maskrcnn*", "fasterrcnn*"])
    if name not in builders:
        if configuration is None:
            raise ValueError(f"{name}: neither of torchvision's {', '.join(builders)}, nor described by {path}")
        return trained.build(configuration, maximum, score)
    settings = {}
    if configuration:
        settings["min_size"] = configuration["transform"]["minimumSide"]
        settings["max_size"] = configuration["transform"]["maximumSide"]
    model = detector.build(
        name, state[CLASSES].shape[0], box_score_thresh=score, box_detections_per_img=maximum, **settings)
    if not any(key.startswith(BODY) and key.endswith(LIVE) for key in state):
        freeze(model.backbone.body, frozen_eps(path, configuration))
    return model.eval()


def load(name, path, score, maximum):
    """The detector in float32: every key must match."""
    state = {
        key: value.float() if value.is_floating_point() else value
        for key, value in checkpoints.state_dict(detector.read_state(path)).items()}
    if CLASSES not in state:
        raise ValueError(f"{path} holds no detector: it has no {CLASSES}")
    model = build(name, state, path, score, maximum)
    model.load_state_dict(state, strict=True)
    return model
