"""Writes a data set and results of COCO val2017's measure, the same for the same seed.

    evaluation_data.py FOLDER [--images 5000] [--annotations 36000] [--results 180000] [--seed 0]

FOLDER gets gt.json (polygons; 1 in 100 a crowd with run lengths) and results.json (boxes and compressed masks).
Needs numpy and pycocotools.
"""
import argparse
import json
import os

import numpy as np
from pycocotools import mask as masks

CATEGORIES = 80


def ring(random, width, height):
    """A star-shaped outline around the middle of an image, its area that of a small, medium or large object."""
    area = np.exp(random.normal(7.6, 2.0))
    aspect = np.exp(random.normal(0, 0.4))
    count = int(np.clip(random.normal(24, 9), 6, 60))
    angles = np.sort(random.uniform(0, 2 * np.pi, count))
    radii = np.sqrt(min(area, 0.6 * width * height) / np.pi) * np.clip(random.normal(1, 0.2, count), 0.4, 1.6)
    points = np.stack([radii * np.cos(angles) * aspect, radii * np.sin(angles) / aspect], 1)
    center = random.uniform([0, 0], [width, height])
    return clipped(points + center, width, height)


def clipped(points, width, height):
    return np.round(np.clip(points, 0, [width, height]), 2)


def box(points):
    low, high = points.min(0), points.max(0)
    return [round(float(v), 2) for v in (*low, *np.maximum(high - low, 0.5))]


def shoelace(points):
    x, y = points.T
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def encoded(points, width, height):
    mask = masks.frPyObjects([points.ravel().tolist()], height, width)[0]
    return {"size": mask["size"], "counts": mask["counts"].decode()}


def runs(mask):
    flat = masks.decode({"size": mask["size"], "counts": mask["counts"].encode()}).ravel(order="F")
    edges = np.flatnonzero(np.diff(flat)) + 1
    lengths = np.diff(np.concatenate([[0], edges, [len(flat)]])).tolist()
    return {"size": mask["size"], "counts": lengths if flat[0] == 0 else [0] + lengths}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--images", type=int, default=5000)
    parser.add_argument("--annotations", type=int, default=36000)
    parser.add_argument("--results", type=int, default=180000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    random = np.random.default_rng(options.seed)
    sizes = [(640, 480) if random.random() < 0.7 else (480, 640) for _ in range(options.images)]
    frequency = 1 / (np.arange(CATEGORIES) + 1)
    frequency /= frequency.sum()
    # A few images are crowded, and a few are empty, as in COCO.
    crowdedness = random.gamma(0.9, 1, options.images)
    owners = random.choice(options.images, options.annotations, p=crowdedness / crowdedness.sum())
    labels = random.choice(CATEGORIES, options.annotations, p=frequency) + 1

    annotations, shapes = [], [[] for _ in range(options.images)]
    for number, (image, label) in enumerate(zip(owners.tolist(), labels.tolist())):
        width, height = sizes[image]
        points = ring(random, width, height)
        is_crowd = int(random.random() < 0.01)
        annotations.append({
            "id": number + 1, "image_id": image + 1, "category_id": label, "iscrowd": is_crowd,
            "bbox": box(points), "area": shoelace(points),
            "segmentation": runs(encoded(points, width, height)) if is_crowd else [points.ravel().tolist()]})
        shapes[image].append((label, points))

    results = []
    per_image = random.multinomial(options.results, np.full(options.images, 1 / options.images))
    for image, count in enumerate(per_image.tolist()):
        width, height = sizes[image]
        for _ in range(count):
            if shapes[image] and random.random() < 0.45:
                label, points = shapes[image][random.integers(len(shapes[image]))]
                extent = points.max(0) - points.min(0) + 1
                noise = random.normal(0, 0.04, points.shape) * extent + random.normal(0, 0.05, 2) * extent
                points = clipped(points + noise, width, height)
                score = random.beta(3, 1.5)
                if random.random() < 0.1:
                    label = int(random.choice(CATEGORIES, p=frequency)) + 1
            else:
                near = shapes[image] and random.random() < 0.8
                label = shapes[image][random.integers(len(shapes[image]))][0] if near else int(
                    random.choice(CATEGORIES, p=frequency)) + 1
                points = ring(random, width, height)
                score = random.beta(1, 3)
            results.append({
                "image_id": image + 1, "category_id": label, "bbox": box(points), "score": round(float(score), 4),
                "segmentation": encoded(points, width, height)})

    dataset = {
        "info": {"description": f"random, seed {options.seed}"},
        "images": [
            {"id": i + 1, "width": w, "height": h, "file_name": f"{i + 1:012d}.jpg"} for i, (w, h) in enumerate(sizes)],
        "categories": [{"id": i + 1, "name": f"category {i + 1}"} for i in range(CATEGORIES)],
        "annotations": annotations,
    }
    os.makedirs(options.folder, exist_ok=True)
    for name, value in (("gt.json", dataset), ("results.json", results)):
        with open(os.path.join(options.folder, name), "w") as file:
            json.dump(value, file)


if __name__ == "__main__":
    main()
