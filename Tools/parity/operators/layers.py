"""Cases of layers that torch's C++ library does not have, or whose settings are easily mistaken.

    frozen_norm.*  x [N,C,H,W], weight, bias, running_mean, running_var [C], eps    → y
    top_down.*     coarse [N,C,h,w], size [2]                                       → y: nearest
    pool.*         x                                                                → y: the pyramid's extra level
"""
from peer import torch, torchvision


def frozen_norm(random, dtype, eps):
    norm = torchvision.ops.FrozenBatchNorm2d(6, eps=eps)
    norm.load_state_dict({
        "weight": torch.rand(6, generator=random) + 0.5, "bias": torch.randn(6, generator=random),
        "running_mean": torch.randn(6, generator=random),
        "running_var": torch.tensor([1e-6, 1e-4, 1e-2, 0.5, 1.0, 30.0])})  # where eps matters, and where not
    norm.to(dtype)
    x = torch.randn(2, 6, 5, 7, generator=random, dtype=torch.float64).to(dtype)
    return {"x": x, **norm.state_dict(), "eps": float(eps), "y": norm(x)}


def cases(seed, dtype):
    random = torch.Generator().manual_seed(seed)
    yield "frozen_norm.default", frozen_norm(random, dtype, 1e-5)
    yield "frozen_norm.published", frozen_norm(random, dtype, 0.0)
    for name, size in (("double", (14, 18)), ("odd", (13, 17)), ("same", (7, 9))):
        coarse = torch.randn(2, 3, 7, 9, generator=random, dtype=torch.float64).to(dtype)
        y = torch.nn.functional.interpolate(coarse, size=size, mode="nearest")
        yield f"top_down.{name}", {"coarse": coarse, "size": list(size), "y": y}
    x = torch.randn(1, 3, 25, 34, generator=random, dtype=torch.float64).to(dtype)
    yield "pool.odd", {"x": x, "y": torch.nn.functional.max_pool2d(x, 1, 2, 0)}
