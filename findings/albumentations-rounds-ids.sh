#!/usr/bin/env bash
# Guessed: what rides along with boxes in `label_fields` of albumentations, such as the ids of annotations, comes out as it went in:
# whole numbers are not pixels, and a flip has no say in them.
# Found in albumentations 2.0.8: they are put beside the boxes into one array of 32-bit floats. The ids of two of COCO's crowds
# come back as one number that is neither, 16777217 as 16777216, and whole seconds since 1970 go in steps of 128; lists become
# floats, arrays are whole numbers again, no less wrong. So it is beside key points. Written as strings, ids are kept.
. "$(dirname "$0")/environment.sh"
run_with albumentations==2.0.8 opencv-python-headless==5.0.0.93 numpy==2.2.6 <<'PY'
import numpy as np
import albumentations as A

image = np.zeros((100, 120, 3), np.uint8)
boxes = np.array([[30.0, 20, 30, 20], [70, 50, 40, 30]])

def flipped(ids):
    flip = A.Compose([A.HorizontalFlip(p=1)], bbox_params=A.BboxParams("coco", label_fields=["ids"]),
                     keypoint_params=A.KeypointParams("xy", label_fields=["points"]))
    result = flip(image=image, bboxes=boxes, ids=ids, keypoints=boxes[:, :2], points=ids)
    return list(result["ids"]), list(result["points"])

for ids, expected in (
    ([900100184613, 900100184614], [900100194304, 900100194304]),
    ([16777217, 16777219], [16777216, 16777220]),
    ([1700000001, 1700000067], [1700000000, 1700000128]),
    ([16777215, 16777216], [16777215, 16777216]),
):
    for given in (ids, np.array(ids)):
        for found in flipped(given):
            assert [int(value) for value in found] == expected, (given, found)
    print("ids", ids, "come back as", flipped(ids)[0], "and of an array as", [int(value) for value in flipped(np.array(ids))[0]])
words = ["900100184613", "900100184614"]
assert flipped(words) == (words, words)
PY
