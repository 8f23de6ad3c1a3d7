#!/usr/bin/env bash
# Guessed: a library that flips a picture with its masks, boxes and key points has one idea of where a coordinate is: after a flip an
# object's box is around its mask and around its key points, and two flips are half a turn.
# Found: torchvision 0.28.0 flips boxes along the edges of pixels (x becomes w-x) and key points along their centres (w-1-x), but
# turns and resizes both along the edges: two flips and half a turn put a point one pixel apart, and a point on a box's corner leaves
# the box, and the picture. albumentations 2.0.8 flips points so, too, and resizes them along the edges: flipped and halved, a point is
# half a pixel from where it is when halved and flipped. kornia 0.9.0 flips and turns `bbox_xyxy` with the points: the box of the whole
# picture begins at -1, and resized to twice the size it ends a pixel beyond the picture.
. "$(dirname "$0")/environment.sh"
run_with torch==2.13.0 torchvision==0.28.0 albumentations==2.0.8 opencv-python-headless==5.0.0.93 kornia==0.9.0 numpy==2.2.6 <<'PY'
import subprocess, sys
import numpy as np
import torch

if subprocess.run([sys.executable, "-c", "import torchvision"], capture_output=True).returncode != 0:
    # torchvision's wheel is for CUDA and torch's is not: operators that nothing here calls are only declared.
    library = torch.library.Library("torchvision", "FRAGMENT")
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
from torchvision.transforms.v2 import functional as F
from torchvision.tv_tensors import BoundingBoxes, KeyPoints, Mask

width, height = 30, 20
mask = torch.zeros(1, height, width, dtype=torch.uint8)
mask[0, 4:10, 0:15] = 1
def box_of(mask):
    y, x = torch.nonzero(mask.reshape(mask.shape[-2:]), as_tuple=True)
    return [int(x.min()), int(y.min()), int(x.max()) + 1, int(y.max()) + 1]

box = BoundingBoxes([box_of(mask)], format="XYXY", canvas_size=(height, width))
corners = KeyPoints([[0.0, 4.0], [15.0, 10.0]], canvas_size=(height, width))
assert box_of(F.horizontal_flip(Mask(mask))) == F.horizontal_flip(box)[0].tolist() == [15, 4, 30, 10]
flipped = F.horizontal_flip(corners).tolist()
twice, turned = F.vertical_flip(F.horizontal_flip(corners)), F.rotate(corners, 180)
print("torchvision: box", F.horizontal_flip(box)[0].tolist(), "its corners", flipped, "two flips", twice.tolist(), "half a turn", turned.tolist())
assert flipped == [[29, 4], [14, 10]] and torch.allclose(turned - twice, torch.ones(2, 2), atol=1e-4)
assert torch.allclose(F.vertical_flip(F.horizontal_flip(box)).float(), F.rotate(box, 180).float())
assert F.resize(corners, [40, 60]).tolist() == [[0, 8], [30, 20]]
assert F.horizontal_flip(KeyPoints([[30.0, 20.0]], canvas_size=(height, width)))[0, 0] == -1

import albumentations as A

def points(*transforms):
    result = A.Compose(list(transforms), keypoint_params=A.KeypointParams("xy", remove_invisible=False))(
        image=np.zeros((height, width, 3), np.uint8), keypoints=np.array([[4.0, 4.0]]))
    return [round(float(value), 3) for value in result["keypoints"][0]]

flip, halve = A.HorizontalFlip(p=1), A.Resize(10, 15)
print("albumentations: flipped and halved", points(flip, halve), "halved and flipped", points(halve, flip))
assert points(flip, halve) == [12.5, 2] and points(halve, flip) == [12, 2]

import kornia.augmentation as K

def kornia_of(transform, box):
    picture, masks = torch.zeros(1, 3, height, width), mask.reshape(1, 1, height, width).float()
    result = K.AugmentationSequential(transform, data_keys=["input", "mask", "bbox_xyxy"])(picture, masks, torch.tensor([[box]]))
    return box_of(result[1]), [round(float(value), 2) for value in result[2][0, 0]], tuple(result[0].shape[2:])

ours, whole = [0.0, 4.0, 15.0, 10.0], [0.0, 0.0, 30.0, 20.0]
for name, transform in (("flip", K.RandomHorizontalFlip(p=1.0)), ("half a turn", K.RandomRotation((180.0, 180.0), p=1.0)), ("resize", K.Resize((40, 60)))):
    print("kornia:", name, "mask", kornia_of(transform, ours)[0], "box", kornia_of(transform, ours)[1], "of the whole picture", kornia_of(transform, whole)[1:])
assert kornia_of(K.RandomHorizontalFlip(p=1.0), ours)[:2] == ([15, 4, 30, 10], [14, 4, 29, 10])
assert kornia_of(K.RandomHorizontalFlip(p=1.0), whole)[1] == [-1, 0, 29, 20]
assert kornia_of(K.RandomRotation((180.0, 180.0), p=1.0), ours)[:2] == ([15, 10, 30, 16], [14, 9, 29, 15])
mask_box, box, _ = kornia_of(K.Resize((40, 60)), ours)
assert mask_box == [0, 8, 30, 20] and box[2] > 30.5 and box[3] > 20.5
right, bottom = kornia_of(K.Resize((40, 60)), whole)[1][2:]
assert right > 61 and bottom > 41
PY
