"""Times steps of training on the CPU and their memory, our command line's and torchvision's, in turns.

    training_speed.py INSTANCES.json IMAGES [--model maskrcnn_resnet50_fpn] [--rounds 2] [--steps 4] [--trainable 3]

Both train on the same two images, scaled to a short side of 800, from the same random weights of 91 classes, with SGD and
frozen batch norms. A step is the forward pass, the backward pass and the update; torchvision is given its images and masks
in memory, ours reads files and augments in threads beside. Each process' first step is not counted. Prints medians, the
peaks of resident memory, and the ratio of each round.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import detector
import losses
import scene
from peer import torch
from whole_process import run


def steps_of_torchvision(options):
    """Seconds of each step in this process."""
    torch.set_num_threads(options.threads)
    model = losses.trainable(
        options.model, options.weights, 91, "float32", options.trainable, every=False, min_size=options.min_size,
        max_size=1333)
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=1e-6, momentum=0.9)
    scenes = scene.read(options.scene)
    images = [detector.read_image(each["image"]) for each in scenes]
    targets = [losses.target(each, torch.float32) for each in scenes]
    seconds = []
    for _ in range(options.steps + 1):
        start = time.perf_counter()
        optimizer.zero_grad()
        sum(model(images, targets).values()).backward()
        optimizer.step()
        seconds.append(time.perf_counter() - start)
    return seconds


def two_images(options, folder):
    """A COCO file of the first two images that hold objects, and their scenes."""
    path = os.path.join(folder, "scene.json")
    subprocess.run(
        [sys.executable, os.path.join(os.path.dirname(__file__), "scene.py"), "coco", path, options.instances,
         options.images, "--objects", "1000"], check=True)
    chosen = {os.path.basename(each["image"]) for each in scene.read(path)}
    with open(options.instances) as file:
        data = json.load(file)
    data["images"] = [image for image in data["images"] if os.path.basename(image["file_name"]) in chosen]
    kept = {image["id"] for image in data["images"]}
    data["annotations"] = [note for note in data["annotations"] if note["image_id"] in kept]
    instances = os.path.join(folder, "instances.json")
    with open(instances, "w") as file:
        json.dump(data, file)
    return path, instances


def steps_of_ours(options, folder, weights, instances):
    """Seconds of each step, and the peak of memory."""
    output = os.path.join(folder, "ours")
    _, peak = run([
        options.maskrcnn, "train", "--train", instances, "--images", options.images, "--weights", weights, "--model",
        options.model, "--output", output, "--overwrite", "--epochs", str(options.steps + 1), "--batch-size", "2",
        "--augmentation", "none", "--norms", "frozen", "--trainable-layers", str(options.trainable), "--threads",
        str(options.threads), "--set", f"network.transform.minimumSide={options.min_size}", "--set",
        "optimizer.rate=1e-6", "--quiet"])
    with open(os.path.join(output, "metrics.jsonl")) as file:
        records = [json.loads(line) for line in file]
    return [record["seconds/step"] for record in records if "seconds/step" in record], peak


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instances")
    parser.add_argument("images")
    parser.add_argument("--model", default="maskrcnn_resnet50_fpn")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--trainable", type=int, default=3, help="stages of the backbone that are trained")
    parser.add_argument("--min-size", type=int, default=800)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--maskrcnn", default=os.path.join(here, "../../.build/release/maskrcnn"))
    parser.add_argument("--weights", help=argparse.SUPPRESS)
    parser.add_argument("--scene", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.scene:
        print(json.dumps(steps_of_torchvision(options)))
        return
    medians = {"ours": [], "torchvision": []}
    peaks = {"ours": [], "torchvision": []}
    with tempfile.TemporaryDirectory() as folder:
        scenes, instances = two_images(options, folder)
        weights = os.path.join(folder, "weights.pth")
        subprocess.run([sys.executable, os.path.join(here, "lively.py"), options.model, weights], check=True)
        for number in range(options.rounds):
            ours, peak = steps_of_ours(options, folder, weights, instances)
            medians["ours"].append(statistics.median(ours[1:]))
            peaks["ours"].append(peak)
            theirs, peak = peer_steps(options, scenes, weights)
            medians["torchvision"].append(statistics.median(theirs[1:]))
            peaks["torchvision"].append(peak)
            print(
                f"round {number + 1}: ours {medians['ours'][-1]:.2f} s, torchvision {medians['torchvision'][-1]:.2f} s, "
                f"ratio {medians['torchvision'][-1] / medians['ours'][-1]:.2f}", flush=True)
    for name in medians:
        print(f"{name:12} {statistics.median(medians[name]):.2f} s a step, peak {max(peaks[name]) / 2**20:.0f} MiB")
    ratios = [theirs / ours for ours, theirs in zip(medians["ours"], medians["torchvision"])]
    print(f"ratio        {statistics.median(ratios):.2f}")


def peer_steps(options, scenes, weights):
    """What this script says when it is run as the peer, and the peak of that process."""
    with tempfile.NamedTemporaryFile("r") as output:
        command = [
            sys.executable, os.path.abspath(__file__), options.instances, options.images, "--model", options.model,
            "--steps", str(options.steps), "--trainable", str(options.trainable), "--min-size", str(options.min_size),
            "--threads", str(options.threads), "--weights", weights, "--scene", scenes]
        _, peak = run(command, output=output.name)
        return json.load(output), peak


if __name__ == "__main__":
    main()
