"""Compares `maskrcnn eval --protocol matching` with stardist and cellpose.

    matching.py MASKRCNN [--pairs 50] [--seed 1]
    matching.py MASKRCNN --truth nuclei/val.json --results results.json [--score 0.5]
    matching.py --fixture Tests/COCOTests/Fixtures/matching.json

The first makes pairs of label images from a seed, the second makes label images of a data set and results: of results that overlap the one
with the higher score has the pixels, of objects the smaller. The third writes the file that the tests compare with. In an environment of its own
(stardist and cellpose want TensorFlow and PyTorch for their networks alone, which nothing here uses):

    pip install numpy scipy scikit-image numba tqdm natsort fastremap opencv-python-headless tifffile packaging pycocotools
    pip install --no-deps stardist==0.9.2 csbdeep==0.8.2 cellpose==4.2.1.1
"""
import argparse
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile
import types

import numpy

import shapes
from stardist.matching import matching, matching_dataset

THRESHOLDS = [k / 20 for k in range(10, 19)]
NAMES = {
    "tp": "true_positives", "fp": "false_positives", "fn": "false_negatives", "precision": "precision", "recall": "recall", "f1": "f1",
    "accuracy": "accuracy", "mean_matched_score": "mean_matched_iou", "mean_true_score": "mean_true_iou",
    "panoptic_quality": "panoptic_quality",
}


