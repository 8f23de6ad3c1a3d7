"""Files of other annotation tools: what supervision writes, and what it reads of files that are given.

    annotation_tools.py version
    annotation_tools.py write FORMAT FOLDER     images im0.png to im3.png of 100 x 80 pixels, with two objects each
    annotation_tools.py read FORMAT FOLDER

FORMAT is voc, yolo or coco, in the folders that maskrcnn writes and reads. What is read is printed as JSON:
{"im0.png": [{"category": "cell", "box": [x1, y1, x2, y2]}, ...], ...}.
"""

import json
import os
import sys

import numpy as np
import supervision as sv
from PIL import Image


def made(folder):
    """Boxes of whole pixels, drawn with a fixed seed."""
    generator = np.random.default_rng(7)
    annotations = {}
    for index in range(4):
        path = os.path.join(folder, f"im{index}.png")
        Image.fromarray(generator.integers(0, 255, (80, 100, 3), dtype=np.uint8)).save(path)
        corners = generator.integers(0, [50, 40], (2, 2))
        sides = generator.integers(1, [50, 40], (2, 2))
        annotations[path] = sv.Detections(
            xyxy=np.hstack([corners, corners + sides]).astype(float), class_id=generator.integers(0, 2, 2)
        )
    return sv.DetectionDataset(classes=["cell", "nucleus"], images=list(annotations), annotations=annotations)


def write(name, folder):
    os.makedirs(os.path.join(folder, "source"))
    data = made(os.path.join(folder, "source"))
    images = os.path.join(folder, "JPEGImages" if name == "voc" else "images")
    if name == "voc":
        data.as_pascal_voc(images, os.path.join(folder, "Annotations"))
    elif name == "yolo":
        data.as_yolo(images, os.path.join(folder, "labels"), os.path.join(folder, "data.yaml"))
    else:
        data.as_coco(images, os.path.join(folder, "annotations.json"))
    for file in os.listdir(os.path.join(folder, "source")):
        os.remove(os.path.join(folder, "source", file))
    os.rmdir(os.path.join(folder, "source"))


def read(name, folder):
    images = os.path.join(folder, "JPEGImages" if name == "voc" else "images")
    if name == "voc":
        return sv.DetectionDataset.from_pascal_voc(images, os.path.join(folder, "Annotations"))
    if name == "yolo":
        return sv.DetectionDataset.from_yolo(
            images, os.path.join(folder, "labels"), os.path.join(folder, "data.yaml")
        )
    return sv.DetectionDataset.from_coco(images, os.path.join(folder, "annotations.json"))


def listed(data):
    return {
        os.path.basename(path): [
            {"category": data.classes[int(category)], "box": [float(value) for value in box]}
            for box, category in zip(found.xyxy, found.class_id)
        ]
        for path, _, found in data
    }


if __name__ == "__main__":
    if sys.argv[1] == "version":
        print(sv.__version__)
    else:
        if sys.argv[1] == "write":
            write(*sys.argv[2:])
        print(json.dumps(listed(read(*sys.argv[2:]))))
