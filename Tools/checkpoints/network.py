"""A small Mask R-CNN of torchvision's, which training frameworks are given to train and save.

Its names and shapes are those of a ResNet-18 with a pyramid of 32 channels, so that a file of it has 12 million numbers.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "parity"))

from peer import torch, torchvision  # noqa: E402

CLASSES = 4


def build(seed=1):
    """The network, in evaluation: what it is given to save are numbers drawn by the seed."""
    from torchvision.models.detection import MaskRCNN
    from torchvision.models.detection.backbone_utils import BackboneWithFPN
    from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
    from torchvision.models.detection.mask_rcnn import MaskRCNNHeads, MaskRCNNPredictor

    torch.manual_seed(seed)
    channels = 32
    body = torchvision.models.resnet18(norm_layer=torchvision.ops.FrozenBatchNorm2d)
    stages = {f"layer{number}": str(number - 1) for number in range(1, 5)}
    backbone = BackboneWithFPN(body, stages, [64, 128, 256, 512], channels)
    model = MaskRCNN(
        backbone, box_head=TwoMLPHead(channels * 49, 64), box_predictor=FastRCNNPredictor(64, CLASSES),
        mask_head=MaskRCNNHeads(channels, (channels, channels), 1), mask_predictor=MaskRCNNPredictor(channels, channels, CLASSES),
        min_size=128, max_size=160)
    return model.eval()


def losses(model, seed=1):
    """The losses of one drawn picture with one object, for a step of training."""
    generator = torch.Generator().manual_seed(seed)
    picture = torch.rand(3, 96, 128, generator=generator)
    mask = torch.zeros(1, 96, 128, dtype=torch.uint8)
    mask[:, 20:60, 30:90] = 1
    target = {
        "boxes": torch.tensor([[30.0, 20.0, 90.0, 60.0]]), "labels": torch.tensor([1]), "masks": mask}
    return model([picture], [target])
