"""Runs a network for semantic segmentation of torchvision's on an image and writes the tensors of every stage.

    segmentation_stages.py MODEL WEIGHTS OUT.safetensors IMAGE [--classes 21] [--dtype float64] [--short-side 520]

MODEL is a name of segmenter.py. Tensors:

    transform.images [1,3,H,W]   backbone.layer1 … layer4   head.pyramid (DeepLabV3)
    out.logits [1,K,h,w]         out [1,K,H,W]              aux.logits, aux: where there is an auxiliary head
    image.logits [K,H0,W0]: `out`, interpolated to the image's own size     labels [H0,W0] uint8: their argmax
"""
import argparse

from safetensors.torch import save_file

import detector
import segmenter
from peer import torch


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("weights")
    parser.add_argument("out")
    parser.add_argument("image")
    parser.add_argument("--classes", type=int, default=21)
    parser.add_argument("--dtype", choices=["float32", "float64"], default="float32")
    parser.add_argument("--short-side", type=int, default=520)
    options = parser.parse_args()
    model = segmenter.build(options.model, options.classes)
    model.load_state_dict(detector.read_state(options.weights), strict=True)
    model = model.to(getattr(torch, options.dtype))
    tensors = {}

    def keep(name):
        return lambda module, inputs, output: tensors.update({name: output.detach().clone()})

    for index in range(1, 5):
        model.backbone[f"layer{index}"].register_forward_hook(keep(f"backbone.layer{index}"))
    model.classifier.register_forward_hook(keep("out.logits"))
    if options.model.startswith("deeplab"):
        model.classifier[0].register_forward_hook(keep("head.pyramid"))
    if model.aux_classifier is not None:
        model.aux_classifier.register_forward_hook(keep("aux.logits"))
    images = segmenter.transformed(options.image, options.short_side, options.dtype)
    tensors["transform.images"] = images
    with torch.inference_mode():
        tensors.update(model(images))
        size = segmenter.pixels(options.image).shape[-2:]
        logits = torch.nn.functional.interpolate(tensors["out"], size=size, mode="bilinear", align_corners=False)[0]
    tensors["image.logits"] = logits
    tensors["labels"] = logits.argmax(0).to(torch.uint8)
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, options.out)
    print(f"{len(tensors)} tensors")


if __name__ == "__main__":
    main()
