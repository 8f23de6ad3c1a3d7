"""Parameters as torch.optim steps them, ten times over with other gradients and another rate each time.

    optimizers.py OUT.safetensors [--seed 0]

Tensors, of each case (below) and dtype: CASE.DTYPE.initial.P, .gradient.STEP.P (absent where the parameter has none) and
.after.STEP.P. Parameters 0, 1 and 3 are of one group; 2 and 4 of another, with a tenth of the rate and no decay. Parameter 1
lies channels-last, 3 has a gradient every second step, 4 never.
"""
import argparse

from safetensors.torch import save_file

from peer import torch

STEPS = 10
SHAPES = [(7,), (4, 3, 3, 2), (2, 5), (3,), (6,)]
CASES = {
    "sgd": lambda groups: torch.optim.SGD(groups, lr=1),
    "sgd_momentum": lambda groups: torch.optim.SGD(groups, lr=1, momentum=0.9),
    "sgd_nesterov": lambda groups: torch.optim.SGD(groups, lr=1, momentum=0.9, nesterov=True),
    "adamw": lambda groups: torch.optim.AdamW(groups, lr=1),
    "adamw_other": lambda groups: torch.optim.AdamW(groups, lr=1, betas=(0.8, 0.95), eps=1e-3),
}


def run(make, dtype, seed):
    """The tensors of a case."""
    random = torch.Generator().manual_seed(seed)

    def draw(shape):
        return torch.randn(shape, generator=random, dtype=torch.float64).to(dtype)

    parameters = [torch.nn.Parameter(draw(shape)) for shape in SHAPES]
    parameters[1].data = parameters[1].data.to(memory_format=torch.channels_last)
    tensors = {f"initial.{index}": p.detach().clone().contiguous() for index, p in enumerate(parameters)}
    groups = [
        {"params": [parameters[i] for i in (0, 1, 3)], "weight_decay": 0.01, "factor": 1.0},
        {"params": [parameters[i] for i in (2, 4)], "weight_decay": 0.0, "factor": 0.1}]
    optimizer = make(groups)
    for step in range(STEPS):
        for index, parameter in enumerate(parameters):
            parameter.grad = None
            if index == 4 or index == 3 and step % 2 == 0:
                continue
            gradient = draw(SHAPES[index])
            tensors[f"gradient.{step}.{index}"] = gradient
            parameter.grad = gradient.clone()
        for group in optimizer.param_groups:
            group["lr"] = group["factor"] * 0.05 / (step + 1)
        optimizer.step()
        for index, parameter in enumerate(parameters):
            tensors[f"after.{step}.{index}"] = parameter.detach().clone().contiguous()
    return tensors


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    tensors = {}
    for case, make in CASES.items():
        for suffix, dtype in {"f32": torch.float32, "f64": torch.float64}.items():
            for name, tensor in run(make, dtype, options.seed).items():
                tensors[f"{case}.{suffix}.{name}"] = tensor
    save_file(tensors, options.out)
    print(f"{len(tensors)} tensors in {options.out}")


if __name__ == "__main__":
    main()
