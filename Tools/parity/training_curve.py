"""The losses of a torchvision detector step by step while SGD trains it, every anchor and every proposal sampled.

    training_curve.py MODEL WEIGHTS CROPS.safetensors OUT.json [--batch 2] [--rate 0.002] [--proposals 100] …

CROPS.safetensors and the .json beside it are what `scene.py crops` writes: a step takes the next batch. Batch norms keep
their stored statistics. OUT.json: a list of {loss's name: value before the step}.
"""
import argparse
import json
import os

from safetensors.torch import load_file

import detector
import losses
import scene
from peer import torch


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    detector.add_arguments(parser)
    parser.add_argument("crops")
    parser.add_argument("out")
    parser.add_argument("--batch", type=int, default=2)
    parser.add_argument("--rate", type=float, default=0.002)
    parser.add_argument("--momentum", type=float, default=0.9)
    parser.add_argument("--decay", type=float, default=1e-4)
    parser.add_argument("--proposals", type=int, default=100)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = losses.trainable(
        options.model, options.weights, options.classes, options.dtype, 5, options.proposals,
        min_size=options.min_size, max_size=options.max_size)
    dtype = getattr(torch, options.dtype)
    optimizer = torch.optim.SGD(
        [p for p in model.parameters() if p.requires_grad], lr=options.rate, momentum=options.momentum,
        weight_decay=options.decay)
    pixels = load_file(options.crops)["pixels"].permute(0, 3, 1, 2)
    truths = scene.read(os.path.splitext(options.crops)[0] + ".json")
    steps = []
    for first in range(0, len(truths), options.batch):
        images = [image.to(dtype) / 255 for image in pixels[first:first + options.batch]]
        values = model(images, [losses.target(found, dtype) for found in truths[first:first + options.batch]])
        optimizer.zero_grad()
        sum(values.values()).backward()
        optimizer.step()
        steps.append({name: value.item() for name, value in values.items()})
        print(len(steps), round(sum(steps[-1].values()), 4), flush=True)
    with open(options.out, "w") as file:
        json.dump(steps, file)


if __name__ == "__main__":
    main()