def cellpose_metrics():
    """cellpose.metrics without what the package imports beside it."""
    import importlib.metadata

    root = pathlib.Path(importlib.metadata.distribution("cellpose").locate_file("cellpose"))
    package = types.ModuleType("cellpose")
    package.__path__ = [str(root)]
    for name in ("utils", "dynamics"):
        module = types.ModuleType("cellpose." + name)
        sys.modules["cellpose." + name] = module
        setattr(package, name, module)
    sys.modules["cellpose"] = package
    spec = importlib.util.spec_from_file_location("cellpose.metrics", root / "metrics.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pair(random):
    """Objects, and what a model that errs would find: moved, torn, joined, missed and made up."""
    height, width = random.integers(20, 90, 2)
    truth = shapes.labels(random, height, width, random.integers(1, 30))
    found = numpy.roll(truth, random.integers(-3, 4, 2), (0, 1))
    numbers = numpy.unique(found[found > 0])
    for number in numbers:
        fate = random.uniform()
        if fate < 0.1:
            found[found == number] = 0
        elif fate < 0.2:
            found[found == number] = random.choice(numbers)
        elif fate < 0.3:
            rows = numpy.arange(height)[:, None] < random.integers(height)
            found[(found == number) & rows] = number + 100
    kind = random.integers(10)
    if kind == 0:
        truth[:] = 0
    if kind in (0, 1):
        found[:] = 0
    return truth, found


def dataset(pairs):
    """The pairs as a data set and results, of which every object has a score of its own."""
    data = {"images": [], "annotations": [], "categories": [{"id": 1, "name": "cell"}]}
    results = []
    for index, (truth, found) in enumerate(pairs):
        height, width = map(int, truth.shape)
        data["images"].append({"id": index + 1, "file_name": f"{index}.png", "height": height, "width": width})
        for number in numpy.unique(truth[truth > 0]):
            runs = {"size": [height, width], "counts": shapes.counts(truth == number)}
            data["annotations"].append(
                {"id": len(data["annotations"]) + 1, "image_id": index + 1, "category_id": 1, "iscrowd": 0, "segmentation": runs,
                 "area": int((truth == number).sum()), "bbox": [0, 0, width, height]})
        for number in numpy.unique(found[found > 0]):
            runs = {"size": [height, width], "counts": shapes.counts(found == number)}
            results.append({"image_id": index + 1, "category_id": 1, "score": 0.5 + int(number) / 1000, "segmentation": runs})
    return data, results


def evaluate(program, truth, results, *options):
    command = [program, "eval", "--ground-truth", truth, "--results", results, "--protocol", "matching", "--json", *options]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def compare(ours, pairs):
    """The greatest difference from each peer."""
    truths, found = zip(*pairs)
    worst = 0.0
    pooled = matching_dataset(truths, found, thresh=THRESHOLDS, by_image=False, show_progress=False)
    means = matching_dataset(truths, found, thresh=THRESHOLDS, by_image=True, show_progress=False)
    single = [matching(truth, other, thresh=THRESHOLDS) for truth, other in pairs]
    for index in range(len(THRESHOLDS)):
        assert ours["figures"][index]["iou"] == THRESHOLDS[index]
        rows = [(ours["figures"][index], pooled[index])]
        rows += [(image["figures"][index], peer[index]) for image, peer in zip(ours["images"], single, strict=True)]
        for mine, peer in rows:
            for name, own in NAMES.items():
                worst = max(worst, abs(mine[own] - getattr(peer, name)))
        for name, own in NAMES.items():
            if own in ours["means_of_images"][index]:
                worst = max(worst, abs(ours["means_of_images"][index][own] - getattr(means[index], name)))
    print(f"stardist: {len(pairs)} pairs, {len(THRESHOLDS)} thresholds, greatest difference {worst:.1e}")
    precision, tp, fp, fn = cellpose_metrics().average_precision(list(truths), list(found), threshold=THRESHOLDS)
    other = 0.0
    for image, figures in enumerate(ours["images"]):
        for index, row in enumerate(figures["figures"]):
            counts = [row[name] for name in ("true_positives", "false_positives", "false_negatives")]
            if sum(counts) == 0:
                continue  # cellpose: nan
            for mine, peer in zip([row["accuracy"], *counts], [precision, tp, fp, fn]):
                other = max(other, abs(mine - peer[image, index]))
    print(f"cellpose: average_precision, greatest difference {other:.1e}")
    return worst < 1e-6 and other < 1e-6


def label_images(truth, results, score):
    """The data set's and the results' label images, by the rules of the program."""
    from pycocotools import mask as coco

    data = json.loads(pathlib.Path(truth).read_text())
    found = json.loads(pathlib.Path(results).read_text())

    def draw(size, items):
        picture = numpy.zeros(size, numpy.int32)
        for number, shape in items:
            if isinstance(shape, list):
                shape = coco.merge(coco.frPyObjects(shape, *size))
            elif isinstance(shape["counts"], list):
                shape = coco.frPyObjects(shape, *size)
            picture[coco.decode(shape) > 0] = number
        return picture

    for image in sorted(data["images"], key=lambda image: image["id"]):
        size = image["height"], image["width"]
        own = [a for a in data["annotations"] if a["image_id"] == image["id"] and not a.get("iscrowd")]
        own.sort(key=lambda a: -a["area"])
        kept = [r for r in found if r["image_id"] == image["id"] and r["score"] >= score]
        kept.sort(key=lambda r: r["score"])
        yield draw(size, [(i + 1, a["segmentation"]) for i, a in enumerate(own)]), draw(
            size, [(i + 1, r["segmentation"]) for i, r in enumerate(kept)])


def fixture(path, seed):
    random = numpy.random.default_rng(seed)
    pairs = [pair(random) for _ in range(12)]
    data, results = dataset(pairs)
    truths, found = zip(*pairs)
    thresholds = [0.3, *THRESHOLDS]

    def rows(figures):
        return [{name: float(getattr(row, name)) for name in NAMES} for row in figures]

    document = {
        "source": "stardist 0.9.2, Tools/microscopy/matching.py --fixture", "thresholds": thresholds, "data": data, "results": results,
        "pooled": rows(matching_dataset(truths, found, thresh=thresholds, by_image=False, show_progress=False)),
        "means": rows(matching_dataset(truths, found, thresh=thresholds, by_image=True, show_progress=False)),
    }
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in document.items())
    pathlib.Path(path).write_text("{" + lines + "}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("program", nargs="?")
    parser.add_argument("--pairs", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--truth")
    parser.add_argument("--results")
    parser.add_argument("--score", type=float, default=0.5)
    parser.add_argument("--fixture")
    options = parser.parse_args()
    if options.fixture:
        fixture(options.fixture, options.seed)
    elif options.truth:
        ours = evaluate(
            options.program, options.truth, options.results, "--label-images", "--class-agnostic", "--score", str(options.score))
        sys.exit(0 if compare(ours, list(label_images(options.truth, options.results, options.score))) else 1)
    else:
        random = numpy.random.default_rng(options.seed)
        pairs = [pair(random) for _ in range(options.pairs)]
        with tempfile.TemporaryDirectory() as folder:
            for name, content in zip(("truth", "results"), dataset(pairs)):
                (pathlib.Path(folder) / f"{name}.json").write_text(json.dumps(content))
            ours = evaluate(options.program, f"{folder}/truth.json", f"{folder}/results.json")
        sys.exit(0 if compare(ours, pairs) else 1)
