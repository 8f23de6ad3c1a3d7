"""Writes torchvision's detector as ONNX, for images of one size; onnxruntime and openvino both run that file.

    exports.py MODEL WEIGHTS OUT.onnx --image FILE [--score 0.05] [--max-detections 100]

The graph takes `image`, [3, H, W] in [0, 1], and gives boxes, labels and scores as torchvision does, but masks as the mask
head does, [N, 1, 28, 28], or no masks where the network has none: exported, torchvision's pasting is a loop that copies all masks for each one more, which takes
seconds, and which openvino cannot read. paste.py does it instead. peer_server.py calls this in a process of its own, so that
torch is not in its memory.
"""
import argparse
import hashlib
import importlib.metadata
import os
import subprocess
import sys
from unittest import mock

OUTPUTS = ("boxes", "labels", "scores", "masks")
OPSET = 17


def sha256(path):
    """A file's SHA-256 in hexadecimal digits."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def default_folder():
    """`exports` beside the Python environment that runs this."""
    return os.path.join(os.path.dirname(sys.prefix), "exports")


def name(options, height, width):
    """The name of a file, of all that it depends on."""
    versions = "-".join(importlib.metadata.version(package) for package in ("torch", "torchvision"))
    return (
        f"{options.model}-{height}x{width}-score{options.score}-max{options.max_detections}-"
        f"{sha256(options.weights)[:16]}-torch{versions}.onnx")


def cached(options, height, width):
    """The path of the file that the options ask for, which is made when it is not there."""
    path = os.path.join(options.export_folder, name(options, height, width))
    if not os.path.exists(path):
        os.makedirs(options.export_folder, exist_ok=True)
        command = [
            sys.executable, os.path.abspath(__file__), options.model, options.weights, path, "--image", options.image,
            "--score", repr(options.score), "--max-detections", str(options.max_detections)]
        made = subprocess.run(command, stdout=sys.stderr, stderr=subprocess.PIPE, text=True)
        if made.returncode != 0:
            raise RuntimeError(f"the export failed: {made.stderr.strip()[-600:]}")
    return path


def export(options):
    """Writes the file, which appears under its name only when it is complete."""
    import network

    model = network.load(options.model, options.weights, options.score, options.max_detections)
    image = network.detector.read_image(options.image)
    partial = f"{options.out}.{os.getpid()}"
    transform = network.torchvision.models.detection.transform
    # By tracing (dynamo=False), which is what torchvision's detectors are written for.
    outputs = OUTPUTS if model.roi_heads.has_mask() else [name for name in OUTPUTS if name != "masks"]
    with mock.patch.object(transform, "paste_masks_in_image", lambda masks, boxes, size: masks):
        network.torch.onnx.export(
            model, ([image],), partial, dynamo=False, opset_version=OPSET, input_names=["image"], output_names=outputs)
    os.replace(partial, options.out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("weights")
    parser.add_argument("out")
    parser.add_argument("--image", required=True, help="an image of the size")
    parser.add_argument("--score", type=float, default=0.05)
    parser.add_argument("--max-detections", type=int, default=100)
    export(parser.parse_args())


if __name__ == "__main__":
    main()
