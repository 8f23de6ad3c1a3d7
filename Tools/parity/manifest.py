"""Prints the names and shapes of a detector's parameters and buffers in the order of its state dict, one a line: the sizes
joined by x, or `scalar`. `--frozen` builds it with frozen batch norms, as torchvision does for a checkpoint.

    manifest.py maskrcnn_resnet50_fpn --frozen
"""
import argparse

import detector
from peer import torchvision
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import _mobilenet_extractor, _resnet_fpn_extractor


def frozen(name, classes):
    """A v1 detector, or one on MobileNetV3, as it is when it gets published weights, without these."""
    if "mobilenet" in name:
        body = torchvision.models.mobilenet_v3_large(weights=None, norm_layer=torchvision.ops.FrozenBatchNorm2d)
        anchors = AnchorGenerator(((32, 64, 128, 256, 512),) * 3, ((0.5, 1.0, 2.0),) * 3)
        return torchvision.models.detection.FasterRCNN(
            _mobilenet_extractor(body, True, 3), classes, rpn_anchor_generator=anchors)
    backbone = torchvision.models.resnet50(weights=None, norm_layer=torchvision.ops.FrozenBatchNorm2d)
    networks = {"maskrcnn": torchvision.models.detection.MaskRCNN, "fasterrcnn": torchvision.models.detection.FasterRCNN,
                "keypointrcnn": torchvision.models.detection.KeypointRCNN}
    return networks[name.split("_")[0]](_resnet_fpn_extractor(backbone, 3), classes)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="a builder of torchvision.models.detection")
    parser.add_argument("--classes", type=int, default=91)
    parser.add_argument("--frozen", action="store_true")
    options = parser.parse_args()
    model = frozen(options.model, options.classes) if options.frozen else detector.build(options.model, options.classes)
    for name, value in model.state_dict().items():
        print(name, "x".join(map(str, value.shape)) or "scalar")


if __name__ == "__main__":
    main()
