#!/usr/bin/env bash
# Guessed: a mask that supervision, SAHI, imantics, kwimage or Datumaro writes as a polygon of COCO's is the same mask when
# pycocotools draws it again, give or take a pixel at a corner.
# Found: all five write the contour through the centres of border pixels, so that a row and a column are lost: 81 of 100
# pixels, 4 of 9 (an IoU of 0.44, a miss at 0.5), whatever the file's `area` says. A hole is filled, or written
# as one more part.
. "$(dirname "$0")/environment.sh"
run_with supervision==0.31.2 sahi==0.12.8 imantics==0.1.12 kwimage==0.12.0 datumaro==1.13.12 pycocotools==2.0.11 \
  opencv-python-headless==4.12.0.88 <<'PY'
import numpy as np
import datumaro.util.mask_tools, imantics, kwimage, supervision
from pycocotools import mask
from sahi.utils.cv import get_coco_segmentation_from_bool_mask

def square(side):
    pixels = np.zeros((30, 40), bool)
    pixels[5:5 + side, 5:5 + side] = True
    return pixels

def drawn(rings):
    return int(mask.area(mask.merge(mask.frPyObjects([[float(x) for x in ring] for ring in rings], 30, 40))))

writers = {
    "supervision": lambda m: [polygon.flatten() for polygon in supervision.mask_to_polygons(m)],
    "sahi": get_coco_segmentation_from_bool_mask,
    "imantics": lambda m: imantics.Mask(m).polygons().segmentation,
    "kwimage": lambda m: kwimage.Mask(m.astype(np.uint8), "c_mask").to_multi_polygon().to_coco("orig"),
    "datumaro": lambda m: datumaro.util.mask_tools.mask_to_polygons(m.astype(np.uint8), area_threshold=0),
}
for name, write in writers.items():
    areas = [drawn(write(square(side))) for side in (10, 3)]
    print(f"{name}: 100 and 9 pixels come back as {areas[0]} and {areas[1]}")
    assert areas == [81, 4], (name, areas)
PY
