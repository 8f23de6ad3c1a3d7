"""Random data sets in which implementations of COCO's figures like to part: crowds, ties and objects without pixels.

`difficult_case(seed)` gives a data set, results, and settings, as `random_case` of cocoeval.py does; `near_case(seed)` has
results whose boundaries nearly are those of objects.
"""
import numpy as np

from pycocotools import mask as masks

from cocoeval import HEIGHT, WIDTH, encoded, random_case, shifted

EMPTY = encoded(np.zeros((HEIGHT, WIDTH)))


def difficult_case(seed):
    dataset, results, options = random_case(seed)
    random = np.random.default_rng(seed + 2_000_000)
    annotations = dataset["annotations"]
    with_masks = "segmentation" in results[0]
    tie(random, results)
    crowd(random, annotations, dataset["categories"])
    double(random, annotations, results)
    empty(random, annotations, results if with_masks else [])
    for place, annotation in enumerate(annotations):
        annotation["id"] = place + 1
    return dataset, results, options


def near_case(seed):
    dataset, results, options = (difficult_case if seed % 2 else random_case)(seed)
    random = np.random.default_rng(seed + 3_000_000)
    for result in results:
        near = [v for v in dataset["annotations"] if v["image_id"] == result["image_id"]]
        if near and random.random() < 0.9:
            same = [v for v in near if v["category_id"] == result["category_id"]]
            bitmap = pixels(random.permutation(same or near)[0]["segmentation"])
            moved = shifted(bitmap, *(int(v) for v in random.choice([-1, 0, 0, 0, 1], 2)))
            mask = encoded(moved)
            result["segmentation"] = mask
            if "bbox" in result:
                result["bbox"] = [float(v) for v in masks.toBbox(mask)]
        elif "segmentation" not in result:
            result["segmentation"] = dict(EMPTY)
    return dataset, results, options


def pixels(segmentation):
    if isinstance(segmentation, list):
        segmentation = masks.merge(masks.frPyObjects(segmentation, HEIGHT, WIDTH))
    elif isinstance(segmentation["counts"], list):
        segmentation = masks.frPyObjects(segmentation, HEIGHT, WIDTH)
    return masks.decode(segmentation)


def tie(random, results):
    """Scores of few values, or of one."""
    decimals = int(random.integers(0, 2))
    for result in results:
        result["score"] = round(result["score"], decimals)


def crowd(random, annotations, categories):
    """Many crowds, and at times a category or an image that has nothing else."""
    share = random.choice([0.3, 0.6])
    only = categories[0]["id"] if random.random() < 0.3 else None
    for annotation in annotations:
        if annotation["category_id"] == only or random.random() < share:
            annotation["iscrowd"] = 1
        if random.random() < 0.2:
            # Pixels of a crowd may be given as a polygon, and its area may be of another range.
            x, y, width, height = annotation["bbox"]
            annotation["segmentation"] = [[x, y, x + width, y, x + width, y + height, x, y + height]]
            annotation["area"] = float(random.choice([annotation["area"], 0.0, 1024.0, 9216.0]))


def double(random, annotations, results):
    """Some objects and results twice, so that overlaps are equal to the last bit; at times a crowd and an object are one."""
    for items, limit in ((annotations, 4), (results, 8)):
        if not items:
            continue
        for place in random.integers(0, len(items), random.integers(0, limit)):
            copy = dict(items[place])
            if "iscrowd" in copy and random.random() < 0.5:
                copy["iscrowd"] = 1 - copy["iscrowd"]
            items.insert(int(random.integers(0, len(items) + 1)), copy)


def empty(random, annotations, results):
    """Some objects, crowds and results without pixels or with a box without area."""
    for item in annotations + results:
        if random.random() < 0.08:
            item["segmentation"] = dict(EMPTY)
            if "area" in item:
                item["area"] = 0.0
            if "bbox" in item:
                item["bbox"] = [*item["bbox"][:2], 0.0, float(random.choice([0.0, 5.0]))]
