"""Maps of classes for semantic segmentation as Python makes, reads and compares them, as one JSON file.

    class_maps.py FILE [--read PNG...]

Painted: random objects in COCO's format, drawn by pycocotools and joined as torchvision's references/segmentation join them
(the greatest class of a pixel's masks, 255 where there are several), and with smaller objects on top.
Compared: the confusion matrix of random maps and its figures, in float64, as torchvision's references/segmentation compute them.
Files: PNG files of every kind that Pillow writes, and the array that it reads from each.
With --read, instead: the mode, the array and the palette that Pillow reads from files.
"""
import argparse
import base64
import io
import json

import numpy as np
import torch
from PIL import Image
from pycocotools import mask as coco_mask


def polygon(random, width, height):
    count = int(random.integers(3, 9))
    center, radius = random.uniform(0, [width, height]), random.uniform(2, 0.45 * min(width, height))
    angles = np.sort(random.uniform(0, 2 * np.pi, count))
    points = center + radius * random.uniform(0.4, 1.2, (count, 1)) * np.stack([np.cos(angles), np.sin(angles)], 1)
    return [round(float(value), 2) for value in points.ravel()]


def run_lengths(random, width, height):
    bitmap = np.zeros((height, width), np.uint8, order="F")
    x, y = int(random.integers(0, width - 4)), int(random.integers(0, height - 4))
    bitmap[y : y + int(random.integers(2, height)), x : x + int(random.integers(2, width))] = 1
    flat, counts, value = bitmap.ravel(order="F"), [], 0
    for run in np.split(flat, np.flatnonzero(np.diff(flat)) + 1):
        if run[0] != value:
            counts.append(0)
        counts.append(len(run))
        value = 1 - run[0]
    return {"size": [height, width], "counts": [int(count) for count in counts]}


def scene(random, width, height, category_ids):
    annotations = []
    for index in range(int(random.integers(0, 9))):
        crowd = random.random() < 0.2
        rings = [polygon(random, width, height) for _ in range(int(random.integers(1, 3)))]
        annotations.append({
            "id": index + 1, "image_id": 1, "category_id": int(random.choice(category_ids)), "iscrowd": int(crowd),
            "segmentation": run_lengths(random, width, height) if crowd else rings,
        })
    return annotations


def masks(annotations, width, height):
    drawn = []
    for annotation in annotations:
        decoded = coco_mask.decode(coco_mask.frPyObjects(annotation["segmentation"], height, width))
        drawn.append((decoded if decoded.ndim == 3 else decoded[..., None]).any(axis=2))
    return np.array(drawn).reshape(-1, height, width)


def painted(random):
    cases = []
    for _ in range(24):
        width, height = int(random.integers(8, 70)), int(random.integers(8, 60))
        ids = sorted(random.choice(np.arange(1, 200), 5, replace=False).tolist())
        annotations = scene(random, width, height, ids)
        drawn = masks(annotations, width, height)
        classes = np.array([ids.index(annotation["category_id"]) + 1 for annotation in annotations], np.uint8)
        joined, small = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)
        if len(drawn):
            joined = (drawn * classes[:, None, None]).max(axis=0).astype(np.uint8)
            joined[drawn.sum(axis=0) > 1] = 255
            for index in sorted(range(len(drawn)), key=lambda index: -int(drawn[index].sum())):
                small[drawn[index]] = classes[index]
        dataset = {
            "images": [{"id": 1, "file_name": "a.jpg", "width": width, "height": height}],
            "categories": [{"id": id, "name": f"class {id}"} for id in ids], "annotations": annotations,
        }
        cases.append({"dataset": json.dumps(dataset), "joined": joined.ravel().tolist(), "small": small.ravel().tolist()})
    return cases


def compared(random):
    cases = []
    for count, used in [(2, 2), (5, 4), (21, 21), (21, 15), (255, 200), (3, 1)]:
        pairs, matrix = [], torch.zeros((count, count), dtype=torch.int64)
        for _ in range(4):
            truth = random.integers(0, used, (17, 23))
            truth[random.random(truth.shape) < 0.15] = 255
            other = random.integers(0, used, truth.shape)
            prediction = np.where((random.random(truth.shape) < 0.6) & (truth != 255), truth, other)
            pairs.append({"truth": truth.ravel().tolist(), "prediction": prediction.ravel().tolist()})
            a, b = torch.from_numpy(truth.ravel()), torch.from_numpy(prediction.ravel())
            known = (a >= 0) & (a < count)
            matrix += torch.bincount(count * a[known] + b[known], minlength=count**2).reshape(count, count)
        h = matrix.double()
        right = torch.diag(h)
        accuracies, overlaps = right / h.sum(1), right / (h.sum(1) + h.sum(0) - right)
        cases.append({
            "classes": count, "pairs": pairs, "matrix": matrix.ravel().tolist(), "pixelAccuracy": (right.sum() / h.sum()).item(),
            "accuracies": numbers(accuracies), "overlaps": numbers(overlaps), "mean": numbers(overlaps.mean()[None])[0],
        })
    return cases


def numbers(values):
    """JSON has no word for NaN."""
    return [None if np.isnan(value) else value for value in values.tolist()]


def files(random):
    cases = []

    def add(name, image, values=None, **options):
        stream = io.BytesIO()
        image.save(stream, "png", **options)
        read = np.array(Image.open(io.BytesIO(stream.getvalue()))) if values is None else values
        encoded = base64.b64encode(stream.getvalue()).decode()
        cases.append({"name": name, "file": encoded, "values": read.astype(int).ravel().tolist()})

    labels = random.integers(0, 16, (19, 21)).astype(np.uint8)
    void = labels.copy()
    void[2:5, 3:9] = 255
    palette = random.integers(0, 256, 768).tolist()
    for bits, most in [(1, 2), (2, 4), (4, 16)]:
        image = Image.fromarray(labels % most, "P")
        image.putpalette(palette[: 3 * most])
        add(f"palette of {bits} bits", image, bits=bits)
    image = Image.fromarray(void, "P")
    image.putpalette(palette)
    add("palette of 8 bits", image)
    add("palette of 8 bits, one color transparent", image, transparency=0)
    add("grey of 8 bits", Image.fromarray(void, "L"))
    add("grey of 16 bits", Image.fromarray(void.astype(np.uint16)))
    add("grey of 1 bit", Image.fromarray(labels % 2 == 1))
    add("grey with alpha", Image.merge("LA", [Image.fromarray(void, "L")] * 2), values=void)
    return cases


def read(paths):
    result = []
    for path in paths:
        with Image.open(path) as image:
            result.append({
                "mode": image.mode, "values": np.array(image).astype(int).ravel().tolist(), "size": list(image.size),
                "palette": image.getpalette() or [],
            })
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output")
    parser.add_argument("--read", nargs="+")
    options = parser.parse_args()
    random = np.random.default_rng(7)
    result = read(options.read) if options.read else {
        "painted": painted(random), "compared": compared(random), "files": files(random),
    }
    with open(options.output, "w") as file:
        json.dump(result, file)


if __name__ == "__main__":
    main()
