"""Gives what maskrcnn found and wrote to the readers of other programs, and counts objects and pixels there.

    readers.py FOLDER IMAGES

FOLDER has annotations.json and results.json of `predict --format coco,json`, and of `dataset convert FOLDER/annotations.json --images IMAGES`
the folders label-studio (`--to label-studio`) and cvat (`--to cvat`), and polygons.json (`--polygons`). It runs in an environment of its
own, which no test has:

    pip install supervision datumaro hotcoco label-studio-sdk fiftyone pycocotools

Each line has a program, what it was given, and what it read: objects, and pixels of all masks together. FiftyOne's importer runs without its
database; everything else of FiftyOne wants a MongoDB.
"""
import json
import os
import pathlib
import shutil
import sys
import tempfile

READERS = []


def reader(function):
    READERS.append(function)
    return function


def pixels(annotations, images):
    """What pycocotools counts."""
    from pycocotools import mask

    total = 0
    for annotation in annotations:
        size = images[annotation["image_id"]]
        shape = annotation["segmentation"]
        if isinstance(shape, list):
            shape = mask.merge(mask.frPyObjects(shape, size["height"], size["width"]))
        total += int(mask.area(shape))
    return total


@reader
def pycocotools(folder, images):
    from pycocotools.coco import COCO

    data = COCO(folder / "annotations.json")
    found = data.loadRes(str(folder / "results.json"))
    yield "annotations.json", len(data.getAnnIds()), pixels(data.dataset["annotations"], data.imgs)
    yield "results.json", len(found.getAnnIds()), pixels(found.dataset["annotations"], data.imgs)


@reader
def supervision(folder, images):
    import supervision

    for name in ("annotations.json", "polygons.json"):
        data = supervision.DetectionDataset.from_coco(str(images), str(folder / name), force_masks=True)
        marked = [detections for _, _, detections in data]
        yield name, sum(map(len, marked)), sum(int(m.mask.sum()) for m in marked if m.mask is not None)


@reader
def fiftyone(folder, images):
    from fiftyone.utils.coco import COCODetectionDatasetImporter

    for name in ("annotations.json", "polygons.json"):
        importer = COCODetectionDatasetImporter(
            data_path=str(images), labels_path=str(folder / name), label_types=["segmentations"], extra_attrs=True)
        count = total = 0
        with importer:
            for _, _, label in importer:
                objects = label["segmentations"] if isinstance(label, dict) else label
                for found in objects.detections if objects else []:
                    count += 1
                    total += int(found.mask.sum())
        yield name, count, total


@reader
def datumaro(folder, images):
    import datumaro
    from datumaro.components.annotation import AnnotationType

    for kind, source in (("coco", "annotations.json"), ("coco", "polygons.json"), ("cvat", "cvat/annotations.xml")):
        place = pathlib.Path(tempfile.mkdtemp())
        if kind == "coco":
            (place / "annotations").mkdir()
            shutil.copytree(images, place / "images" / "val")
            shutil.copy(folder / source, place / "annotations" / "instances_val.json")
        else:
            shutil.copytree(images, place / "images")
            shutil.copy(folder / source, place / "annotations.xml")
        # Of COCO's files it makes a box and a shape for each object.
        marked = [
            found for item in datumaro.Dataset.import_from(str(place), kind) for found in item.annotations
            if found.type in (AnnotationType.mask, AnnotationType.polygon)]
        yield source, len(marked), sum(int(found.get_area()) for found in marked)
        shutil.rmtree(place)


@reader
def hotcoco(folder, images):
    import hotcoco
    from pycocotools import mask

    data = hotcoco.COCO(str(folder / "annotations.json"))
    marked = data.loadAnns(data.getAnnIds())
    yield "annotations.json", len(marked), sum(int(mask.area(data.annToRLE(found))) for found in marked)
    if hasattr(hotcoco.COCO, "from_cvat"):
        data = hotcoco.COCO.from_cvat(str(folder / "cvat" / "annotations.xml"))
        marked = data.loadAnns(data.getAnnIds())
        yield "cvat/annotations.xml", len(marked), sum(int(found["area"]) for found in marked)


@reader
def label_studio(folder, images):
    from label_studio_sdk.converter import brush
    from label_studio_sdk.label_interface import LabelInterface

    interface = LabelInterface((folder / "label-studio" / "labels.xml").read_text())
    tasks = json.loads((folder / "label-studio" / "tasks.json").read_text())
    count = total = 0
    for task in tasks:
        # Of a task with predictions the SDK 2.1.2 calls its own check without an argument, and fails.
        if not interface.validate_task({"data": task["data"]}):
            raise ValueError("no task of this configuration")
        for prediction in task.get("predictions", []):
            problems = interface.validate_prediction(prediction, return_errors=True)
            if problems and problems is not True:
                raise ValueError(str(problems)[:200])
        for part in task.get("predictions", []) + task.get("annotations", []):
            for region in part["result"]:
                count += 1
                if region["type"] == "brushlabels":
                    total += int((brush.decode_rle(region["value"]["rle"]).reshape(-1, 4)[:, 3] > 0).sum())
    yield "label-studio/tasks.json", count, total


def main():
    folder, images = (pathlib.Path(path) for path in sys.argv[1:3])
    failed = False
    for read in READERS:
        try:
            for source, count, total in read(folder, images):
                print(f"{read.__name__:14} {source:26} {count:6} objects {total:9} pixels", flush=True)
        except Exception as error:
            failed = True
            print(f"{read.__name__:14} {type(error).__name__}: {str(error)[:300]}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
