"""The file of detections that the scripts exchange, with our own command line as well: {"images": [{"file", "height",
"width", "boxes": [[x1, y1, x2, y2]], "labels": [int], "scores": [float], "masks": [COCO's compressed RLE], "keypoints": [[[x, y]]]}]}."""
import json
import os

import numpy as np
from pycocotools import mask as rle


def encode(masks):
    """COCO's run-length code of each mask > 0.5; masks: [N, 1, H, W] probabilities, as torchvision gives them."""
    codes = [rle.encode(np.asfortranarray((mask[0] > 0.5).numpy().astype(np.uint8))) for mask in masks]
    return [{"size": code["size"], "counts": code["counts"].decode()} for code in codes]


def item(path, image, found):
    """What was found in one image, [3, H, W], or None where its size is not asked for: torchvision's dictionary of
    detections."""
    result = {"file": os.path.basename(path)}
    if image is not None:
        result |= {"height": image.shape[1], "width": image.shape[2]}
    for key in ("boxes", "labels", "scores"):
        result[key] = found[key].tolist()
    if "keypoints" in found:
        result["keypoints"] = found["keypoints"][..., :2].tolist()
    if "masks" in found:
        result["masks"] = encode(found["masks"])
    return result


def write(path, items, **more):
    """Writes the file; `more` goes beside the images."""
    with open(path, "w") as file:
        json.dump({**more, "images": items}, file)


def read(path):
    """The images of a file."""
    with open(path) as file:
        return json.load(file)["images"]
