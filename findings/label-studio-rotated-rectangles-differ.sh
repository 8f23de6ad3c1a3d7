#!/usr/bin/env bash
# Guessed: Label Studio's exports of one rotated rectangle agree: the box around its corners, and its own area.
# Found in label-studio-sdk 2.1.2: three exports have two boxes, and neither is right. COCO has corners that were turned
# while they were percentages of the sides, as if every picture were square, and the area of that box; YOLO and Pascal VOC
# have the box before it was turned. None has the corners.
. "$(dirname "$0")/environment.sh"
run_with label-studio-sdk==2.1.2 <<'PY'
import json, re
from label_studio_sdk.converter import Converter
from label_studio_sdk.converter.converter import Format

configuration = ('<View><Image name="image" value="$image"/><RectangleLabels name="box" toName="image">'
                 '<Label value="cell"/></RectangleLabels></View>')
# 20 × 10 pixels at (100, 50) of 200 × 100, turned by 45° around that corner: its corners reach from 92.93 to 114.14, and
# from 50 to 71.21.
box = {"id": "1", "type": "rectanglelabels", "from_name": "box", "to_name": "image", "original_width": 200,
       "original_height": 100, "image_rotation": 0,
       "value": {"x": 50, "y": 50, "width": 10, "height": 10, "rotation": 45, "rectanglelabels": ["cell"]}}
json.dump([{"id": 1, "data": {"image": "/data/upload/1/a.png"},
            "annotations": [{"id": 1, "completed_by": {"id": 1}, "result": [box]}]}], open("tasks.json", "w"))
for form in (Format.COCO, Format.YOLO, Format.VOC):
    Converter(config=configuration, project_dir=".", download_resources=False).convert(
        "tasks.json", form.name, form, is_dir=False)
annotation = json.load(open("COCO/result.json"))["annotations"][0]
coco = [round(side, 2) for side in annotation["bbox"]]
x, y, w, h = (float(word) for word in open("YOLO/labels/a.txt").read().split()[1:])
yolo = [round((x - w / 2) * 200, 2), round((y - h / 2) * 100, 2), round(w * 200, 2), round(h * 100, 2)]
voc = [int(edge) for edge in re.findall(r"<[xy]m\w+>(\d+)<", open("VOC/Annotations/a.xml").read())]
print("right [92.93, 50, 21.21, 21.21], COCO", coco, "area", round(annotation["area"], 2), "of 200, segmentation", annotation["segmentation"])
print("YOLO", yolo, "VOC", voc)
assert coco == [85.86, 50.0, 28.28, 14.14] and round(annotation["area"]) == 400 and annotation["segmentation"] == []
assert yolo == [100.0, 50.0, 20.0, 10.0] and sorted(voc) == [50, 60, 100, 120]
PY
