#!/usr/bin/env bash
# Guessed: `roiread` of a ROI Manager's zip file gives its regions, and `roiwrite` writes the regions that it is given.
# Found in roifile 2026.2.10: entries are read by their names, so that of two regions with one name the last comes twice and the first is
# gone, with no word. `roiwrite` adds to a file that is there. A script that numbers its cells from 1 and runs twice, with three cells and
# then with two that lie elsewhere, leaves five entries: five regions are read, four of them of the second run, each twice, and the third
# is of the first run. Only `mode="w"` is as guessed. What tells at writing is Python's own warning of a name in a zip file.
. "$(dirname "$0")/environment.sh"
run_with roifile==2026.2.10 numpy==2.3.5 <<'PY'
import zipfile
from roifile import ImagejRoi, roiread, roiwrite

def cell(number, left):
    return ImagejRoi.frompoints([[left, 0], [left + 9, 0], [left + 9, 9], [left, 9]], name=f"{number:04}")

def found(name):
    return [(region.name, region.left) for region in roiread(name)]

roiwrite("cells.zip", [cell(1, 10), cell(1, 50)])
print("two regions of one name:", found("cells.zip"))
assert len(zipfile.ZipFile("cells.zip").namelist()) == 2
assert found("cells.zip") == [("0001", 50), ("0001", 50)]
with zipfile.ZipFile("cells.zip") as file:
    inside = [ImagejRoi.frombytes(file.read(entry)).left for entry in file.infolist()]
assert inside == [10, 50], "both are in the file"

roiwrite("run.zip", [cell(1, 10), cell(2, 20), cell(3, 30)])
roiwrite("run.zip", [cell(1, 110), cell(2, 120)])
print("three cells, and two of a second run:", found("run.zip"))
assert found("run.zip") == [("0001", 110), ("0002", 120), ("0003", 30), ("0001", 110), ("0002", 120)]

roiwrite("run.zip", [cell(1, 110), cell(2, 120)], mode="w")
assert found("run.zip") == [("0001", 110), ("0002", 120)]
PY
