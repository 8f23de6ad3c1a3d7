"""Cases of RoIAlign.

    roi_align.*  features [N,C,H,W], rois [R,5]: image, x1, y1, x2, y2; scale, sampling, aligned → pooled [R,C,s,s]
    levels.*     boxes [N,4]                                                                 → levels [N], 0 to 3
    pyramid.*    level0 … level3 [N,C,h,w], boxes0, boxes1 [R,4], sizes [N,2]                → scales [4], pooled [R,C,7,7]
"""
from collections import OrderedDict

from peer import torch, torchvision
from torchvision.ops.poolers import LevelMapper

ops = torchvision.ops


def rois(random, count, images, width, height):
    """Boxes inside, half outside and wholly outside; tiny, without extent, inverted."""
    start = torch.rand(count, 2, generator=random, dtype=torch.float64) * torch.tensor([width * 1.4, height * 1.4])
    start -= torch.tensor([width, height]) * 0.2
    sides = torch.rand(count, 2, generator=random, dtype=torch.float64) ** 2 * torch.tensor([width, height])
    boxes = torch.cat([start, start + sides], 1)
    boxes[0] = torch.tensor([0, 0, width, height])
    boxes[1] = torch.tensor([10.0, 10, 10, 10])
    boxes[2] = torch.tensor([30.0, 40, 20, 15])
    boxes[3] = torch.tensor([-500.0, -400, -300, -200])
    boxes[4] = torch.tensor([width * 2.0, height * 2, width * 3, height * 3])
    boxes[5] = torch.tensor([5.25, 7.5, 5.3, 7.6])
    boxes[6] = torch.tensor([width - 0.5, height - 0.5, width + 0.5, height + 0.5])
    boxes[7] = torch.tensor([-1.0, -1, 1, 1])
    image = torch.randint(images, (count, 1), generator=random).double()
    return torch.cat([image, boxes], 1)


def align_cases(random, dtype):
    for name, scale, size, sampling, aligned in (
        ("box", 0.25, 7, 2, False), ("mask", 0.125, 14, 2, False), ("coarse", 1 / 32, 7, 2, False),
        ("target", 1.0, 28, -1, False), ("aligned", 0.25, 7, 2, True), ("adaptive", 0.25, 7, 0, True)):
        features = torch.randn(2, 5, 40, 52, generator=random, dtype=torch.float64).to(dtype)
        boxes = rois(random, 60, 2, 52 / scale, 40 / scale).to(dtype)
        pooled = ops.roi_align(features, boxes, size, scale, sampling, aligned)
        yield f"roi_align.{name}", {
            "features": features, "rois": boxes, "scale": scale, "sampling": sampling, "aligned": int(aligned),
            "pooled": pooled}


def level_cases(random, dtype):
    # Squares around the sides at which the level changes, and boxes of the same areas that are not square.
    sides = torch.tensor([112.0, 224, 448, 896], dtype=torch.float64)
    near = torch.tensor([-1e-1, -1e-3, -1e-4, -1e-5, 0, 1e-5, 1e-4, 1e-3, 1e-1], dtype=torch.float64)
    sides = (sides[:, None] + near).flatten()
    more = torch.rand(300, generator=random, dtype=torch.float64) * 1300 + 1e-3
    side = torch.cat([sides, sides, more, torch.tensor([0.0, 1e-3, 5000])])
    stretch = torch.ones_like(side)
    stretch[len(sides): 2 * len(sides)] = 2
    boxes = torch.stack([torch.zeros_like(side), torch.zeros_like(side), side * stretch, side / stretch], 1).to(dtype)
    yield "levels.areas", {"boxes": boxes, "levels": LevelMapper(2, 5)([boxes])}


def pyramid_cases(random, dtype):
    sizes = [(320, 448), (300, 411)]
    levels = OrderedDict(
        (str(i), torch.randn(2, 4, 80 >> i, 112 >> i, generator=random, dtype=torch.float64).to(dtype)) for i in range(4))
    boxes = [rois(random, 50, 1, 448, 320)[:, 1:].to(dtype), rois(random, 30, 1, 411, 300)[:, 1:].to(dtype)]
    pooler = ops.MultiScaleRoIAlign(["0", "1", "2", "3"], 7, 2)
    pooled = pooler(levels, boxes, sizes)
    yield "pyramid.two_images", {
        **{f"level{name}": features for name, features in levels.items()}, "boxes0": boxes[0], "boxes1": boxes[1],
        "sizes": torch.tensor(sizes), "scales": [float(scale) for scale in pooler.scales], "pooled": pooled}


def cases(seed, dtype):
    random = torch.Generator().manual_seed(seed)
    yield from align_cases(random, dtype)
    yield from level_cases(random, dtype)
    yield from pyramid_cases(random, dtype)
