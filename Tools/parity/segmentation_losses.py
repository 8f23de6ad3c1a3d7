"""Losses and gradients of a network for semantic segmentation of torchvision's, without dropout and with stored statistics: the
criterion of torchvision's reference for segmentation, on batches as its `collate_fn` makes them.

    segmentation_losses.py MODEL WEIGHTS OUT.json IMAGE... [--classes 21] [--weights-of-classes W,W,…] [--trainable 5]

MODEL is a name of segmenter.py. The class of a pixel is made up from its place (`labels`), as the test does; some are ignored.
OUT.json: {"out", "aux", "total", "gradients": {parameter: [norm, mark]}, "trained": [names]}.
"""
import argparse
import json

import detector
import losses
import segmenter
from peer import torch

IGNORED = 255


def labels(height, width, classes, shift):
    """[H, W]: stripes and blocks of all classes, and now and then none."""
    y, x = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    label = (x // 7 + 3 * (y // 5) + shift) % classes
    return torch.where((x * 31 + y * 17 + shift) % 23 == 0, IGNORED, label)


def padded(tensors, value):
    """Tensors of several sizes in one batch: `cat_list` of torchvision's reference."""
    size = [len(tensors)] + [max(sizes) for sizes in zip(*(tensor.shape for tensor in tensors))]
    batch = tensors[0].new_full(size, value)
    for into, tensor in zip(batch, tensors):
        into[..., : tensor.shape[-2], : tensor.shape[-1]].copy_(tensor)
    return batch


def freeze(model, stages):
    """Of the stem and the four stages all but the last ones are not trained."""
    names = ["layer4", "layer3", "layer2", "layer1", "conv1", "bn1"]
    trained = names if stages == 5 else names[:stages]
    for name, parameter in model.backbone.named_parameters():
        parameter.requires_grad_(name.split(".")[0] in trained)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("weights")
    parser.add_argument("out")
    parser.add_argument("images", nargs="+")
    parser.add_argument("--classes", type=int, default=21)
    parser.add_argument("--weights-of-classes", help="numbers, with commas between")
    parser.add_argument("--trainable", type=int, default=5)
    options = parser.parse_args()
    model = segmenter.build(options.model, options.classes)
    model.load_state_dict(detector.read_state(options.weights), strict=True)
    model = model.to(torch.float64)
    freeze(model, options.trainable)
    images = [segmenter.pixels(path) for path in options.images]
    targets = padded(
        [labels(image.shape[1], image.shape[2], options.classes, i) for i, image in enumerate(images)], IGNORED)
    batch = padded([segmenter.normalized(image, "float64") for image in images], 0)
    weights = options.weights_of_classes and torch.tensor(
        [float(weight) for weight in options.weights_of_classes.split(",")], dtype=torch.float64)
    found = {
        name: torch.nn.functional.cross_entropy(logits, targets, weight=weights, ignore_index=IGNORED)
        for name, logits in model(batch).items()}
    total = found["out"] + 0.5 * found["aux"] if "aux" in found else found["out"]
    total.backward()
    gradients = {name: p.grad for name, p in model.named_parameters() if p.grad is not None}
    with open(options.out, "w") as file:
        json.dump({
            **{name: value.item() for name, value in found.items()}, "total": total.item(),
            "gradients": {name: [g.norm().item(), losses.mark(g)] for name, g in gradients.items()},
            "trained": [name for name, p in model.named_parameters() if p.requires_grad]}, file)
    print(total.item())


if __name__ == "__main__":
    main()
