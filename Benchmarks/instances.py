"""Writes a data set as large as COCO's instances_train2017.json, for measuring how fast it is read.

    python3 Benchmarks/instances.py FILE [--images 118287] [--seed 1]

The numbers of objects an image, their areas, the lengths of their outlines and the share of crowds are about COCO's; the
fields and their order are COCO's, and coordinates have two decimals as there. Standard library only; a million objects take
about two minutes.
"""
import argparse
import json
import math
import random

CATEGORIES = [identifier for identifier in range(1, 91) if identifier not in (12, 26, 29, 30, 45, 66, 68, 69, 71, 83)]
SIZES = [(640, 480), (480, 640), (640, 427), (427, 640), (500, 375), (640, 640)]


def outline(rng, x, y, width, height, points):
    """A ring of points around the middle of a box."""
    ring = []
    for index in range(points):
        angle = 2 * math.pi * index / points
        radius = 0.35 + 0.15 * rng.random()
        ring.append(f"{max(0.0, x + width * (0.5 + radius * math.cos(angle))):.2f}".rstrip("0").rstrip("."))
        ring.append(f"{max(0.0, y + height * (0.5 + radius * math.sin(angle))):.2f}".rstrip("0").rstrip("."))
    return "[" + ",".join(ring) + "]"


def crowd(rng, width, height):
    """Run lengths that add up to the image's area."""
    counts = []
    left = width * height
    for _ in range(rng.randint(50, 600)):
        counts.append(min(left, rng.randint(1, 400)))
        left -= counts[-1]
    counts.append(left)
    return '{"counts": ' + json.dumps(counts) + f', "size": [{height}, {width}]}}'


def annotation(rng, identifier, image, size):
    """One annotation as JSON text."""
    width, height = size
    area = min(math.exp(rng.gauss(7.4, 2.0)), 0.9 * width * height)
    aspect = math.exp(rng.gauss(0, 0.5))
    w = min(width - 1.0, math.sqrt(area * aspect) * 1.3)
    h = min(height - 1.0, math.sqrt(area / aspect) * 1.3)
    x, y = rng.uniform(0, width - w), rng.uniform(0, height - h)
    is_crowd = rng.random() < 0.01
    if is_crowd:
        segmentation = crowd(rng, width, height)
    else:
        parts = 1 if rng.random() < 0.9 else rng.randint(2, 4)
        points = [max(4, int(rng.lognormvariate(3.0, 0.6))) for _ in range(parts)]
        segmentation = "[" + ",".join(outline(rng, x, y, w, h, count) for count in points) + "]"
    return (
        f'{{"segmentation": {segmentation},"area": {area!r},"iscrowd": {int(is_crowd)},"image_id": {image},'
        f'"bbox": [{x:.2f},{y:.2f},{w:.2f},{h:.2f}],"category_id": {rng.choice(CATEGORIES)},"id": {identifier}}}'
    )


def write(file, images, seed):
    """Writes the data set, one record at a time."""
    rng = random.Random(seed)
    file.write('{"info": {"description": "made from a seed", "year": 2017},"licenses": [{"url": "x", "id": 1}],"images": [')
    sizes = []
    for index in range(images):
        width, height = rng.choice(SIZES)
        sizes.append((width, height))
        name = f"{index + 1:012d}.jpg"
        file.write(
            ("," if index else "")
            + f'{{"license": {rng.randint(1, 8)},"file_name": "{name}","coco_url": '
            f'"http://images.cocodataset.org/train2017/{name}","height": {height},"width": {width},'
            f'"date_captured": "2013-11-14 {index % 24:02d}:02:52","flickr_url": '
            f'"http://farm{index % 9}.staticflickr.com/8186/{8000000000 + index}_3b3b2ca5d4_z.jpg","id": {index + 1}}}'
        )
    file.write('],"annotations": [')
    identifier = 0
    for index, size in enumerate(sizes):
        for _ in range(int(rng.expovariate(1 / 7.8))):
            file.write(("," if identifier else "") + annotation(rng, identifier + 1, index + 1, size))
            identifier += 1
    categories = [{"supercategory": "thing", "id": c, "name": f"category {c}"} for c in CATEGORIES]
    file.write('],"categories": ' + json.dumps(categories) + "}")
    return identifier


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file")
    parser.add_argument("--images", type=int, default=118287)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with open(options.file, "w", encoding="utf-8", buffering=1 << 20) as out:
        print(write(out, options.images, options.seed), "annotations")
