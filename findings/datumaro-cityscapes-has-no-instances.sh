#!/usr/bin/env bash
# Guessed: instances of COCO's format that Datumaro writes as Cityscapes have numbers of their own in `instanceIds.png`, class × 1000 and
# a count, as the format has it.
# Found in datumaro 1.13.12: `instanceIds.png` has the class alone, so that all objects of one class are one object, and Datumaro
# itself reads two for twelve. Polygons, which COCO's objects are, are not written at all, neither there nor as Pascal VOC's masks,
# unless they are made masks first (`transform("polygons_to_masks")`); nothing says so.
. "$(dirname "$0")/environment.sh"
run_with datumaro==1.13.12 pycocotools==2.0.11 <<'PY'
import json, os
import datumaro
import numpy as np
from PIL import Image

os.makedirs("coco/images/default"), os.makedirs("coco/annotations")
Image.new("RGB", (200, 100)).save("coco/images/default/a.png")
annotations = []
for number in range(12):
    x, y, side = number % 6 * 30, number // 6 * 50, 20
    annotations.append({"id": number + 1, "image_id": 1, "category_id": 1 + number % 2, "bbox": [x, y, side, side], "area": side * side,
                        "iscrowd": 0, "segmentation": [[x, y, x + side, y, x + side, y + side, x, y + side]]})
json.dump({"images": [{"id": 1, "file_name": "a.png", "width": 200, "height": 100}], "annotations": annotations, "info": {},
           "categories": [{"id": 1, "name": "car", "supercategory": ""}, {"id": 2, "name": "person", "supercategory": ""}],
           "licenses": []}, open("coco/annotations/instances_default.json", "w"))

def objects(folder, form):
    return sum(len(item.annotations) for item in datumaro.Dataset.import_from(folder, form))

for as_masks in (True, False):
    for form in ("cityscapes", "voc_segmentation"):
        dataset = datumaro.Dataset.import_from("coco", "coco")
        if as_masks:
            dataset.transform("polygons_to_masks")
        folder = f"{form}-{as_masks}"
        dataset.export(folder, form, save_media=True)
        files = sorted(name for _, _, names in os.walk(folder) for name in names if name.endswith(".png"))
        print(form, "of masks" if as_masks else "of polygons", "files:", files)
        if as_masks:
            print("    objects read again:", objects(folder, form), "of 12")
            assert objects(folder, form) == (2 if form == "cityscapes" else 12)
        else:
            assert not any("instanceIds" in name for name in files) and not os.path.exists(folder + "/SegmentationObject/a.png")
ids = np.array(Image.open("cityscapes-True/gtFine/default/a_gtFine_instanceIds.png"))
print("numbers in instanceIds.png:", np.unique(ids))
assert np.unique(ids).tolist() == [0, 1, 2]
PY
