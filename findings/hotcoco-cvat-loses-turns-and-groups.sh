#!/usr/bin/env bash
# Guessed: hotcoco's reader of CVAT's XML, which says of shapes that COCO does not know that it skips them, reads boxes and polygons as
# they lie: a box with a `rotation` turned, polygons of one `group_id` as one object. And what its writer writes, it reads again.
# Found in hotcoco 1.3.0: `rotation` and `group_id` are not looked at, and nothing is said: a box of 40x10 turned by a quarter lies
# across the object, with an IoU of 1/7, and one object in two parts is two. Written, an object of two polygons is two
# objects without a group, masks in run lengths are boxes, and crowds are boxes that are no crowds, all counted as written.
. "$(dirname "$0")/environment.sh"
run_with hotcoco==1.3.0 pycocotools==2.0.11 numpy==2.3.5 <<'PY'
import json, warnings
import numpy as np
from hotcoco import COCO
from pycocotools import mask as run_lengths

open("in.xml", "w").write('''<?xml version="1.0" encoding="utf-8"?>
<annotations>
  <version>1.1</version>
  <meta><task><labels><label><name>cell</name><type>any</type><attributes></attributes></label></labels></task></meta>
  <image id="0" name="a.jpg" width="80" height="60">
    <box label="cell" source="manual" occluded="0" xtl="20.00" ytl="25.00" xbr="60.00" ybr="35.00" rotation="90.00" z_order="0"></box>
    <polygon label="cell" source="manual" occluded="0" points="1,1;9,1;9,9" z_order="0" group_id="1"></polygon>
    <polygon label="cell" source="manual" occluded="0" points="21,1;29,1;29,9" z_order="0" group_id="1"></polygon>
  </image>
</annotations>
''')
with warnings.catch_warnings():
    warnings.simplefilter("error")
    read = COCO.from_cvat("in.xml").dataset["annotations"]
boxes = [annotation["bbox"] for annotation in read]
marked = [40 - 5, 30 - 20, 10, 40]  # the first box, turned by 90 degrees about its middle
overlap = float(run_lengths.iou(np.array([boxes[0]]), np.array([marked], float), [0])[0, 0])
print("read: boxes", boxes, "IoU of the turned one", round(overlap, 3))
assert boxes == [[20, 25, 40, 10], [1, 1, 8, 8], [21, 1, 8, 8]] and abs(overlap - 1 / 7) < 1e-9

def encoded(top, bottom, left, right):
    pixels = np.zeros((60, 80), np.uint8, order="F")
    pixels[top:bottom, left:right] = 1
    pixels[top + 5:bottom - 5, left + 5:right - 5] = 0
    result = run_lengths.encode(pixels)
    return {"size": result["size"], "counts": result["counts"].decode()}

objects = [
    {"iscrowd": 0, "area": 200, "bbox": [2, 2, 40, 10], "segmentation": [[2, 2, 12, 2, 12, 12, 2, 12], [32, 2, 42, 2, 42, 12, 32, 12]]},
    {"iscrowd": 0, "area": 300, "bbox": [10, 15, 20, 20], "segmentation": encoded(15, 35, 10, 30)},
    {"iscrowd": 1, "area": 700, "bbox": [5, 40, 65, 15], "segmentation": encoded(40, 55, 5, 70)},
]
for number, one in enumerate(objects, 1):
    one.update(id=number, image_id=1, category_id=1)
json.dump({"images": [{"id": 1, "file_name": "a.jpg", "width": 80, "height": 60}], "categories": [{"id": 1, "name": "cell"}],
           "annotations": objects}, open("in.json", "w"))
counts = COCO("in.json").to_cvat("out.xml")
again = COCO.from_cvat("out.xml").dataset["annotations"]
print("written:", counts, "read again:", [(one["bbox"], one["area"], one["iscrowd"]) for one in again])
assert "group_id" not in open("out.xml").read() and counts["skipped_no_geometry"] == 0
assert [one["area"] for one in again] == [100, 100, 400, 975] and not any(one["iscrowd"] for one in again)
PY
