"""Compares the package's reading and writing of checkpoints with PyTorch's and the safetensors library's.

  weights.py check --maskrcnn .build/release/maskrcnn [--checkpoint FILE ...]
      saves tensors of every type, views and shared storages in every layout and pickle protocol, has
      `maskrcnn weights convert` make PyTorch and safetensors files of each, and compares all bytes
  weights.py fixture FILE ... > Tests/CheckpointsTests/Fixtures/checkpoints.json
      prints digests of every tensor as PyTorch reads it

Needs torch and safetensors. Ends with status 1 where anything differs.
"""
import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile
import zipfile

import torch
from safetensors.torch import load_file, save_file

NESTED = ("state_dict", "model_state_dict", "model")
WRAPPER = "module."


def state_dict(loaded):
    """The dictionary of tensors, found and renamed as Checkpoint documents it."""
    for key in NESTED:
        if isinstance(loaded.get(key), dict):
            loaded = loaded[key]
            break
    tensors = {name: value for name, value in loaded.items() if isinstance(value, torch.Tensor)}
    if all(name.startswith(WRAPPER) for name in tensors):
        tensors = {name[len(WRAPPER):]: value for name, value in tensors.items()}
    return tensors


def content(tensor):
    tensor = tensor.detach().contiguous()
    return tensor.reshape(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b""


def digest(data):
    """The 64-bit FNV-1a digest."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return "%x" % value


def every_type(generator):
    tensors = collections.OrderedDict()
    for dtype in (torch.float16, torch.bfloat16, torch.float32, torch.float64):
        tensors[f"real.{dtype}"] = torch.randn(3, 5, generator=generator).to(dtype)
    for dtype in (torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64):
        tensors[f"whole.{dtype}"] = torch.randint(0, 100, (7,), generator=generator).to(dtype)
    tensors["truth"] = torch.rand(9, generator=generator) > 0.5
    tensors["scalar"] = torch.tensor(3.5)
    tensors["empty"] = torch.zeros(0, 3)
    tensors["ones"] = torch.ones(1, 1, 1)
    tensors["not ASCII: ünï \"\\ \n 😀"] = torch.arange(3)
    return tensors


def views(generator):
    base = torch.randn(4, 6, 5, generator=generator)
    return collections.OrderedDict({
        "base": base,
        "transposed": base.transpose(0, 2),
        "sliced": base[1:3, ::2],
        "expanded": base[0, 0].expand(3, 5),
        "diagonal": torch.diagonal(base[:, :4, 0]),
        "channels last": torch.randn(2, 3, 4, 5, generator=generator).to(memory_format=torch.channels_last),
        "parameter": torch.nn.Parameter(torch.randn(3, generator=generator)),
    })


def wrapped(tensors, key):
    if key is None:
        return tensors
    return {
        "epoch": 3, "rates": [0.1, 0.2], "large": 2**70, key: tensors, "text": "é", "bytes": b"abc", "set": {1, 2},
        "optimizer": {"state": {0: {"step": torch.tensor(1.0)}}}, "size": torch.Size([1, 2]), "type": torch.float32,
    }


def inputs(folder):
    """Files and the tensors in them."""
    generator = torch.Generator().manual_seed(0)
    module = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4)).state_dict()
    tensors = collections.OrderedDict({**module, **every_type(generator), **views(generator)})
    for is_zip in (True, False):
        for protocol in (2, 3, 4, 5):
            for key in (None, "state_dict", "model"):
                path = os.path.join(folder, f"in-{'zip' if is_zip else 'legacy'}-{protocol}-{key}.pth")
                torch.save(wrapped(tensors, key), path, pickle_protocol=protocol,
                           _use_new_zipfile_serialization=is_zip)
                yield path, tensors
    parallel = collections.OrderedDict((WRAPPER + name, value) for name, value in module.items())
    path = os.path.join(folder, "in-parallel.pth")
    torch.save(parallel, path)
    yield path, module
    path = os.path.join(folder, "in.safetensors")
    save_file(every_type(generator), path, metadata={"a": "\"\\\n é"})
    yield path, load_file(path)


def differences(expected, found):
    if expected.keys() != found.keys():
        yield f"names: {sorted(expected.keys() ^ found.keys())[:5]}"
        return
    for name, tensor in expected.items():
        other = found[name]
        if (tensor.dtype, tensor.shape) != (other.dtype, other.shape):
            yield f"{name}: {tensor.dtype} {tuple(tensor.shape)}, found {other.dtype} {tuple(other.shape)}"
        elif content(tensor) != content(other):
            yield f"{name}: other bytes"


def torch_file_differences(path, expected, source):
    loaded = torch.load(path, weights_only=True)
    yield from differences(expected, loaded)
    yield from differences(expected, torch.load(path, weights_only=True, mmap=True))
    with zipfile.ZipFile(path) as archive:
        if archive.testzip() is not None:
            yield f"check sum of {archive.testzip()}"
    if source.endswith(".pth"):
        if list(loaded) != list(expected):
            yield "order"
        if "base" in expected and loaded["base"].untyped_storage().data_ptr() != loaded["sliced"].untyped_storage().data_ptr():
            yield "a shared storage is not shared"
        yield from (f"{name}: strides" for name in expected if loaded[name].stride() != expected[name].stride())


def check(options):
    failures = compared = 0
    with tempfile.TemporaryDirectory() as folder:
        cases = list(inputs(folder))
        for path in options.checkpoint:
            is_torch = not path.endswith(".safetensors")
            cases.append((path, state_dict(torch.load(path, map_location="cpu", weights_only=True)) if is_torch else load_file(path)))
        for source, expected in cases:
            for suffix in ("pth", "safetensors"):
                path = os.path.join(folder, f"out.{suffix}")
                subprocess.run([options.maskrcnn, "weights", "convert", source, path], check=True, stdout=subprocess.DEVNULL)
                if suffix == "pth":
                    found = list(torch_file_differences(path, expected, source))
                else:
                    found = list(differences(expected, load_file(path)))
                os.remove(path)
                compared += len(expected)
                failures += bool(found)
                print("differs" if found else "same", os.path.basename(source), suffix, *found[:5])
    print(f"{compared} tensors compared, {failures} files differ")
    return failures


def fixture(options):
    files = []
    for path in options.file:
        tensors = state_dict(torch.load(path, map_location="cpu", weights_only=True))
        files.append({
            "file": os.path.basename(path),
            "format": "torchZip" if zipfile.is_zipfile(path) else "torchLegacy",
            "tensors": [{"name": name, "dtype": str(value.dtype).removeprefix("torch."), "shape": list(value.shape),
                         "digest": digest(content(value))} for name, value in tensors.items()],
        })
    # One line a tensor.
    text = json.dumps(files, ensure_ascii=False)
    print(text.replace('{"name"', '\n{"name"').replace('{"file"', '\n{"file"'))
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("check")
    command.add_argument("--maskrcnn", required=True, help="the command line's executable")
    command.add_argument("--checkpoint", nargs="*", default=[], help="more files to convert")
    command.set_defaults(run=check)
    command = commands.add_parser("fixture")
    command.add_argument("file", nargs="+")
    command.set_defaults(run=fixture)
    options = parser.parse_args()
    sys.exit(1 if options.run(options) else 0)
