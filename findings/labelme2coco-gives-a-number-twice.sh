#!/usr/bin/env bash
# Guessed: given COCO's list of categories, labelme2coco keeps their numbers, so that training and validation agree, and gives a label
# that is not in the list a number of its own.
# Found in labelme2coco 0.2.6: new labels are numbered from 0, or `category_id_start`, whatever the list has. With cell and dog as 0 and 1
# a cat is 0, a cell, and the file has two categories of one number; pycocotools, for which the last counts, calls every cell a cat.
. "$(dirname "$0")/environment.sh"
run_with labelme2coco==0.2.6 sahi==0.12.8 pycocotools==2.0.11 <<'PY'
import contextlib, io, json, os
from labelme2coco import get_coco_from_labelme_folder
from PIL import Image
from pycocotools.coco import COCO

os.mkdir("marked")
Image.new("RGB", (100, 80)).save("marked/a.png")
shapes = [{"label": label, "points": [[x, 10], [x + 10, 10], [x + 10, 20], [x, 20]], "group_id": None, "shape_type": "polygon", "flags": {}}
          for label, x in (("cell", 5), ("dog", 30), ("cat", 60))]
json.dump({"version": "5.5.0", "flags": {}, "imagePath": "a.png", "imageData": None, "imageHeight": 80, "imageWidth": 100, "shapes": shapes},
          open("marked/a.json", "w"))
for numbers, start in (((0, 1), 0), ((1, 2), 1)):
    known = [{"id": number, "name": name} for number, name in zip(numbers, ("cell", "dog"))]
    with contextlib.redirect_stdout(io.StringIO()):
        made = get_coco_from_labelme_folder("marked", coco_category_list=known, category_id_start=start).json
        json.dump(made, open("out.json", "w"))
        coco = COCO("out.json")
    named = [coco.cats[annotation["category_id"]]["name"] for annotation in made["annotations"]]
    print("categories", [(one["id"], one["name"]) for one in made["categories"]], "the objects cell, dog, cat are", named)
    assert [(one["id"], one["name"]) for one in made["categories"]] == [(start, "cell"), (start + 1, "dog"), (start, "cat")]
    assert named == ["cat", "dog", "cat"]
PY
