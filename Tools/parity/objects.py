"""Saves a small network as training programs do, with objects of all kinds beside the tensors, and prints what is in each file.

    objects.py FOLDER            saves the files, and prints a JSON list of {"file", "key", "skipped": [[class, place], …],
                                 "sha256": of the tensors as in load_checkpoint.py}
    objects.py FOLDER --check    prints a JSON object of the same digests by the names of the folder's files
    objects.py FILE --resave TO  loads a file, nothing but tensors allowed, saves what it gave under "model", and prints the
                                 texts that came with the tensors
"""
import argparse
import collections
import datetime
import enum
import fractions
import json
import os
import pathlib
import random

import numpy

from load_checkpoint import digest
from peer import torch


class Color(enum.Enum):
    RED = 1


class Options(dict):
    pass


def objects():
    """What stands beside the tensors, and of what class each is, in the order of their names."""
    namespace = argparse.Namespace(lr=0.1, device=torch.device("cpu"), out=pathlib.PurePosixPath("runs"))
    options = Options(a=1)
    return {
        "args": (namespace, "argparse.Namespace"),
        "color": (Color.RED, "__main__.Color"),
        "date": (datetime.datetime(2026, 1, 2), "datetime.datetime"),
        "delta": (datetime.timedelta(seconds=2), "datetime.timedelta"),
        "folder": (pathlib.PurePosixPath("a/b"), "pathlib.PurePosixPath"),
        "fraction": (fractions.Fraction(1, 3), "fractions.Fraction"),
        "history": (collections.deque([1, 2], maxlen=3), "collections.deque"),
        "number": (numpy.float64(0.5), "numpy._core.multiarray.scalar"),
        "numbers": (numpy.arange(3), "numpy._core.multiarray._reconstruct"),
        "options": (options, "__main__.Options"),
        "random": (random.Random(1), "random.Random"),
        "function": (torch.nn.functional.relu, "torch.nn.functional.relu"),
        "class": (torch.nn.Linear, "torch.nn.modules.linear.Linear"),
    }


def plain():
    """What is understood, and so not passed over."""
    return {
        "epoch": 3, "dtype": torch.bfloat16, "size": torch.Size([1, 2]), "device": torch.device("cpu"),
        "set": {1, 2}, "frozen": frozenset([1]), "default": collections.defaultdict(list, a=[1]),
        "counter": collections.Counter("ab"), "ordered": collections.OrderedDict(a=1), "large": 2**80, "bytes": b"\x00\xff",
    }


def cases():
    torch.manual_seed(1)
    model = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.Sequential(torch.nn.Linear(4, 2)))
    state = model.state_dict()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    beside = objects()
    skipped = sorted([name, key] for key, (_, name) in beside.items())
    checkpoint = {"model": state, "optimizer": optimizer.state_dict(), **plain(), **{key: value for key, (value, _) in beside.items()}}
    for protocol in (2, 3, 4, 5):
        for is_zip in (True, False):
            name = f"objects-{protocol}-{'zip' if is_zip else 'legacy'}.pth"
            # NumPy writes its arrays otherwise in protocol 5.
            function = "numeric._frombuffer" if protocol == 5 else "multiarray._reconstruct"
            named = sorted(["numpy._core." + function if key == "numbers" else kind, key] for kind, key in skipped)
            yield name, checkpoint, "model", named, state, protocol, is_zip
    averaged = torch.optim.swa_utils.AveragedModel(model)
    yield "averaged.pth", averaged.state_dict(), None, [], state, 2, True
    yield "ema.pth", {"model_ema": averaged.state_dict(), "args": argparse.Namespace()}, "model_ema", [["argparse.Namespace", "args"]], state, 2, True
    compiled = collections.OrderedDict(("_orig_mod." + key, value) for key, value in state.items())
    yield "compiled.pth", {"state_dict": compiled}, "state_dict", [], state, 2, True
    with_attribute = collections.OrderedDict(state)
    tensor = state["0.weight"].clone()
    tensor.note = "mine"
    with_attribute["0.weight"] = tensor
    yield "attribute.pth", with_attribute, None, [], state, 2, True
    # A whole module, with a buffer that is none of its state.
    model.register_buffer("cache", torch.ones(3), persistent=False)
    name = "torch.nn.modules.container.Sequential"
    for protocol in (2, 4):
        for is_zip in (True, False):
            yield f"whole-{protocol}-{is_zip}.pth", model, None, [[name, "the top"]], model.state_dict(), protocol, is_zip
    yield "nested.pth", {"model": model, "epoch": 1}, "model", [[name, "model"]], model.state_dict(), 2, True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--resave")
    options = parser.parse_args()
    folder = options.folder
    if options.resave:
        state = torch.load(folder, weights_only=True)
        torch.save({"model": state, "epoch": 1}, options.resave)
        print(json.dumps(state._metadata["__metadata__"]))
        return
    if options.check:
        loaded = {name: torch.load(os.path.join(folder, name), weights_only=True) for name in os.listdir(folder)}
        print(json.dumps({name: digest(state) for name, state in loaded.items()}))
        return
    report = []
    for name, value, key, skipped, state, protocol, is_zip in cases():
        torch.save(value, os.path.join(folder, name), pickle_protocol=protocol, _use_new_zipfile_serialization=is_zip)
        report.append({"file": name, "key": key, "skipped": skipped, "sha256": digest(state)})
    print(json.dumps(report))


if __name__ == "__main__":
    main()
