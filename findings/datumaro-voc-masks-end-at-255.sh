#!/usr/bin/env bash
# Guessed: 300 objects in a picture become 300 colours of Pascal VOC's SegmentationObject, or an error: the format is
# CVAT's "Segmentation mask", too, which Datumaro writes for it.
# Found in datumaro 1.13.12: numbers go round at 256 without a word. One object becomes background, 44 pairs share a
# colour, and Datumaro itself reads 255 objects again.
. "$(dirname "$0")/environment.sh"
run_with datumaro==1.13.12 pycocotools==2.0.11 <<'PY'
import json, os
import datumaro
import numpy as np
from collections import Counter
from PIL import Image
from pycocotools import mask

os.makedirs("coco/images/default"), os.makedirs("coco/annotations")
Image.new("RGB", (200, 200)).save("coco/images/default/a.png")
annotations = []
for number in range(300):
    x, y = number % 20 * 10, number // 20 * 10
    pixels = np.zeros((200, 200), np.uint8, order="F")
    pixels[y:y + 8, x:x + 8] = 1
    runs = mask.encode(pixels)
    annotations.append({"id": number + 1, "image_id": 1, "category_id": 1, "bbox": [x, y, 8, 8], "area": 64, "iscrowd": 0,
                        "segmentation": {"size": runs["size"], "counts": runs["counts"].decode()}})
json.dump({"images": [{"id": 1, "file_name": "a.png", "width": 200, "height": 200}], "annotations": annotations,
           "categories": [{"id": 1, "name": "cell", "supercategory": ""}], "info": {}, "licenses": []},
          open("coco/annotations/instances_default.json", "w"))
datumaro.Dataset.import_from("coco", "coco").export("voc", "voc_segmentation", save_media=True)
picture = np.array(Image.open("voc/SegmentationObject/a.png").convert("RGB"))
colours = len(np.unique(picture.reshape(-1, 3), axis=0)) - 1
marked = int((picture.sum(2) > 0).sum())
again = [annotation for item in datumaro.Dataset.import_from("voc", "voc_segmentation") for annotation in item.annotations]
areas = Counter(int(annotation.get_area()) for annotation in again)
print("300 objects of 64 pixels:", colours, "colours,", marked, "pixels marked of 19200; read again:", dict(areas))
assert colours == 255 and marked == 19136 and areas == {64: 211, 128: 44}
PY
