#!/usr/bin/env bash
# Guessed: where SAHI has masks, it joins what two slices found by their masks.
# Found in SAHI 0.12.8: only boxes are compared. With its defaults (GREEDYNMM, intersection over the smaller, 0.5) an L of 832 pixels and
# a square of 1,296 in its corner, which share no pixel and do not touch, become one object of 2,128, and with NMS the square is
# lost. A piece that scores higher than the whole takes the whole into itself and leaves the other pieces: of an object that one slice
# sees whole and four in part come 4 objects where a piece scores best, the whole and three pieces of it, and 1 where the whole does.
. "$(dirname "$0")/environment.sh"
run_with sahi==0.12.8 opencv-python-headless==4.12.0.88 numpy==2.2.6 <<'PY'
import numpy as np
from sahi.postprocess.combine import GreedyNMMPostprocess, NMMPostprocess, NMSPostprocess
from sahi.prediction import ObjectPrediction
from sahi.utils.cv import get_coco_segmentation_from_bool_mask

def found(mask, score):
    rows, columns = np.nonzero(mask)
    box = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
    return ObjectPrediction(bbox=box, category_id=0, category_name="cell", score=score, full_shape=list(mask.shape),
        segmentation=get_coco_segmentation_from_bool_mask(mask))

def drawn(height, width, *rectangles):
    mask = np.zeros((height, width), bool)
    for left, top, right, bottom in rectangles:
        mask[top:bottom, left:right] = True
    return mask

def joined(method, objects):
    objects = method(match_threshold=0.5, match_metric="IOS", class_agnostic=False)(objects)
    return sorted(int(item.mask.bool_mask.sum()) for item in objects)

corner, square = drawn(64, 64, (4, 4, 12, 60), (4, 52, 60, 60)), drawn(64, 64, (20, 8, 56, 44))
assert not (corner & square).any()
for method, expected in ((GreedyNMMPostprocess, [2128]), (NMMPostprocess, [2128]), (NMSPostprocess, [832])):
    areas = joined(method, [found(corner, 0.9), found(square, 0.8)])
    print(f"{method.__name__}: masks of {corner.sum()} and {square.sum()} pixels apart, joined {areas}")
    assert areas == expected

whole = drawn(32, 400, (0, 10, 400, 20))
pieces = [drawn(32, 400, (left, 10, left + 100, 20)) for left in range(0, 400, 100)]
for method in (GreedyNMMPostprocess, NMMPostprocess):
    by_piece = joined(method, [found(whole, 0.8)] + [found(piece, 0.9 - 0.01 * i) for i, piece in enumerate(pieces)])
    by_whole = joined(method, [found(whole, 0.95)] + [found(piece, 0.9 - 0.01 * i) for i, piece in enumerate(pieces)])
    print(f"{method.__name__}: a piece scores best {by_piece}, the whole does {by_whole}")
    assert len(by_piece) == 4 and len(by_whole) == 1
PY
