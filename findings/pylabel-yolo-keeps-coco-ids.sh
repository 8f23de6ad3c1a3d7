#!/usr/bin/env bash
# Guessed: pylabel numbers the categories of a COCO data set from 0 when it writes YOLO's labels, as the names in its
# data file are numbered.
# Found in pylabel 0.1.55: it writes COCO's ids. With the usual ids 1 and 2 and two names, each object has the next
# category's name or none at all.
. "$(dirname "$0")/environment.sh"
run_with pylabel==0.1.55 setuptools==75.8.0 <<'PY'
import json, os
import yaml
from PIL import Image
from pylabel import importer

Image.new("RGB", (40, 30)).save("a.png")
json.dump({"images": [{"id": 7, "file_name": "a.png", "width": 40, "height": 30}],
           "categories": [{"id": 1, "name": "cell", "supercategory": ""}, {"id": 2, "name": "bud", "supercategory": ""}],
           "annotations": [{"id": 1, "image_id": 7, "category_id": 1, "bbox": [10, 10, 10, 10], "area": 100, "iscrowd": 0},
                           {"id": 2, "image_id": 7, "category_id": 2, "bbox": [1, 1, 5, 5], "area": 25, "iscrowd": 0}]},
          open("coco.json", "w"))
dataset = importer.ImportCoco(path="coco.json", path_to_images=".")
dataset.export.ExportToYoloV5(output_path="yolo/labels", yaml_file="data.yaml")
rows = sorted(int(row.split()[0]) for row in open("yolo/labels/a.txt"))
names = yaml.safe_load(open("yolo/data.yaml"))["names"]
print("rows", rows, "names", names, "so number 1 is called", names[1], "and number 2", names[2:] or "nothing")
assert rows == [1, 2] and names == ["cell", "bud"]
PY
