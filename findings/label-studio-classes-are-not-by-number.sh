#!/usr/bin/env bash
# Guessed: the lines of `classes.txt` in Label Studio's YOLO export are in the order of the numbers in the label files,
# as everywhere in that format.
# Found in label-studio-sdk 2.1.2: where labels have `category="…"`, the numbers are those, and the lines stand in the order
# of the configuration. Only `notes.json` beside it has both together. Read by line, all three names here are wrong.
. "$(dirname "$0")/environment.sh"
run_with label-studio-sdk==2.1.2 <<'PY'
import json
from label_studio_sdk.converter import Converter
from label_studio_sdk.converter.converter import Format

labels = [("zebra", 2), ("ant", 0), ("cat", 1)]
configuration = '<View><Image name="image" value="$image"/><RectangleLabels name="box" toName="image">' + "".join(
    f'<Label value="{name}" category="{number}"/>' for name, number in labels) + "</RectangleLabels></View>"
boxes = [{"id": name, "type": "rectanglelabels", "from_name": "box", "to_name": "image", "original_width": 200,
          "original_height": 100, "image_rotation": 0, "value": {
              "x": 10, "y": 10, "width": 20, "height": 20, "rotation": 0, "rectanglelabels": [name]}}
         for name, _ in labels]
json.dump([{"id": 1, "data": {"image": "/data/upload/1/a.png"},
            "annotations": [{"id": 1, "completed_by": {"id": 1}, "result": boxes}]}], open("tasks.json", "w"))
Converter(config=configuration, project_dir=".", download_resources=False).convert(
    "tasks.json", "yolo", Format.YOLO, is_dir=False)
lines = open("yolo/classes.txt").read().split()
rows = [int(row.split()[0]) for row in open("yolo/labels/a.txt")]
notes = {category["id"]: category["name"] for category in json.load(open("yolo/notes.json"))["categories"]}
print("drawn:", [name for name, _ in labels], "by classes.txt:", [lines[row] for row in rows],
      "by notes.json:", [notes[row] for row in rows])
assert lines == ["zebra", "ant", "cat"] and rows == [2, 0, 1]
assert [notes[row] for row in rows] == [name for name, _ in labels]
PY
