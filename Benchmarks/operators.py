"""Times RoIAlign and NMS beside torchvision's operators on the CPU, in turns on the same inputs, and prints the medians.

    make build
    .peers/venv/bin/python Benchmarks/operators.py [--rounds 15] [--threads 2]

The inputs are made from a seed, at the sizes that an image of 800×800 has: four levels of 256 channels, proposals around 40
objects. Results must agree: the same boxes are kept, and what is cut out adds up to the same.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path.insert(0, os.path.join(ROOT, "Tools", "parity"))
from peer import torch, torchvision  # noqa: E402, which loads torchvision's operators

PROGRAM = os.path.join(ROOT, "Benchmarks", ".build", "release", "kernel-bench")
SIDE, CLASSES = 800, 90


def candidates(generator):
    """What the proposal network has before NMS: boxes, scores and levels, 1000 a level and fewer on the last."""
    def random(*shape):
        return torch.rand(*shape, generator=generator)

    objects = random(40, 2) * SIDE
    boxes, scores, levels = [], [], []
    for level, count in enumerate((1000, 1000, 1000, 1000, 800)):
        anchor, near = 32 * 2**level, count * 7 // 10
        noise = torch.randn(near, 2, generator=generator) * anchor * 0.3
        centres = torch.cat([
            objects[torch.randint(40, (near,), generator=generator)] + noise, random(count - near, 2) * SIDE])
        shape = torch.tensor([0.5, 1, 2])[torch.randint(3, (count,), generator=generator)].sqrt()
        sides = torch.exp(torch.randn(count, 2, generator=generator) * 0.2) * anchor
        half = torch.stack([sides[:, 0] / shape, sides[:, 1] * shape], 1) / 2
        boxes.append(torch.cat([centres - half, centres + half], 1).clamp(0, SIDE))
        scores.append(random(count).sort(descending=True)[0])
        levels.append(torch.full((count,), level))
    return torch.cat(boxes), torch.cat(scores), torch.cat(levels)


def classified(boxes, generator):
    """What the box head has before NMS: a box, a score and a class for each proposal and class."""
    count = len(boxes)
    logits = torch.randn(count, CLASSES + 1, generator=generator) * 2
    logits[:, 0] += 6
    sides = (boxes[:, 2:] - boxes[:, :2]).repeat(1, 2)[:, None]
    moved = boxes[:, None] + torch.randn(count, CLASSES, 4, generator=generator) * 0.1 * sides
    return (moved.clamp(0, SIDE).reshape(-1, 4), logits.softmax(1)[:, 1:].reshape(-1).contiguous(),
            torch.arange(1, CLASSES + 1).repeat(count))


def operators():
    """The operators by name: torchvision's call, and the inputs of ours."""
    generator = torch.Generator().manual_seed(3)
    levels = [torch.randn(1, 256, side, side, generator=generator) for side in (200, 100, 50, 25)]
    inputs = {f"level{index}": level for index, level in enumerate(levels)}
    calls = {}

    def add_nms(name, boxes, scores, groups, threshold):
        calls[name] = lambda: torchvision.ops.batched_nms(boxes, scores, groups, threshold)
        inputs.update({f"{name}.boxes": boxes, f"{name}.scores": scores, f"{name}.groups": groups,
                       f"{name}.threshold": torch.tensor(threshold)})

    def add_roi_align(name, boxes, resolution):
        sides = ((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])).sqrt()
        places = ((sides / 224).log2() + 4 + 1e-6).floor().clamp(2, 5).long() - 2
        rois = torch.cat([torch.zeros(len(boxes), 1), boxes], 1)
        parts = [(level, rois[places == index], 0.25 / 2**index) for index, level in enumerate(levels)]
        calls[name] = lambda: torch.cat([
            torchvision.ops.roi_align(level, part, resolution, scale, 2) for level, part, scale in parts])
        inputs.update({f"{name}.rois": rois, f"{name}.levels": places, f"{name}.resolution": torch.tensor(resolution)})

    boxes, scores, groups = candidates(generator)
    proposals = boxes[torchvision.ops.batched_nms(boxes, scores, groups, 0.7)[:1000]]
    add_roi_align("roialign-7x7", proposals, 7)
    add_roi_align("roialign-14x14", proposals[:100].contiguous(), 14)
    add_nms("nms-proposals", boxes, scores, groups, 0.7)
    boxes, scores, groups = classified(proposals, generator)
    add_nms("nms-detections", boxes, scores, groups, 0.5)
    above = scores > 0.05
    add_nms("nms-above-0.05", boxes[above], scores[above], groups[above], 0.5)
    return calls, inputs


def agrees(theirs, mine):
    """Whether what both add up to is the same, but for rounding."""
    sums = theirs.double()
    return abs(sums.sum().item() - mine) <= 1e-6 * sums.abs().sum().item()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    calls, inputs = operators()
    with tempfile.NamedTemporaryFile(suffix=".pth") as file:
        torch.save(inputs, file.name)
        ours = subprocess.Popen(
            [PROGRAM, "operators", file.name, "--threads", str(options.threads)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, bufsize=1)
        print(f"{'operator':16} {'torchvision':>12} {'this':>12} {'times as fast':>14}")
        for name, call in calls.items():
            theirs, mine = [], []
            for turn in range(options.rounds + 1):
                start = time.perf_counter()
                result = call()
                taken = time.perf_counter() - start
                ours.stdin.write(name + "\n")
                ours.stdin.flush()
                seconds, total = map(float, ours.stdout.readline().split())
                if not agrees(result, total):
                    raise SystemExit(f"{name}: the results differ: {result.double().sum().item()} and {total}")
                if turn > 0:
                    theirs.append(taken)
                    mine.append(seconds)
            ratio = statistics.median(a / b for a, b in zip(theirs, mine))
            a, b = statistics.median(theirs), statistics.median(mine)
            print(f"{name:16} {a * 1e3:9.2f} ms {b * 1e3:9.2f} ms {ratio:14.2f}", flush=True)
        ours.stdin.close()
        ours.wait()


if __name__ == "__main__":
    main()
