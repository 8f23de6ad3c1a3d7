"""How near detections of the product are to a real framework's.

    compare.py REFERENCES.json RESULTS.json

REFERENCES.json is of references.py; RESULTS.json is `maskrcnn predict --format json`, of the same pictures in the order of their image ids.
Detections pair whose scores differ by less than 0.01 and whose boxes, with a pixel added at the far side so that thin ones have an area,
overlap by more than 0.99.
"""
import json
import sys

import numpy as np
import pycocotools.mask as rle


def corners(box):
    return [box[0], box[1], box[0] + box[2], box[1] + box[3]]


def iou(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0]) + 1
    height = min(a[3], b[3]) - max(a[1], b[1]) + 1
    shared = max(width, 0) * max(height, 0)
    area = lambda box: (box[2] - box[0] + 1) * (box[3] - box[1] + 1)
    return shared / (area(a) + area(b) - shared)


def compared(reference, found):
    left = list(found)
    boxes, scores, masks, keypoints = [], [], [], []
    for index, box in enumerate(reference["boxes"]):
        score = reference["scores"][index]
        near = [
            (iou(box, corners(other["bbox"])), place) for place, other in enumerate(left)
            if abs(other["score"] - score) < 0.01]
        best = max(near, default=(0, -1))
        if best[0] <= 0.99:
            continue
        other = left.pop(best[1])
        boxes.append(max(abs(a - b) for a, b in zip(box, corners(other["bbox"]))))
        scores.append(abs(score - other["score"]))
        if "masks" in reference and rle.area(reference["masks"][index]) + rle.area(other["segmentation"]) > 0:
            masks.append(rle.iou([reference["masks"][index]], [other["segmentation"]], [0])[0][0])
        if "keypoints" in reference:
            theirs = np.array(reference["keypoints"][index])[:, :2]
            ours = np.array(other["keypoints"]).reshape(-1, 3)[:, :2]
            keypoints += list(np.abs(theirs - ours).max(1) < 0.1)
    text = f"{len(boxes)} of {len(reference['boxes'])}, boxes within {max(boxes):.2g} px, scores within {max(scores):.2g}"
    if masks:
        text += f", masks' IoU at least {min(masks):.4f}, mean {np.mean(masks):.5f}"
    if keypoints:
        text += f", {sum(keypoints)} of {len(keypoints)} keypoints within 0.1 px"
    return text


def main():
    with open(sys.argv[1]) as file:
        references = json.load(file)
    with open(sys.argv[2]) as file:
        results = json.load(file)
    ids = sorted({result["image_id"] for result in results})
    for image, reference in zip(ids, references):
        print(f"{image}: {compared(reference, [one for one in results if one['image_id'] == image])}")


if __name__ == "__main__":
    main()
