"""A large picture made of the small pictures of a data set whose objects are known, from a seed.

    mosaic.py DATASET.json IMAGES OUTPUT [--side 256] [--columns 78] [--rows 78] [--seed 0]

Writes OUTPUT.tif (tiled, deflate; BigTIFF where needed), OUTPUT.json (a COCO data set of the mosaic with every object in its place) and
OUTPUT.cells.json (which picture each cell is). Pictures of SIDE×SIDE alone are taken.
"""
import argparse
import json
import os
import random

import numpy as np
import pycocotools.mask as rle
import tifffile
from PIL import Image


def runs(segmentation, side):
    """The vertical runs of a mask: column, first row, end."""
    bitmap = rle.decode(segmentation)
    padded = np.zeros((side + 2, side), np.int8)
    padded[1:-1] = bitmap
    steps = np.diff(padded, axis=0).T
    columns, firsts = np.nonzero(steps == 1)
    _, ends = np.nonzero(steps == -1)
    return columns, firsts, ends


def placed(run, x, y, width, height):
    columns, firsts, ends = run
    starts = (columns + x) * height + firsts + y
    stops = (columns + x) * height + ends + y
    edges = np.empty(2 * len(starts) + 2, np.int64)
    edges[0], edges[-1] = 0, width * height
    edges[1:-1:2], edges[2:-1:2] = starts, stops
    encoded = rle.frPyObjects({"size": [height, width], "counts": np.diff(edges).tolist()}, height, width)
    return {"size": [height, width], "counts": encoded["counts"].decode()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset")
    parser.add_argument("images")
    parser.add_argument("output")
    parser.add_argument("--side", type=int, default=256)
    parser.add_argument("--columns", type=int, default=78)
    parser.add_argument("--rows", type=int, default=78)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with open(options.dataset) as file:
        dataset = json.load(file)
    side = options.side
    pictures = [image for image in dataset["images"] if (image["width"], image["height"]) == (side, side)]
    objects = {image["id"]: [] for image in pictures}
    for one in dataset["annotations"]:
        if one["image_id"] in objects and not one.get("iscrowd"):
            objects[one["image_id"]].append((runs(one["segmentation"], side), one))
    generator = random.Random(options.seed)
    cells = [generator.randrange(len(pictures)) for _ in range(options.columns * options.rows)]
    width, height = options.columns * side, options.rows * side
    pixels = [np.asarray(Image.open(os.path.join(options.images, p["file_name"])).convert("RGB")) for p in pictures]
    tifffile.imwrite(
        options.output + ".tif", (pixels[cell] for cell in cells), shape=(height, width, 3), dtype="uint8",
        tile=(side, side), compression="zlib", photometric="rgb", bigtiff=width * height * 3 > 2**31)
    with open(options.output + ".cells.json", "w") as file:
        json.dump({
            "side": side, "columns": options.columns, "rows": options.rows,
            "cells": [pictures[cell]["file_name"] for cell in cells]}, file)
    count = 0
    with open(options.output + ".json", "w") as file:
        image = {"id": 1, "file_name": os.path.basename(options.output) + ".tif", "width": width, "height": height}
        file.write(json.dumps({"images": [image], "categories": dataset["categories"]})[:-1] + ', "annotations": [\n')
        for index, cell in enumerate(cells):
            row, column = divmod(index, options.columns)
            for run, one in objects[pictures[cell]["id"]]:
                count += 1
                x, y = column * side, row * side
                box = one["bbox"]
                made = {
                    "id": count, "image_id": 1, "category_id": one["category_id"], "iscrowd": 0, "area": one["area"],
                    "bbox": [box[0] + x, box[1] + y, box[2], box[3]],
                    "segmentation": placed(run, x, y, width, height)}
                file.write((",\n" if count > 1 else "") + json.dumps(made))
        file.write("\n]}\n")
    print(f"{width}×{height}, {len(cells)} cells of {len(pictures)} pictures, {count} objects")


if __name__ == "__main__":
    main()
