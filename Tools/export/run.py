"""Checks a file that `maskrcnn export` wrote with onnx's checker, runs it on photographs, and writes what it finds.

    run.py MODEL.onnx OUT.json IMAGE... [--runtime onnxruntime] [--batch]

The file that it writes is that of Tools/parity/results.py; masks are pasted as torchvision pastes them.
"""
import argparse
import json
import os
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", name) for name in ("parity", "benchmarks")]

import runtimes  # noqa: E402
from paste import paste  # noqa: E402  (Tools/benchmarks must be on the path)
from pycocotools import mask as rle  # noqa: E402


def item(path, outputs, index, shape):
    """What the graph gave for one photograph of a batch."""
    mine = outputs["image_indices"] == index
    found = {"file": os.path.basename(path), "height": shape[0], "width": shape[1]}
    for name in ("boxes", "labels", "scores"):
        found[name] = outputs[name][mine].tolist()
    if "masks" in outputs:
        masks = paste(outputs["masks"][mine], outputs["boxes"][mine], *shape)
        codes = [rle.encode(np.asfortranarray(mask.astype(np.uint8))) for mask in masks]
        found["masks"] = [{"size": code["size"], "counts": code["counts"].decode()} for code in codes]
    if "keypoints" in outputs:
        found["keypoints"] = outputs["keypoints"][mine][..., :2].tolist()
    return found


def detections(runtime, paths):
    """What the graph finds in photographs of one size."""
    images = runtimes.photographs(paths)
    outputs = runtime.run(images)
    return [item(path, outputs, index, images.shape[2:]) for index, path in enumerate(paths)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("out")
    parser.add_argument("images", nargs="+")
    parser.add_argument("--runtime", choices=sorted(runtimes.RUNTIMES), default="onnxruntime")
    parser.add_argument("--batch", action="store_true", help="all photographs, which are of one size, at once")
    options = parser.parse_args()
    import onnx

    # By its path: a file with its weights beside it may be larger than a message can be.
    onnx.checker.check_model(options.model, full_check=True)
    runtime = runtimes.RUNTIMES[options.runtime](options.model, os.cpu_count())
    batches = [options.images] if options.batch else [[path] for path in options.images]
    found = [item for paths in batches for item in detections(runtime, paths)]
    with open(options.out, "w") as file:
        json.dump({"images": found}, file)


if __name__ == "__main__":
    main()
