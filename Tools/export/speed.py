"""Times an exported file in ONNX Runtime beside torch's own export of the same network, in turns, and counts nodes and bytes.

    speed.py MODEL WEIGHTS IMAGE [--maskrcnn .build/release/maskrcnn] [--turns 7] [--threads 2] [--runtime onnxruntime]

torch's is torchvision's detector by tracing (dynamo=False, opset 17), for the photograph's size alone and without pasting
(Tools/benchmarks/exports.py); ours takes every size. Of networks for semantic segmentation torch's takes the input that torchvision's preset has
resized and normalised, and gives logits; ours does both, and gives the classes of the photograph's pixels.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import time

import numpy as np

import run  # noqa: F401  (it puts Tools/parity and Tools/benchmarks on the path)
import runtimes

HERE = os.path.dirname(os.path.abspath(__file__))


def export_segmenter(options, path):
    """torch's export of a network for class maps, and its input."""
    import segmenter
    from peer import torch

    model = segmenter.build(options.model)
    model.load_state_dict(torch.load(options.weights))
    images = segmenter.transformed(options.image, 520)
    torch.onnx.export(
        model, (images,), path, dynamo=False, opset_version=17, input_names=["images"], output_names=["out", "aux"])
    return images.numpy()


def theirs(options, path):
    import segmenter

    if segmenter.is_one(options.model):
        return export_segmenter(options, path)
    subprocess.run(
        [sys.executable, os.path.join(HERE, "..", "benchmarks", "exports.py"), options.model, options.weights, path,
         "--image", options.image], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return runtimes.photographs([options.image])[0]


def ours(options, path):
    subprocess.run(
        [options.maskrcnn, "export", options.weights, path, "--model", options.model, "--quiet"], check=True,
        stdout=subprocess.DEVNULL)
    return runtimes.photographs([options.image])


def described(path):
    import onnx

    graph = onnx.load(path, load_external_data=False).graph

    def count(graph):
        inner = [a.g for node in graph.node for a in node.attribute if a.HasField("g")]
        return len(graph.node) + sum(map(count, inner))

    return count(graph), os.path.getsize(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("weights")
    parser.add_argument("image")
    parser.add_argument("--maskrcnn", default=os.path.join(HERE, "..", "..", ".build", "release", "maskrcnn"))
    parser.add_argument("--turns", type=int, default=7)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--runtime", choices=sorted(runtimes.RUNTIMES), default="onnxruntime")
    options = parser.parse_args()
    seconds = {"torch": [], "ours": []}
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: os.path.join(folder, f"{name}.onnx") for name in seconds}
        inputs = {"torch": theirs(options, paths["torch"]), "ours": ours(options, paths["ours"])}
        sizes = {name: described(path) for name, path in paths.items()}
        models = {name: runtimes.RUNTIMES[options.runtime](path, options.threads) for name, path in paths.items()}
        for turn in range(options.turns + 1):
            for name, model in models.items():
                start = time.perf_counter()
                model.run(inputs[name])
                if turn:  # the first warms up
                    seconds[name].append(time.perf_counter() - start)
    for name, times in seconds.items():
        nodes, count = sizes[name]
        print(f"{name:6} least {min(times):.3f} s, median {np.median(times):.3f} s; {nodes} nodes, {count / 1e6:.1f} MB")
    print(f"torch / ours: least {min(seconds['torch']) / min(seconds['ours']):.2f}, "
          f"median {np.median(seconds['torch']) / np.median(seconds['ours']):.2f}; {options.runtime}, {options.threads} threads")


if __name__ == "__main__":
    main()
