"""Compares `maskrcnn dataset measure` with scikit-image's regionprops, on masks made from a seed.

    measurements.py MASKRCNN [--masks 1000] [--seed 1]
    measurements.py --fixture Tests/GeometryTests/Fixtures/regionprops.json

Half of the masks stand alone in their pictures; the others are numbered pixels of pictures in which objects touch. The second line writes the
file that the tests compare with. In an environment of its own:

    pip install scikit-image==0.26.0
"""
import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy
import skimage
from skimage import io
from skimage.measure import regionprops

import shapes

NAMES = """area area_filled area_convex perimeter equivalent_diameter_area axis_major_length axis_minor_length orientation eccentricity
 solidity extent feret_diameter_max euler_number""".split()


def measured(mask, picture=None, spacing=(1, 1)):
    """What scikit-image measures, by the names of regionprops_table."""
    region = regionprops(mask.astype(numpy.uint8), picture, spacing=spacing)[0]
    values = {name: float(getattr(region, name)) for name in NAMES if name != "perimeter" or len(set(spacing)) == 1}
    values |= {f"bbox-{i}": float(v) for i, v in enumerate(region.bbox)}
    values |= {f"centroid-{i}": float(v) for i, v in enumerate(region.centroid)}
    if picture is not None:
        for channel in range(picture.shape[-1]):
            inside = picture[..., channel][mask]
            values[f"intensity_sum-{channel}"] = float(inside.sum(dtype=float))
            for name in "mean", "min", "max", "std":
                values[f"intensity_{name}-{channel}"] = float(getattr(region, f"intensity_{name}")[channel])
    return values


def pictures(random, count):
    """Pictures with their masks, in which half stand alone."""
    alone = count // 2
    for _ in range(alone):
        height, width = random.integers(1, 70, 2)
        yield random.integers(0, 256, (height, width, 3), numpy.uint8), [shapes.mask(random, height, width)]
    left = count - alone
    while left > 0:
        labels = shapes.labels(random, *random.integers(30, 120, 2), 25)
        masks = [labels == number for number in numpy.unique(labels) if number > 0][:left]
        left -= len(masks)
        yield random.integers(0, 256, (*labels.shape, 3), numpy.uint8), masks


def compare(program, count, seed):
    random = numpy.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        data = {"images": [], "annotations": [], "categories": [{"id": 1, "name": "cell"}]}
        expected = []
        for picture, masks in pictures(random, count):
            image = len(data["images"]) + 1
            height, width = picture.shape[:2]
            data["images"].append({"id": image, "file_name": f"{image}.png", "width": int(width), "height": int(height)})
            io.imsave(folder / f"{image}.png", picture, check_contrast=False)
            for mask in masks:
                expected.append(measured(mask, picture))
                runs = {"size": [int(height), int(width)], "counts": shapes.counts(mask)}
                data["annotations"].append(
                    {"id": len(expected), "image_id": image, "category_id": 1, "iscrowd": 0, "segmentation": runs,
                     "bbox": [0, 0, 1, 1], "area": 1})
        (folder / "data.json").write_text(json.dumps(data))
        command = [program, "dataset", "measure", folder / "data.json", "--images", folder, "--output", folder / "table.csv"]
        subprocess.run(command, check=True)
        with open(folder / "table.csv", newline="") as file:
            rows = list(csv.DictReader(file))
    assert len(rows) == len(expected), (len(rows), len(expected))
    worst, differing = {}, {}
    for row, values in zip(rows, expected):
        for name, value in values.items():
            difference = abs(float(row[name]) - value)
            if name == "orientation":
                # Both ends of the axis are one direction; of what is round, none is.
                difference = min(difference, numpy.pi - difference)
                if values["axis_major_length"] - values["axis_minor_length"] < 1e-6:
                    continue
            difference /= max(1, abs(value))
            worst[name] = max(worst.get(name, 0), difference)
            if difference > 1e-9 * (1e4 if name in ("eccentricity", "axis_minor_length") else 1):
                differing.setdefault(name, []).append((row["image"], row["label"], float(row[name]), value))
    print(f"scikit-image {skimage.__version__}, {len(expected)} masks of {len(data['images'])} pictures, seed {seed}")
    for name in worst:
        print(f"{name:28} greatest relative difference {worst[name]:.1e}, differing {len(differing.get(name, []))}")
        for row in differing.get(name, [])[:5]:
            print("   ", *row)
    return not differing


def fixture(path, seed):
    random = numpy.random.default_rng(seed)
    cases = []
    for index in range(80):
        height, width = random.integers(1, 40, 2)
        mask = shapes.mask(random, height, width)
        spacing = [(1, 1), (0.5, 0.5), (0.5, 0.25)][index % 3]
        case = {"mask": {"size": [int(height), int(width)], "counts": shapes.counts(mask)}, "spacing": spacing}
        cases.append(case | {"values": measured(mask, spacing=spacing)})
    source = f"scikit-image {skimage.__version__}, Tools/microscopy/measurements.py --fixture"
    lines = ",\n".join(json.dumps(case) for case in cases)
    pathlib.Path(path).write_text('{"source": "' + source + '", "cases": [\n' + lines + "\n]}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("program", nargs="?")
    parser.add_argument("--masks", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fixture")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    if options.fixture:
        fixture(options.fixture, options.seed)
    else:
        sys.exit(0 if compare(options.program, options.masks, options.seed) else 1)
