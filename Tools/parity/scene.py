"""Pictures and what is to be found in them, as a file that two implementations of training can both read.

    scene.py coco OUT.json ANNOTATIONS.json IMAGE_FOLDER [--count 2] [--first 0] [--objects 30] [--one-class]
        the first images, by id, of a COCO file that have objects
    scene.py drawn OUT.json PICTURE... [--objects 6,0] [--classes 91] [--seed 0]
        random polygons on pictures, a number for each; with --keypoints so many points of each, some of them not marked
    scene.py crops OUT.safetensors SCENE.json [--side 128] [--steps 50] [--batch 2] [--seed 0]
        square crops of a scene's pictures: pixels [steps · batch, side, side, 3] uint8, and their scenes in OUT.json

A scene is a list of {"image": path, "size": [height, width], "boxes": [[x1, y1, x2, y2], …], "labels": [1…],
"masks": [run lengths as pycocotools compresses them], "keypoints": [[x, y, v, …], …] if there are some}.
"""
import argparse
import json
import os

import numpy as np
from PIL import Image
from pycocotools import mask as rle

from safetensors.numpy import save_file


def encode(segmentation, height, width):
    """COCO's polygons or run lengths as compressed run lengths."""
    if isinstance(segmentation, list):
        return rle.merge(rle.frPyObjects(segmentation, height, width))["counts"].decode()
    if isinstance(segmentation["counts"], list):
        return rle.frPyObjects(segmentation, height, width)["counts"].decode()
    return segmentation["counts"]


def bitmaps(scene):
    """[G, H, W] uint8 of the masks of a scene's picture."""
    height, width = scene["size"]
    coded = [{"size": [height, width], "counts": counts.encode()} for counts in scene["masks"]]
    return rle.decode(coded).transpose(2, 0, 1).copy() if coded else np.zeros((0, height, width), np.uint8)


def from_coco(options):
    with open(options.annotations) as file:
        data = json.load(file)
    notes = {}
    for note in data["annotations"]:
        if not note.get("iscrowd") and min(note["bbox"][2:]) > 0:
            notes.setdefault(note["image_id"], []).append(note)
    images = sorted((image for image in data["images"] if notes.get(image["id"])), key=lambda image: image["id"])
    scenes = []
    for image in images[options.first:options.first + options.count]:
        height, width = image["height"], image["width"]
        chosen = notes[image["id"]][:options.objects]
        boxes = [[n["bbox"][0], n["bbox"][1], n["bbox"][0] + n["bbox"][2], n["bbox"][1] + n["bbox"][3]] for n in chosen]
        scenes.append({
            "image": os.path.join(options.images, image["file_name"]), "size": [height, width], "boxes": boxes,
            "labels": [1 if options.one_class else n["category_id"] for n in chosen],
            "masks": [encode(n["segmentation"], height, width) for n in chosen]})
    return scenes


def polygon(random, width, height):
    """A star-shaped polygon, inside the picture."""
    corners = random.integers(5, 12)
    angles = np.sort(random.uniform(0, 2 * np.pi, corners))
    radius = random.uniform(0.05, 0.35) * min(width, height) * random.uniform(0.5, 1, corners)
    x = random.uniform(0.1, 0.9) * width + radius * np.cos(angles)
    y = random.uniform(0.1, 0.9) * height + radius * np.sin(angles)
    return np.stack([x.clip(0, width), y.clip(0, height)], 1)


def drawn(options):
    random = np.random.default_rng(options.seed)
    counts = [int(count) for count in options.objects.split(",")]
    points = np.random.default_rng(options.seed + 1)
    scenes = []
    for path, count in zip(options.pictures, counts, strict=True):
        with Image.open(path) as image:
            width, height = image.size
        shapes = [polygon(random, width, height) for _ in range(count)]
        scenes.append({
            "image": path, "size": [height, width],
            "boxes": [[*shape.min(0).tolist(), *shape.max(0).tolist()] for shape in shapes],
            "labels": [int(random.integers(1, options.classes)) for _ in shapes],
            "masks": [encode([shape.flatten().tolist()], height, width) for shape in shapes]})
        if options.keypoints:
            scenes[-1]["keypoints"] = [keypoints(points, shape, options.keypoints) for shape in shapes]
    return scenes


def keypoints(random, shape, count):
    """Points in and a little outside the box of a shape, the last on the box's far corner: x, y and 0, 1 or 2."""
    low, high = shape.min(0), shape.max(0)
    places = low + random.uniform(-0.1, 1.1, (count, 2)) * (high - low)
    places[-1] = high
    seen = random.integers(0, 3, count)
    return np.concatenate([places * (seen > 0)[:, None], seen[:, None]], 1).flatten().tolist()


def crop(scene, pixels, masks, x, y, side):
    """What a square of a picture shows: objects of which four pixels at least, boxes as tight as the pixels."""
    boxes, labels, coded = [], [], []
    for label, mask in zip(scene["labels"], masks[:, y:y + side, x:x + side]):
        rows, columns = np.nonzero(mask)
        if len(rows) < 4:
            continue
        boxes.append([int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1])
        labels.append(label)
        coded.append(rle.encode(np.asfortranarray(mask))["counts"].decode())
    return pixels[y:y + side, x:x + side], {"size": [side, side], "boxes": boxes, "labels": labels, "masks": coded}


def crops(options):
    """Batches of crops with an object at least; the scene of each beside the pixels, as JSON of the same name."""
    random = np.random.default_rng(options.seed)
    scenes = read(options.scene)
    pictures = [np.array(Image.open(scene["image"]).convert("RGB")) for scene in scenes]
    masks = [bitmaps(scene) for scene in scenes]
    pixels, found = [], []
    while len(found) < options.steps * options.batch:
        which = int(random.integers(len(scenes)))
        height, width = scenes[which]["size"]
        x, y = (int(random.integers(0, length - options.side + 1)) for length in (width, height))
        square, truth = crop(scenes[which], pictures[which], masks[which], x, y, options.side)
        if truth["boxes"]:
            pixels.append(square)
            found.append(truth)
    save_file({"pixels": np.stack(pixels)}, options.out)
    with open(os.path.splitext(options.out)[0] + ".json", "w") as file:
        json.dump(found, file)


def read(path):
    with open(path) as file:
        return json.load(file)


def write(scenes, path):
    with open(path, "w") as file:
        json.dump(scenes, file)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("coco")
    command.add_argument("out")
    command.add_argument("annotations")
    command.add_argument("images")
    command.add_argument("--count", type=int, default=2)
    command.add_argument("--first", type=int, default=0)
    command.add_argument("--objects", type=int, default=30, help="the most of an image")
    command.add_argument("--one-class", action="store_true", help="all objects are of class 1")
    command.set_defaults(run=lambda options: write(from_coco(options), options.out))
    command = commands.add_parser("drawn")
    command.add_argument("out")
    command.add_argument("pictures", nargs="+")
    command.add_argument("--objects", default="6", help="of each picture, as 6,0")
    command.add_argument("--classes", type=int, default=91)
    command.add_argument("--keypoints", type=int, default=0)
    command.add_argument("--seed", type=int, default=0)
    command.set_defaults(run=lambda options: write(drawn(options), options.out))
    command = commands.add_parser("crops")
    command.add_argument("out", help=".safetensors")
    command.add_argument("scene")
    command.add_argument("--side", type=int, default=128)
    command.add_argument("--steps", type=int, default=50)
    command.add_argument("--batch", type=int, default=2)
    command.add_argument("--seed", type=int, default=0)
    command.set_defaults(run=crops)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
