#!/usr/bin/env bash
# Guessed: boxes that albumentations changes stay those of the masks that it changes with them: dilated by a kernel of 5, every box
# grows by two pixels to each side; and a hole of one pixel in the picture moves no box that it does not touch.
# Found in albumentations 2.0.8: masks are as guessed. But after Morphological all objects have nearly one box, from the first to the
# last; eroded, no object is left. CoarseDropout makes all boxes whole pixels by cutting, and 0.7 of 32 bits times 100 is less than 70:
# of 98 boxes on whole pixels that a hole of one pixel does not touch, 68 have another side. Where it does touch them, boxes are cut
# to what the hole leaves, masks are not.
. "$(dirname "$0")/environment.sh"
run_with albumentations==2.0.8 opencv-python-headless==5.0.0.93 numpy==2.2.6 <<'PY'
import numpy as np
import albumentations as A

image = np.full((100, 120, 3), 255, np.uint8)

def masks_of(boxes):
    masks = np.zeros((len(boxes), 100, 120), np.uint8)
    for mask, (left, top, right, bottom) in zip(masks, boxes):
        mask[top:bottom, left:right] = 1
    return masks

def boxes_of(masks):
    return [[int(x.min()), int(y.min()), int(x.max()) + 1, int(y.max()) + 1] for y, x in map(np.nonzero, masks)]

def changed(transform, boxes):
    compose = A.Compose([transform], bbox_params=A.BboxParams("pascal_voc", label_fields=["names"]), seed=0)
    result = compose(image=image, masks=masks_of(boxes), bboxes=np.array(boxes, float), names=[str(i) for i in range(len(boxes))])
    return result, np.rint(result["bboxes"]).astype(int).tolist()

apart = [[10, 10, 20, 20], [60, 40, 70, 50], [100, 80, 110, 90]]
dilated, boxes = changed(A.Morphological((5, 5), operation="dilation", p=1), apart)
print("dilated: masks", boxes_of(dilated["masks"]), "boxes", boxes)
assert boxes_of(dilated["masks"]) == [[left - 2, top - 2, right + 2, bottom + 2] for left, top, right, bottom in apart]
assert all(left <= 10 and right >= 110 and top <= 10 and bottom >= 89 for left, top, right, bottom in boxes) and len(boxes) == 3
eroded, boxes = changed(A.Morphological((5, 5), operation="erosion", p=1), apart)
assert boxes == [] and len(boxes_of(eroded["masks"])) == 3

grid = [[x, y, x + 10, y + 10] for x in range(0, 110, 10) for y in range(0, 90, 10)]
below = A.CoarseDropout(num_holes_range=(1, 1), hole_height_range=(1, 1), hole_width_range=(1, 1), p=1)
dropped, boxes = changed(below, grid)
hole = (dropped["image"] == 0).all(axis=2)
moved = [(grid[int(name)], box) for name, box in zip(dropped["names"], boxes)
         if box != grid[int(name)] and not hole[grid[int(name)][1]:grid[int(name)][3], grid[int(name)][0]:grid[int(name)][2]].any()]
untouched = sum(not hole[top:bottom, left:right].any() for left, top, right, bottom in grid)
print("hole of", int(hole.sum()), "pixel:", len(moved), "of", untouched, "boxes that it does not touch are others, such as", moved[0])
assert hole.sum() == 1 and len(boxes) == 99 and untouched == 98 and len(moved) == 68 and (dropped["masks"] == masks_of(grid)).all()

tall = A.CoarseDropout(num_holes_range=(1, 1), hole_height_range=(90, 90), hole_width_range=(30, 30), p=1)
result, boxes = changed(tall, [[20, 20, 60, 60]])
print("a hole over", int((result["image"][20:60, 20:60] == 0).all(axis=2).sum()), "of 1600 pixels: box", boxes, "mask", boxes_of(result["masks"]))
assert boxes == [[20, 20, 57, 60]] and boxes_of(result["masks"]) == [[20, 20, 60, 60]]
PY
