#!/usr/bin/env bash
# Guessed: what `DetectionsSmoother` of supervision gives back for a tracked object belongs together: its mask is where its box is.
# Found in supervision 0.31.2: the box is the mean of the last frames, the mask is that of the newest, as it was. An object of 10
# pixels that goes 5 pixels a frame has, from five frames, a box that its mask does not touch at all; drawn, cropped or written as COCO's
# `bbox` and `segmentation`, they are two places.
. "$(dirname "$0")/environment.sh"
run_with supervision==0.31.2 numpy==2.3.5 <<'PY'
import numpy as np
import supervision as sv

smoother = sv.DetectionsSmoother(length=5)
for frame in range(5):
    mask = np.zeros((1, 40, 60), bool)
    mask[0, 10:20, 5 + 5 * frame:15 + 5 * frame] = True
    found = sv.Detections(xyxy=sv.mask_to_xyxy(mask).astype(float), mask=mask, confidence=np.array([0.9]), class_id=np.array([0]),
                          tracker_id=np.array([1]))
    smoothed = smoother.update_with_detections(found)
left, top, right, bottom = smoothed.xyxy[0].tolist()
of_mask = sv.mask_to_xyxy(smoothed.mask)[0].tolist()
print("box", [left, top, right, bottom], "box of its mask", of_mask)
assert [left, top, right, bottom] == [15, 10, 24, 19] and of_mask == [25, 10, 34, 19]
assert not smoothed.mask[0, int(top):int(bottom) + 1, int(left):int(right) + 1].any() and (smoothed.mask == found.mask).all()
PY
