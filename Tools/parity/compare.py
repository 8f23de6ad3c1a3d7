"""Pairs the detections of two files (results.py describes them), image by image, and holds the differences to bars.

    compare.py A.json B.json [--min-score 0] [--paired 0.99] [--score 1e-3] [--box 0.1] [--mask 0.999] [--keypoints 0.99]

Each detection of A, the best first, takes the free one of B of its label with the highest box IoU. Prints one line an
image and exits with 1 where a bar is missed: the part that pairs at IoU > 0.99, counted over the longer of the two lists;
and over those pairs the largest difference in score and in a box's coordinate (pixels), the mean IoU of the masks, and the part of
the keypoints that are within 0.1 pixel: where a heat map has two places of one height, rounding chooses.
"""
import argparse
import sys

import numpy as np
from pycocotools import mask as rle

import results


def box_iou(box, boxes):
    """The IoU of one box, [4], with each of others, [N, 4]."""
    sides = np.clip(np.minimum(box[2:], boxes[:, 2:]) - np.maximum(box[:2], boxes[:, :2]), 0, None)
    both = sides.prod(1)
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(1)
    return both / np.maximum((box[2:] - box[:2]).prod() + areas - both, 1e-9)


def pair(a, b, min_score):
    """Pairs (index in a, index in b) whose boxes overlap by more than 0.99, and how many there were to pair."""
    boxes_a, boxes_b = (np.array(x["boxes"], dtype=float).reshape(-1, 4) for x in (a, b))
    labels_b = np.array(b["labels"], dtype=int)
    free = np.ones(len(boxes_b), bool)
    pairs = []
    kept = [i for i, score in enumerate(a["scores"]) if score >= min_score]
    for i in sorted(kept, key=lambda i: -a["scores"][i]):
        options = np.where(free & (labels_b == a["labels"][i]), box_iou(boxes_a[i], boxes_b), 0) if len(boxes_b) else [0]
        best = int(np.argmax(options))
        if options[best] > 0.99:
            free[best] = False
            pairs.append((i, best))
    return pairs, max(len(kept), sum(score >= min_score for score in b["scores"]))


def differences(a, b, pairs):
    """The largest difference in score and in coordinates, and each pair's mask IoU (None without masks)."""
    score = max((abs(a["scores"][i] - b["scores"][j]) for i, j in pairs), default=0.0)
    box = max((float(np.abs(np.subtract(a["boxes"][i], b["boxes"][j])).max()) for i, j in pairs), default=0.0)
    if "masks" not in a or "masks" not in b:
        return score, box, None
    # Two empty masks are equal, though their IoU is 0 / 0.
    masks = [
        1.0 if a["masks"][i] == b["masks"][j] else float(rle.iou([a["masks"][i]], [b["masks"][j]], [0])[0, 0])
        for i, j in pairs]
    return score, box, masks


def near(a, b, pairs):
    """For each keypoint of each pair whether both are within 0.1 pixel; none without keypoints."""
    if "keypoints" not in a or "keypoints" not in b:
        return []
    apart = [np.abs(np.subtract(a["keypoints"][i], b["keypoints"][j])).max(1) for i, j in pairs]
    return np.concatenate(apart) <= 0.1 if apart else []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("a")
    parser.add_argument("b")
    parser.add_argument("--min-score", type=float, default=0.0, help="detections below it are left out")
    parser.add_argument("--paired", type=float, default=0.99, help="the least part that pairs, over all images")
    parser.add_argument("--score", type=float, default=1e-3, help="the largest difference of scores")
    parser.add_argument("--box", type=float, default=0.1, help="the largest difference of coordinates, in pixels")
    parser.add_argument("--mask", type=float, default=0.999, help="the least mean mask IoU, over all images")
    parser.add_argument("--keypoints", type=float, default=0.99, help="the least part that is within 0.1 pixel")
    options = parser.parse_args()
    images_a, images_b = results.read(options.a), results.read(options.b)
    if len(images_a) != len(images_b):
        sys.exit(f"{options.a} has {len(images_a)} images, {options.b} has {len(images_b)}")
    paired = total = 0
    scores, boxes, masks, keypoints = [0.0], [0.0], [], []
    print(f"{'image':32} {'A':>4} {'B':>4} {'paired':>6} {'|score|':>9} {'|box| px':>9} {'mask IoU mean':>13} {'least':>8}")
    for a, b in zip(images_a, images_b):
        if (a["height"], a["width"]) != (b["height"], b["width"]):
            sys.exit(f"{a['file']} is {a['width']}x{a['height']}, {b['file']} {b['width']}x{b['height']}")
        pairs, most = pair(a, b, options.min_score)
        score, box, ious = differences(a, b, pairs)
        paired, total = paired + len(pairs), total + most
        scores.append(score)
        boxes.append(box)
        masks += ious or []
        keypoints += list(near(a, b, pairs))
        shown = f"{np.mean(ious):13.5f} {min(ious):8.5f}" if ious else f"{'-':>13} {'-':>8}"
        print(f"{a['file'][:32]:32} {len(a['scores']):4} {len(b['scores']):4} {len(pairs):6} {score:9.2e} {box:9.2e} {shown}")
    checks = [
        (f"{paired} of {total} paired", paired >= options.paired * total, f"{options.paired:.0%}"),
        (f"largest |score| {max(scores):.2e}", max(scores) <= options.score, options.score),
        (f"largest |box| {max(boxes):.2e} px", max(boxes) <= options.box, options.box),
        (f"mean mask IoU {np.mean(masks):.5f}" if masks else "no masks", not masks or np.mean(masks) >= options.mask, options.mask),
    ]
    if keypoints:
        part = float(np.mean(keypoints))
        checks.append((f"{part:.4f} of {len(keypoints)} keypoints near", part >= options.keypoints, options.keypoints))
    for text, passed, bar in checks:
        print(f"{'ok  ' if passed else 'MISS'} {text} (bar {bar})")
    sys.exit(not all(passed for _, passed, _ in checks))


if __name__ == "__main__":
    main()
