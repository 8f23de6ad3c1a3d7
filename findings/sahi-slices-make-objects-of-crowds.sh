#!/usr/bin/env bash
# Guessed: SAHI's `slice_coco` cuts a data set's crowds with the rest, and leaves them crowds; an object whose mask it cannot cut
# (run lengths) it leaves out, as its warning says: "Segmentation annotation for id 2 is skipped".
# Found in SAHI 0.12.8: the mask is skipped, the object stays, and its box becomes its mask. COCO's crowds are all run lengths:
# each becomes a plain object as large as its box, over the objects inside. A crowd that is a polygon
# becomes an object, too; boxes without masks get one.
. "$(dirname "$0")/environment.sh"
run_with sahi==0.12.8 pycocotools==2.0.11 opencv-python-headless==4.12.0.88 numpy==2.2.6 <<'PY'
import json
import numpy as np
from PIL import Image
from pycocotools import mask as masks
from sahi.slicing import slice_coco

def counts(pixels):  # run lengths as a list, as COCO writes its crowds; the first pixel is background
    column = pixels.flatten(order="F").astype(int)
    return np.diff([0, *(np.flatnonzero(np.diff(column)) + 1), len(column)]).tolist()

Image.new("RGB", (200, 100)).save("a.png")
crowd = np.zeros((100, 200), bool)
crowd[10:90, 10:14] = crowd[10:14, 10:90] = True  # two lines of people: 624 pixels of a box of 80 × 80
def square(x, y, side):
    return [[x, y, x + side, y, x + side, y + side, x, y + side]]
annotations = [
    {"id": 1, "bbox": [40, 40, 20, 20], "area": 400, "iscrowd": 0, "segmentation": square(40, 40, 20)},
    {"id": 2, "bbox": [10, 10, 80, 80], "area": int(crowd.sum()), "iscrowd": 1,
     "segmentation": {"size": [100, 200], "counts": counts(crowd)}},
    {"id": 3, "bbox": [120, 20, 30, 30], "area": 900, "iscrowd": 1, "segmentation": square(120, 20, 30)},
    {"id": 4, "bbox": [160, 60, 10, 10], "area": 100, "iscrowd": 0},
]
assert masks.area(masks.frPyObjects(annotations[1]["segmentation"], 100, 200)) == 624
json.dump({"images": [{"id": 1, "file_name": "a.png", "width": 200, "height": 100}],
           "annotations": [{"image_id": 1, "category_id": 1} | annotation for annotation in annotations],
           "categories": [{"id": 1, "name": "person", "supercategory": ""}]}, open("a.json", "w"))
sliced, _ = slice_coco("a.json", ".", output_coco_annotation_file_name="tiles", output_dir="tiles", slice_height=100,
                       slice_width=100, overlap_height_ratio=0, overlap_width_ratio=0, verbose=False)
for annotation in sliced["annotations"]:
    pixels = int(masks.area(masks.merge(masks.frPyObjects(annotation["segmentation"], 100, 100))))
    print("tile", annotation["image_id"], "box", annotation["bbox"], "mask", pixels, "pixels, iscrowd", annotation["iscrowd"])
found = sorted((annotation["bbox"][2], annotation["area"], annotation["iscrowd"]) for annotation in sliced["annotations"])
assert found == [(10, 100, 0), (20, 400, 0), (30, 900, 0), (80, 6400, 0)], found
assert all(annotation["segmentation"] for annotation in sliced["annotations"])
PY
