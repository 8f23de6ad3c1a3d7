"""Loads a file of weights as PyTorch does, nothing but tensors allowed, and prints one JSON object of digests, so that two
files can be compared and a file that we wrote be shown to load.

    load_checkpoint.py WEIGHTS [MODEL] [--classes 91] [--image FILE]

{"tensors", "elements", "sha256": of the tensors, "output": of what the model finds in the image}. The SHA-256 of tensors
runs over each, in the order of their names: the name, then the elements' little-endian bytes. With MODEL, every key of the
file must be the model's and every one of the model's must be there.
"""
import argparse
import hashlib
import json

import detector
from peer import torch


def digest(tensors):
    """The SHA-256 of named tensors."""
    total = hashlib.sha256()
    for name in sorted(tensors):
        total.update(name.encode())
        total.update(tensors[name].detach().contiguous().flatten().view(torch.uint8).numpy().tobytes())
    return total.hexdigest()


def tensors_of(state):
    """The state dict itself, out of what training scripts wrap it in, without the prefix of distributed training."""
    for key in ("state_dict", "model"):
        if isinstance(state.get(key), dict):
            state = state[key]
    return {name.removeprefix("module."): value for name, value in state.items() if isinstance(value, torch.Tensor)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights")
    parser.add_argument("model", nargs="?", help="a builder of torchvision.models.detection")
    parser.add_argument("--classes", type=int, default=91)
    parser.add_argument("--image", help="what to run the model on")
    options = parser.parse_args()
    torch.set_num_threads(1)
    state = tensors_of(detector.read_state(options.weights))
    report = {
        "tensors": len(state), "elements": sum(tensor.numel() for tensor in state.values()), "sha256": digest(state)}
    if options.model:
        model = detector.build(options.model, options.classes)
        model.load_state_dict(state, strict=True)
        if options.image:
            with torch.inference_mode():
                report["output"] = digest(model([detector.read_image(options.image)])[0])
    print(json.dumps(report))


if __name__ == "__main__":
    main()
