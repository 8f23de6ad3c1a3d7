"""What each convention changes: the same weights and pictures with one convention at a time of another framework.

    conventions.py MASKRCNN WEIGHTS.safetensors IMAGES...      (with safetensors, numpy and pycocotools)

The weights have the network's description in their metadata, as `maskrcnn weights convert` writes it. Prints a Markdown table: how many of
the detections of torchvision's conventions are found again (same class, box IoU of at least 0.5), and of these how far boxes, scores and
masks lie apart.
"""
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
import pycocotools.mask as rle
from safetensors import safe_open
from safetensors.numpy import save_file

ROWS = [
    ("RoIAlign with the half pixel", {"alignsBoxes": True, "alignsMasks": True}),
    ("boxes with inclusive corners, maskrcnn-benchmark", {"boxes": "maskrcnnBenchmark"}),
    ("boxes of detectron2", {"boxes": "detectron2"}),
    ("anchors of detectron2, not rounded", {"anchors": "detectron2"}),
    ("anchors of maskrcnn-benchmark", {"anchors": "maskrcnnBenchmark"}),
    ("levels of detectron2", {"levels": "detectron2"}),
    ("levels of maskrcnn-benchmark", {"levels": "maskrcnnBenchmark"}),
    ("masks pasted by detectron2", {"paste": "detectron2"}),
    ("sizes of detectron2", {"sizes": "detectron2"}),
    ("pixels resized by Pillow", {"interpolation": "pillow"}),
    ("pixels resized by OpenCV", {"interpolation": "openCV"}),
    ("colours from blue to red", {"channelOrder": "bgr"}),
]


def description(path):
    with safe_open(path, "np") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}
        return tensors, dict(file.metadata() or {})


def detections(program, weights, images, folder):
    subprocess.run(
        [program, "predict", *images, "--weights", weights, "--output", folder, "--format", "json", "--quiet"], check=True)
    with open(os.path.join(folder, "results.json")) as file:
        return json.load(file)


def iou(a, b):
    ax, ay, aw, ah = a
    bx, by, bw, bh = b
    width = min(ax + aw, bx + bw) - max(ax, bx)
    height = min(ay + ah, by + bh) - max(ay, by)
    shared = max(width, 0) * max(height, 0)
    return shared / max(aw * ah + bw * bh - shared, 1e-12)


def paired(ours, others):
    """Each detection with the nearest that is left of the other list."""
    left = list(others)
    pairs = []
    for one in ours:
        candidates = [
            (iou(one["bbox"], other["bbox"]), index) for index, other in enumerate(left)
            if other["image_id"] == one["image_id"] and other["category_id"] == one["category_id"]]
        best = max(candidates, default=(0, -1))
        if best[0] >= 0.5:
            pairs.append((one, left.pop(best[1])))
    return pairs


def row(name, usual, found):
    pairs = paired(usual, found)
    corners = [
        max(abs(x - y) for x, y in zip(corner(a["bbox"]), corner(b["bbox"]))) for a, b in pairs]
    scores = [abs(a["score"] - b["score"]) for a, b in pairs]
    masks = [
        1 - rle.iou([a["segmentation"]], [b["segmentation"]], [0])[0][0] for a, b in pairs if a.get("segmentation")]
    median = lambda values: f"{np.median(values):.2g}" if values else "–"
    return (
        f"| {name} | {len(found)} | {len(pairs)} of {len(usual)} | {median(corners)} | {median(scores)} | "
        f"{median([100 * value for value in masks])} |")


def corner(box):
    x, y, width, height = box
    return x, y, x + width, y + height


def main():
    program, weights, *images = sys.argv[1:]
    tensors, metadata = description(weights)
    configuration = json.loads(metadata["maskrcnn.configuration"])
    print("| what differs | found | again | corners, median px | scores, median | mask pixels, median % |")
    print("|---|---:|---:|---:|---:|---:|")
    usual = None
    for name, conventions in [("nothing", {})] + ROWS:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "weights.safetensors")
            changed = dict(configuration, conventions=conventions) if conventions else configuration
            save_file(tensors, path, dict(metadata, **{"maskrcnn.configuration": json.dumps(changed)}))
            found = detections(program, path, images, os.path.join(folder, "found"))
        usual = usual or found
        print(row(name, usual, found), flush=True)


if __name__ == "__main__":
    main()
