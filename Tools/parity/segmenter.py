"""torchvision's networks for semantic segmentation as the parity scripts use them: built without downloads, in evaluation.

A name is a builder of torchvision.models.segmentation, such as fcn_resnet50, with its auxiliary head; with `-` after it there is none.
"""
import numpy as np
from PIL import Image

from peer import torch, torchvision
import torchvision.models.segmentation
from torchvision.transforms import functional

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def is_one(name):
    """Whether it is the name of such a network."""
    return hasattr(torchvision.models.segmentation, name.rstrip("-"))


def build(name, classes=21):
    """A network with random weights."""
    builder = getattr(torchvision.models.segmentation, name.rstrip("-"))
    auxiliary = not name.endswith("-")
    return builder(weights=None, weights_backbone=None, num_classes=classes, aux_loss=auxiliary).eval()


def pixels(path):
    """[3, H, W] bytes: the file's pixels as PIL decodes them to RGB."""
    with Image.open(path) as image:
        return torch.from_numpy(np.array(image.convert("RGB"))).permute(2, 0, 1)


def normalized(image, dtype="float32"):
    """Bytes to a network's input, as torchvision's preset has it after resizing."""
    return standardized(image.to(getattr(torch, dtype)) / 255)


def standardized(image):
    """[3, H, W] in [0, 1] to a network's input."""
    mean, deviation = (torch.tensor(values, dtype=image.dtype).view(3, 1, 1) for values in (MEAN, DEVIATION))
    return (image - mean) / deviation


def transformed(path, short_side, dtype="float32"):
    """[1, 3, H, W]: torchvision's `SemanticSegmentation` for a tensor of bytes; short_side 0 leaves the size."""
    image = pixels(path)
    if short_side:
        image = functional.resize(image, [short_side], antialias=True)
    return normalized(image, dtype)[None]
