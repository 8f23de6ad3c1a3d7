"""Runs a torchvision detector on images, as one batch or one by one, and writes what it finds, the time and the memory.

    reference.py MODEL WEIGHTS OUT.json IMAGE... [--dtype float64] [--score 0.05] [--separately] [--time N] [--overlay OUT.png]

`--overlay` also draws masks, boxes and labels of the first image as torchvision's own tutorial does and writes the
picture: run with it, the whole process is what our command line's `predict` is timed against.
"""
import argparse
import resource
import sys
import time

import detector
import results
from peer import torch, torchvision


def peak_memory():
    """The most bytes that this process ever had in memory."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def draw(image, found, path):
    """Writes the picture with what was found drawn over it."""
    picture = (image * 255).to(torch.uint8)
    names = [f"{label} {score:.2f}" for label, score in zip(found["labels"].tolist(), found["scores"].tolist())]
    if "masks" in found and len(names):
        picture = torchvision.utils.draw_segmentation_masks(picture, found["masks"][:, 0] > 0.5, alpha=0.5)
    if names:
        picture = torchvision.utils.draw_bounding_boxes(picture, found["boxes"], names, width=2)
    torchvision.transforms.functional.to_pil_image(picture).save(path)


def timed(model, images, repetitions):
    """Seconds of each of some more passes."""
    seconds = []
    for _ in range(repetitions):
        start = time.perf_counter()
        model(images)
        seconds.append(time.perf_counter() - start)
    return seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    detector.add_arguments(parser)
    parser.add_argument("out")
    parser.add_argument("images", nargs="+")
    parser.add_argument("--separately", action="store_true", help="each image alone, so that none is padded to another")
    parser.add_argument("--time", type=int, default=0, help="how many more passes to time")
    parser.add_argument("--overlay", help="where the first image goes, with what was found drawn over it")
    options = parser.parse_args()
    model = detector.from_arguments(options)
    images = [detector.read_image(path, options.dtype) for path in options.images]
    with torch.inference_mode():
        found = [model([image])[0] for image in images] if options.separately else model(images)
        seconds = timed(model, images, options.time)
    if options.overlay:
        draw(images[0], found[0], options.overlay)
    items = [results.item(*each) for each in zip(options.images, images, found)]
    results.write(options.out, items, seconds=seconds, peak_bytes=peak_memory())
    for item in items:
        span = f"{item['scores'][0]:.3f} to {item['scores'][-1]:.3f}" if item["scores"] else "none"
        print(f"{item['file']}: {len(item['scores'])} detections of {len(set(item['labels']))} classes, scores {span}")
    if seconds:
        print(f"seconds: least {min(seconds):.3f}, median {sorted(seconds)[len(seconds) // 2]:.3f}")
    print(f"peak memory: {peak_memory() / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()
