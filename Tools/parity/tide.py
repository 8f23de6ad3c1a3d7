"""Error breakdowns of random data sets by TIDE's own package, tidecv.

    tide.py FILE [--sets N]

Writes {"sets": [{"images": [id], "annotations": [...], "results": [...], "bbox": {...}, "segm": {...}}]}: annotations and
results with "image", "category", "box" (x, y, width, height) and "mask" (COCO's compressed RLE), annotations with "crowd",
results with "score"; and by type of IoU what tidecv says, on a scale from 0 to 1. Scores are distinct, except in sets
that say "ties". There tidecv puts wrong results before right ones of the same score as soon as it mends anything, and by
that alone AP changes: by "idle" where nothing is mended. "ordered" is what it says once equal scores are made distinct,
in the order in which it ranks them before it mends.
"""
import argparse
import json
import sys
from unittest import mock

for name in ("cv2", "matplotlib", "matplotlib.lines", "matplotlib.pyplot", "pandas", "seaborn", "appdirs"):
    sys.modules.setdefault(name, mock.MagicMock())

import numpy as np  # noqa: E402
from pycocotools import mask as rle  # noqa: E402
from tidecv import TIDE  # noqa: E402
from tidecv.data import Data  # noqa: E402

SIDE = 48
KINDS = ("Cls", "Loc", "Both", "Dupe", "Bkg", "Miss", "FalsePos", "FalseNeg")


def ellipse(box):
    """The ellipse that fills a box, as a compressed RLE."""
    x, y, width, height = box
    rows, columns = np.mgrid[0:SIDE, 0:SIDE] + 0.5
    inside = ((columns - x - width / 2) / width * 2) ** 2 + ((rows - y - height / 2) / height * 2) ** 2 <= 1
    code = rle.encode(np.asfortranarray(inside.astype(np.uint8)))
    return {"size": code["size"], "counts": code["counts"].decode()}


def item(image, category, box, **more):
    box = [float(value) for value in box]
    return {"image": image, "category": int(category), "box": box, "mask": ellipse(box), **more}


def random_box(random):
    x, y = random.uniform(0, SIDE - 12, 2)
    return x, y, random.uniform(6, SIDE - x), random.uniform(6, SIDE - y)


def jittered(random, box, amount):
    x, y, width, height = box
    shift = random.normal(0, amount, 4)
    return x + shift[0] * width, y + shift[1] * height, width * np.exp(shift[2]), height * np.exp(shift[3])


def random_set(seed, ties):
    """Objects, crowds, and results at, near and far from them, of right and wrong categories."""
    random = np.random.default_rng(seed)
    images = list(range(1, 1 + random.integers(1, 9)))
    categories = 1 + random.integers(1, 5)
    annotations, results = [], []
    for image in images:
        for _ in range(random.integers(0, 7)):
            category = random.integers(1, categories + 1)
            box = random_box(random)
            crowd = bool(random.random() < 0.15)
            annotations.append(item(image, category, box, crowd=crowd))
            for _ in range(random.integers(0, 4)):
                wrong = random.random() < 0.25
                found = random.integers(1, categories + 2) if wrong else category
                results.append(item(image, found, jittered(random, box, random.choice([0.03, 0.15, 0.4]))))
        for _ in range(random.integers(0, 4)):
            results.append(item(image, random.integers(1, categories + 2), random_box(random)))
    results = [results[place] for place in random.permutation(len(results))]
    scores = random.permutation(len(results)) / max(len(results), 1)
    if ties:
        scores = np.round(scores * 3) / 3
    for result, score in zip(results, scores):
        result["score"] = float(score)
    return {"seed": seed, "ties": ties, "images": images, "annotations": annotations, "results": results}


def tide(case, mode, limit):
    """tidecv's AP, gains and counts."""
    truth, found = Data("truth", max_dets=limit), Data("found", max_dets=limit)
    for image in case["images"]:
        truth.add_image(image, str(image))
    for annotation in case["annotations"]:
        add = truth.add_ignore_region if annotation["crowd"] else truth.add_ground_truth
        add(annotation["image"], annotation["category"], annotation["box"], annotation["mask"])
    for result in case["results"]:
        found.add_detection(
            result["image"], result["category"], result["score"], result["box"], result["mask"])
    analysis = TIDE(mode=mode)
    run = analysis.evaluate(truth, found, mode=mode, name="run")
    errors = analysis.get_all_errors()
    gains = {**errors["main"]["run"], **errors["special"]["run"]}
    counts = {error.short_name: count for error, count in run.count_errors().items()}
    return {
        "ap": run.ap / 100,
        "idle": (run.fix_errors().get_mAP() - run.ap) / 100,
        "gains": [gains[kind] / 100 for kind in KINDS],
        "counts": [counts[kind] for kind in KINDS[:6]],
    }


def ordered(case):
    """The same results with distinct scores: equal ones in the order of images, then of the list."""
    places = range(len(case["results"]))
    rank = sorted(places, key=lambda v: (-case["results"][v]["score"], case["results"][v]["image"], v))
    results = [dict(result) for result in case["results"]]
    for better, place in enumerate(rank):
        results[place]["score"] = 1 - better / len(results)
    return {**case, "results": results}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--sets", type=int, default=80)
    options = parser.parse_args()
    sets = []
    for seed in range(options.sets):
        case = random_set(seed, ties=seed % 2 == 1)
        case["limit"] = 4 if seed % 5 == 4 else 100
        try:
            for mode, name in ((TIDE.BOX, "bbox"), (TIDE.MASK, "segm")):
                case[name] = tide(case, mode, case["limit"])
                case[name]["ordered"] = [tide(ordered(case), mode, case["limit"])]
        except ZeroDivisionError:
            continue  # tidecv has no AP where no category is left
        sets.append(case)
    with open(options.file, "w") as file:
        json.dump({"sets": sets}, file)


if __name__ == "__main__":
    main()
