"""Whether an exported file finds in other runtimes what `maskrcnn predict` finds with the same weights.

    agreement.py WEIGHTS IMAGE... [--maskrcnn .build/release/maskrcnn] [--runtime onnxruntime --runtime openvino] [--opset 17]
                 [--batch] [--score 0.05] [--model NAME] [--keep FOLDER]

Exports the weights, runs the photographs one by one (or all at once, --batch, where they are of one size), pastes masks as torchvision does,
and holds the detections to the bars of Tools/parity/compare.py; of networks for semantic segmentation, the classes of pixels. Exits with 1
where a bar is missed.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

import numpy as np

import run
import runtimes

HERE = os.path.dirname(os.path.abspath(__file__))


def command(options, *arguments):
    subprocess.run([options.maskrcnn, *arguments], check=True, stdout=subprocess.DEVNULL)


def model_options(options):
    return ["--model", options.model] if options.model else []


def predicted(options, folder):
    """What `maskrcnn predict` finds: a line of JSON each, or the folder's class maps."""
    out = os.path.join(folder, "predicted")
    arguments = [
        "predict", *options.images, "--weights", options.weights, "--output", out, "--no-exif", "--quiet",
        *model_options(options)]
    if options.semantic:
        command(options, *arguments, "--format", "classes")
        return out
    command(options, *arguments, "--format", "jsonl", "--score", repr(options.score))
    with open(os.path.join(out, "results.jsonl")) as lines:
        return [ours(json.loads(line)) for line in lines]


def ours(line):
    """A line of `predict` in the form of Tools/parity/results.py."""
    found = line["instances"]
    # Classes without a name have no number in COCO's sense, and are called by their own.
    labels = [x["category_id"] or int(x["category"].split()[-1]) for x in found]
    boxes = [[x["bbox"][0], x["bbox"][1], x["bbox"][0] + x["bbox"][2], x["bbox"][1] + x["bbox"][3]] for x in found]
    item = {
        "file": os.path.basename(line["file"]), "height": line["height"], "width": line["width"], "boxes": boxes,
        "labels": labels, "scores": [x["score"] for x in found]}
    if any("segmentation" in x for x in found):
        item["masks"] = [x["segmentation"] for x in found]
    if any("keypoints" in x for x in found):
        item["keypoints"] = [np.reshape(x["keypoints"], (-1, 3))[:, :2].tolist() for x in found]
    return item


def class_agreement(options, name, runtime, predictions):
    """Holds the classes of pixels to theirs; rounding decides between two of as good as one probability."""
    from PIL import Image

    same = total = 0
    for path in options.images:
        found = runtime.run(runtimes.photographs([path]))["classes"][0]
        stem = os.path.splitext(os.path.basename(path))[0]
        with Image.open(os.path.join(predictions, "classes", stem + ".png")) as image:
            expected = np.asarray(image)
        same, total = same + int((found == expected).sum()), total + expected.size
    print(f"{name}: {same} of {total} pixels have the same class ({same / total:.6f}, bar 0.998)")
    return same >= 0.998 * total


def detection_agreement(options, name, runtime, predictions, folder):
    batches = [options.images] if options.batch else [[path] for path in options.images]
    found = [item for paths in batches for item in run.detections(runtime, paths)]
    files = [os.path.join(folder, f"{part}.json") for part in ("ours", name)]
    for path, images in zip(files, (predictions, found)):
        with open(path, "w") as file:
            json.dump({"images": images}, file)
    print(f"{name}:", flush=True)
    compared = subprocess.run([sys.executable, os.path.join(HERE, "..", "parity", "compare.py"), *files])
    return compared.returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights")
    parser.add_argument("images", nargs="+")
    parser.add_argument("--maskrcnn", default=os.path.join(HERE, "..", "..", ".build", "release", "maskrcnn"))
    parser.add_argument("--model", help="the model's form, where the weights do not tell it")
    parser.add_argument("--runtime", action="append", choices=sorted(runtimes.RUNTIMES), help="default: both")
    parser.add_argument("--opset", type=int, default=17)
    parser.add_argument("--score", type=float, default=0.05)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--batch", action="store_true", help="all photographs, which are of one size, at once")
    parser.add_argument("--semantic", action="store_true", help="the weights are of a network for semantic segmentation")
    parser.add_argument("--keep", help="a folder for what is written")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or scratch
        exported = os.path.join(folder, "model.onnx")
        arguments = ["export", options.weights, exported, "--opset", str(options.opset), "--overwrite", *model_options(options)]
        if not options.semantic:
            arguments += ["--score", repr(options.score)]
        command(options, *arguments)
        predictions = predicted(options, folder)
        agrees = []
        for name in options.runtime or sorted(runtimes.RUNTIMES):
            runtime = runtimes.RUNTIMES[name](exported, options.threads)
            agrees.append(
                class_agreement(options, name, runtime, predictions) if options.semantic
                else detection_agreement(options, name, runtime, predictions, folder))
    sys.exit(not all(agrees))


if __name__ == "__main__":
    main()
