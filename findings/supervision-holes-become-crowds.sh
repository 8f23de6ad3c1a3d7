#!/usr/bin/env bash
# Guessed: an object with a hole, written by supervision's `as_coco`, is an object: `iscrowd` 0, its box 10 wide.
# Found in supervision 0.31.2: every object with a hole, or of several parts, is written with `iscrowd` 1, which makes it
# a crowd: pycocotools neither asks for it nor counts it as missed, and training leaves it out. Its box, 9 wide for 10
# columns, is one pixel short.
. "$(dirname "$0")/environment.sh"
run_with supervision==0.31.2 pycocotools==2.0.11 <<'PY'
import json
import numpy as np
import supervision as sv
from PIL import Image
from pycocotools import mask as mask_tools
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

Image.new("RGB", (40, 30)).save("a.png")
mask = np.zeros((2, 30, 40), bool)
mask[0, 10:20, 10:20] = True
mask[0, 13:16, 13:16] = False  # an object with a hole
mask[1, 2:8, 2:8] = True  # a plain one
found = sv.Detections(xyxy=sv.mask_to_xyxy(mask).astype(float), mask=mask, class_id=np.array([0, 0]))
sv.DetectionDataset(["cell"], ["a.png"], {"a.png": found}).as_coco(annotations_path="a.json")
written = json.load(open("a.json"))["annotations"]
crowds = [annotation["iscrowd"] for annotation in written]
widths = [annotation["bbox"][2] for annotation in written]
print("iscrowd", crowds, "widths of boxes for 10 and 6 columns", widths)
assert crowds == [1, 0] and widths == [9.0, 5.0]

# The consequence: pycocotools looks for the plain object alone.
truth = COCO("a.json")
runs = mask_tools.encode(np.asfortranarray(mask[1].astype(np.uint8)))
results = truth.loadRes([{"image_id": 1, "category_id": written[1]["category_id"], "score": 1.0, "segmentation": runs}])
evaluation = COCOeval(truth, results, "segm")
evaluation.evaluate()
ignored = [image["gtIgnore"].tolist() for image in evaluation.evalImgs if image]
assert ignored[0] == [0, 1], ignored
print("pycocotools looks for", ignored[0].count(0), "of 2 objects")
PY
