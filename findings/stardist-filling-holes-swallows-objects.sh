#!/usr/bin/env bash
# Guessed: `fill_label_holes` of StarDist, through which each of its notebooks sends its training data, fills background that
# lies inside an object, and leaves another object that lies there alone.
# Found in stardist 0.9.2: the object inside is overwritten if its number is the lower one, and stays if it is the higher one. The same
# two cells are two objects or one, as they happen to be numbered.
. "$(dirname "$0")/environment.sh"
run_with stardist==0.9.2 numpy==2.3.5 <<'PY'
import numpy as np
from stardist import fill_label_holes

def pixels(outer, inner):
    labels = np.zeros((40, 40), np.int32)
    labels[5:35, 5:35] = outer  # a ring around a gap and a smaller object
    labels[10:30, 10:30] = 0
    labels[15:20, 15:20] = inner
    filled = fill_label_holes(labels)
    return {"outer": int((filled == outer).sum()), "inner": int((filled == inner).sum())}

for outer, inner in ((1, 2), (2, 1)):
    print(f"outer is number {outer}, inner {inner}: pixels {pixels(outer, inner)} of 500 and 25")
assert pixels(1, 2) == {"outer": 875, "inner": 25} and pixels(2, 1) == {"outer": 900, "inner": 0}
PY
