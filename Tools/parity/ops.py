"""Writes seeded inputs of torchvision's operations and what torchvision makes of them, for testing each on its own.

    ops.py OUT.safetensors [--seed 0] [--only PREFIX...]

A tensor's name is OPERATION.CASE.DTYPE.TENSOR, such as `nms.many.f32.keep`; DTYPE is f32 or f64, and the two have the same
inputs but for rounding. Numbers that are not tensors are stored as tensors of one element. The modules of `operators` say
which tensors each operation has.
"""
import argparse

from safetensors.torch import save_file

from operators import boxes, images, layers, pooling
from peer import torch

DTYPES = {"f32": torch.float32, "f64": torch.float64}


def tensor(value):
    """A tensor as it is, lists of numbers as tensors of their own type, a number as a tensor of one element."""
    if isinstance(value, torch.Tensor):
        return value.detach().clone().contiguous()
    if isinstance(value, (int, float)):
        value = [value]
    return torch.tensor(value, dtype=torch.float64 if any(isinstance(v, float) for v in value) else torch.int64)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="+", default=[], help="operations whose names begin so")
    options = parser.parse_args()
    tensors, cases = {}, 0
    for suffix, dtype in DTYPES.items():
        for module in (boxes, pooling, images, layers):
            for name, case in module.cases(options.seed, dtype):
                if options.only and not name.startswith(tuple(options.only)):
                    continue
                cases += 1
                for key, value in case.items():
                    tensors[f"{name}.{suffix}.{key}"] = tensor(value)
    save_file(tensors, options.out)
    print(f"{cases} cases, {len(tensors)} tensors in {options.out}")


if __name__ == "__main__":
    main()
