"""Losses and gradients of a torchvision detector in training, made free of chance: every anchor and every proposal is
sampled, so that another implementation with the same weights must give the same numbers.

    losses.py MODEL WEIGHTS SCENE.json OUT.json [--dtype float64] [--min-size 800] [--proposals 2000] [--trainable 5]

SCENE.json is what scene.py writes. Batch norms keep their stored statistics. OUT.json: {"losses": {name: value},
"gradients": {parameter: [norm, mark]}, "trained": [names of what is trained]}.
"""
import argparse
import json

import detector
import scene
from peer import torch, torchvision

EVERY = 10_000_000


def trainable(name, weights, classes, dtype, trained_layers=5, proposals=2000, every=True, **settings):
    """A detector for training whose batch norms keep their statistics; it samples every anchor and proposal."""
    if every:
        settings |= {"rpn_batch_size_per_image": EVERY, "box_batch_size_per_image": EVERY}
    model = detector.load(
        name, weights, classes, dtype, rpn_pre_nms_top_n_train=proposals, rpn_post_nms_top_n_train=proposals, **settings)
    freeze(model, name, trained_layers)
    model.train()
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.eval()
            # torchvision's v1 has frozen norms, but for weights that did not come from its own files.
            if not name.endswith("_v2"):
                module.requires_grad_(False)
    return model


def freeze(model, name, trained_layers):
    """Freezes the stages that torchvision freezes in a backbone; the builders do so only for weights that they fetch."""
    utilities = torchvision.models.detection.backbone_utils
    settings = {"weights": None, "norm_layer": torch.nn.BatchNorm2d, "trainable_layers": trained_layers}
    if "mobilenet" in name:
        backbone = utilities.mobilenet_backbone(backbone_name="mobilenet_v3_large", fpn=True, **settings)
    elif trained_layers == 5:
        return
    else:
        backbone = utilities.resnet_fpn_backbone(backbone_name="resnet50", **settings)
    frozen = {f"backbone.{name}" for name, parameter in backbone.named_parameters() if not parameter.requires_grad}
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name not in frozen)


def target(found, dtype):
    """What a detector of torchvision's takes as the truth of an image."""
    truth = {
        "boxes": torch.tensor(found["boxes"], dtype=dtype).reshape(-1, 4),
        "labels": torch.tensor(found["labels"], dtype=torch.int64),
        "masks": torch.from_numpy(scene.bitmaps(found))}
    if "keypoints" in found:
        truth["keypoints"] = torch.tensor(found["keypoints"], dtype=torch.float32).reshape(len(found["labels"]), -1, 3)
    return truth


def mark(gradient):
    """The product with a fixed tensor of numbers from -0.5 to 0.5, which tells elements apart as their sum would not."""
    places = torch.arange(gradient.numel()) * 7919 % 1009
    return gradient.flatten().double().dot(places.double() / 1009 - 0.5).item()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    detector.add_arguments(parser)
    parser.add_argument("scene")
    parser.add_argument("out")
    parser.add_argument("--proposals", type=int, default=2000, help="of a level before NMS, and of an image after it")
    parser.add_argument("--trainable", type=int, default=5, help="stages of the backbone that are trained")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = trainable(
        options.model, options.weights, options.classes, options.dtype, options.trainable, options.proposals,
        min_size=options.min_size, max_size=options.max_size)
    scenes = scene.read(options.scene)
    dtype = getattr(torch, options.dtype)
    images = [detector.read_image(found["image"], options.dtype) for found in scenes]
    losses = model(images, [target(found, dtype) for found in scenes])
    sum(losses.values()).backward()
    gradients = {name: p.grad for name, p in model.named_parameters() if p.grad is not None}
    with open(options.out, "w") as file:
        json.dump({
            "losses": {name: value.item() for name, value in losses.items()},
            "gradients": {name: [g.norm().item(), mark(g)] for name, g in gradients.items()},
            "trained": [name for name, p in model.named_parameters() if p.requires_grad]}, file)
    print({name: round(value.item(), 6) for name, value in losses.items()})


if __name__ == "__main__":
    main()
