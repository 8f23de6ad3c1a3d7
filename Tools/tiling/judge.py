"""How near the objects found in a mosaic (mosaic.py) are to those found in its pictures alone.

    judge.py MOSAIC RESULTS.json OWN.json OWN_DATASET.json

MOSAIC is the OUTPUT of mosaic.py; RESULTS.json are COCO results for the mosaic (image 1); OWN.json are COCO results for the single pictures, whose
ids OWN_DATASET.json gives. Every result belongs to the cell that has its box's centre, and is cut to it: AP and F1 (mask IoU 0.5, score 0.5) are over the
cells, as many pictures. Objects found twice are pairs of results with a mask IoU over 0.5.
"""
import argparse
import contextlib
import io
import json

import numpy as np
import pycocotools.mask as rle
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def runs(mask):
    """The runs of foreground as positions down the columns: first, end."""
    counts, text, position = [], mask["counts"].encode(), 0
    while position < len(text):
        value, shift, more = 0, 0, True
        while more:
            byte = text[position] - 48
            value |= (byte & 0x1F) << 5 * shift
            more = byte & 0x20
            position += 1
            shift += 1
            if not more and byte & 0x10:
                value |= -1 << 5 * shift
        counts.append(value + counts[-2] if len(counts) > 2 else value)
    edges = np.cumsum(counts)
    return edges[0:len(edges) - 1:2], edges[1::2]


def cut(mask, x, y, side):
    """The part of a mask in a cell, as the cell's mask."""
    height = mask["size"][0]
    bitmap = np.zeros((side, side), np.uint8, order="F")
    for first, end in zip(*runs(mask)):
        while first < end:
            column, row = divmod(int(first), height)
            stop = min(end - column * height, height)
            if 0 <= column - x < side:
                bitmap[max(row - y, 0):max(min(stop - y, side), 0), column - x] = 1
            first = column * height + stop
    return rle.encode(bitmap)


def evaluated(truth, results):
    with contextlib.redirect_stdout(io.StringIO()):
        ground = COCO()
        ground.dataset = truth
        ground.createIndex()
        run = COCOeval(ground, ground.loadRes(results), "segm")
        run.params.maxDets = [1, 100, 1000]
        run.evaluate()
        run.accumulate()
    precision = run.eval["precision"][:, :, :, 0, 2]
    return precision[precision > -1].mean()


def f1(truth, results, cells):
    by_truth, by_result = {}, {}
    for one in truth["annotations"]:
        by_truth.setdefault(one["image_id"], []).append(one["segmentation"])
    for one in sorted(results, key=lambda one: -one["score"]):
        if one["score"] > 0.5:
            by_result.setdefault(one["image_id"], []).append(one["segmentation"])
    hits = found = wanted = 0
    for cell in range(1, cells + 1):
        a, b = by_result.get(cell, []), by_truth.get(cell, [])
        found, wanted = found + len(a), wanted + len(b)
        if a and b:
            overlap, free = rle.iou(a, b, [0] * len(b)), np.ones(len(b), bool)
            for row in overlap:
                best = np.argmax(np.where(free, row, -1))
                if free[best] and row[best] >= 0.5:
                    free[best], hits = False, hits + 1
    return 2 * hits / (found + wanted)


def twice(results, side):
    """Pairs of results of the mosaic that cover the same pixels."""
    grid, pairs = {}, 0
    for index, one in enumerate(results):
        x, y, width, height = one["bbox"]
        for column in range(int(x // side), int((x + width) // side) + 1):
            for row in range(int(y // side), int((y + height) // side) + 1):
                grid.setdefault((column, row), []).append(index)
    seen = set()
    for members in grid.values():
        boxes = np.array([results[i]["bbox"] for i in members])
        overlap = rle.iou(boxes, boxes, [0] * len(boxes))
        for a, b in zip(*np.nonzero(np.triu(overlap, 1) > 0.4)):
            pair = (members[a], members[b])
            if pair not in seen:
                seen.add(pair)
                one, other = results[pair[0]]["segmentation"], results[pair[1]]["segmentation"]
                pairs += rle.iou([one], [other], [0])[0][0] > 0.5
    return pairs


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mosaic")
    parser.add_argument("results")
    parser.add_argument("own")
    parser.add_argument("dataset")
    options = parser.parse_args()
    with open(options.mosaic + ".cells.json") as file:
        layout = json.load(file)
    with open(options.dataset) as file:
        dataset = json.load(file)
    with open(options.results) as file:
        results = json.load(file)
    with open(options.own) as file:
        own = json.load(file)
    side, columns = layout["side"], layout["columns"]
    ids = {image["file_name"]: image["id"] for image in dataset["images"]}
    by_image, own_by_image = {}, {}
    for one in dataset["annotations"]:
        by_image.setdefault(one["image_id"], []).append(one)
    for one in own:
        own_by_image.setdefault(one["image_id"], []).append(one)
    truth = {"images": [], "annotations": [], "categories": dataset["categories"]}
    alone = []
    for cell, name in enumerate(layout["cells"]):
        truth["images"].append({"id": cell + 1, "width": side, "height": side})
        for one in by_image.get(ids[name], []):
            truth["annotations"].append({**one, "id": len(truth["annotations"]) + 1, "image_id": cell + 1})
        alone += [{**one, "image_id": cell + 1} for one in own_by_image.get(ids[name], [])]
    together = []
    for one in results:
        x, y, width, height = one["bbox"]
        column = min(int((x + width / 2) // side), columns - 1)
        row = min(int((y + height / 2) // side), layout["rows"] - 1)
        mask = cut(one["segmentation"], column * side, row * side, side)
        together.append({
            "image_id": row * columns + column + 1, "category_id": one["category_id"], "score": one["score"],
            "segmentation": mask})
    for name, found in (("alone", alone), ("mosaic", together)):
        print(f"{name}: {len(found)} found, AP {evaluated(truth, found):.4f}, F1 {f1(truth, found, len(layout['cells'])):.4f}")
    sure = [one for one in results if one["score"] > 0.5]
    print(f"twice: {twice(results, side)} pairs of {len(results)}, {twice(sure, side)} of the {len(sure)} above 0.5")


if __name__ == "__main__":
    main()
