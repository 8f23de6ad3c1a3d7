#!/usr/bin/env bash
# Guessed: `fill=114` of torchvision's transforms is the grey beside a picture that is padded, zoomed out or turned; a mask has
# background there.
# Found in torchvision 0.28.0: one number is for masks, too. RandomZoomOut, Pad, RandomCrop's padding, RandomRotation, RandomAffine
# and RandomPerspective make the surroundings part of every object: two objects of 16 pixels on a canvas twice as wide have 208 each,
# masks of booleans are True there, and `masks_to_boxes` gives the whole canvas while the boxes beside them stay right. Three numbers,
# the mean colour, are an error, but for a turned picture of exactly three objects: the first mask gets the red, the second the green.
# Only `{Image: 114, Mask: 0}` is as guessed.
. "$(dirname "$0")/environment.sh"
run_with torch==2.13.0 torchvision==0.28.0 numpy==2.3.5 <<'PY'
import subprocess, sys
import torch

if subprocess.run([sys.executable, "-c", "import torchvision"], capture_output=True).returncode != 0:
    # torchvision's wheel is for CUDA and torch's is not: operators that nothing here calls are only declared.
    library = torch.library.Library("torchvision", "FRAGMENT")
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
from torchvision.ops import masks_to_boxes
from torchvision.transforms import v2
from torchvision.tv_tensors import BoundingBoxes, Image, Mask

torch.manual_seed(0)
image = Image(torch.full((3, 8, 8), 255, dtype=torch.uint8))
masks = torch.zeros(2, 8, 8, dtype=torch.uint8)
masks[0, 0:4, 0:4] = masks[1, 4:8, 4:8] = 1
boxes = BoundingBoxes([[0, 0, 4, 4], [4, 4, 8, 8]], format="XYXY", canvas_size=(8, 8))

transforms = {
    "RandomZoomOut": lambda fill: v2.RandomZoomOut(fill=fill, side_range=(2, 2), p=1),
    "Pad": lambda fill: v2.Pad(4, fill=fill),
    "RandomCrop": lambda fill: v2.RandomCrop((16, 16), pad_if_needed=True, fill=fill),
    "RandomRotation": lambda fill: v2.RandomRotation((45, 45), expand=True, fill=fill),
    "RandomAffine": lambda fill: v2.RandomAffine(0, translate=(0.5, 0.5), fill=fill),
    "RandomPerspective": lambda fill: v2.RandomPerspective(p=1, fill=fill),
}
for name, made in transforms.items():
    _, _, found = made(114)(image, boxes, Mask(masks))
    _, _, flags = made(114)(image, boxes, Mask(masks.bool()))
    _, _, right = made({Image: 114, Mask: 0})(image, boxes, Mask(masks))
    print(f"{name}: objects of {(found != 0).flatten(1).sum(1).tolist()} pixels, with a 0 for masks {(right != 0).flatten(1).sum(1).tolist()}")
    assert (found == 114).flatten(1).any(1).all() and flags.dtype == torch.bool and flags.sum() > 3 * masks.sum() // 2, name
    assert set(right.unique().tolist()) <= {0, 1}, name
    try:
        made((124, 116, 104))(image, boxes, Mask(masks))
        raise SystemExit("three numbers are not refused")
    except ValueError:
        pass
_, three = transforms["RandomRotation"]((124, 116, 104))(image, Mask(masks[[0, 1, 1]]))
print("three numbers and three objects:", [mask.unique().tolist() for mask in three])
assert [mask.unique().tolist() for mask in three] == [[0, 1, 124], [0, 1, 116], [0, 1, 104]]

_, placed, found = v2.RandomZoomOut(fill=114, side_range=(2, 2), p=1)(image, boxes, Mask(masks))
outer = masks_to_boxes(found).tolist()
print("boxes", placed.tolist(), "of masks", outer, "pixels", (found != 0).flatten(1).sum(1).tolist())
assert outer == [[0, 0, 15, 15]] * 2 and (found != 0).flatten(1).sum(1).tolist() == [208] * 2
assert (placed[:, 2:] - placed[:, :2]).tolist() == [[4, 4], [4, 4]]
PY
