"""Times run-length masks beside pycocotools, in turn on the same inputs, and prints the medians.

    make build
    .peers/venv/bin/python Benchmarks/rle.py [--rounds 9]

Both go from what a file holds to what a file holds: encoding gives compressed counts, and overlaps are of compressed counts.
Each has its own order of bitmaps in memory: pycocotools is given Fortran's, this project rows.
"""
import argparse
import os
import statistics
import struct
import subprocess
import tempfile
import time

import numpy as np
from pycocotools import mask

HERE = os.path.dirname(os.path.abspath(__file__))
HEIGHT, WIDTH, MASKS, RINGS = 800, 1200, 100, 20_000


def blob(rng):
    """A filled outline that wobbles, as a segmented object has it, with a few specks and holes."""
    angle = np.linspace(0, 2 * np.pi, 400)
    wobble = 1 + sum(rng.uniform(0, 0.15) * np.sin(k * angle + rng.uniform(0, 6)) for k in range(2, 12))
    radius = rng.uniform(40, 400) * wobble
    outline = np.stack([rng.uniform(0, WIDTH) + radius * np.cos(angle), rng.uniform(0, HEIGHT) + radius * np.sin(angle)], 1)
    pixels = np.ascontiguousarray(mask.decode(mask.frPyObjects([outline.ravel().tolist()], HEIGHT, WIDTH))[..., 0])
    specks = rng.integers(0, (HEIGHT, WIDTH), (50, 2))
    pixels[specks[:, 0], specks[:, 1]] ^= 1
    return pixels


def ring(rng):
    """An outline of as many points as COCO's have."""
    count = int(rng.integers(6, 60))
    angle = np.sort(rng.random(count)) * 2 * np.pi
    radius = rng.uniform(5, 200) * (0.5 + rng.random(count))
    return np.stack(
        [rng.uniform(0, WIDTH) + radius * np.cos(angle), rng.uniform(0, HEIGHT) + radius * np.sin(angle)], 1
    ).round(2).ravel()


def listed(values):
    return struct.pack("<I", len(values)) + values


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    rng = np.random.default_rng(0)
    bitmaps = [blob(rng) for _ in range(MASKS)]
    stack = np.asfortranarray(np.stack(bitmaps, axis=2))
    rles = mask.encode(stack)
    rings = [ring(rng) for _ in range(RINGS)]
    ring_lists = [r.tolist() for r in rings]
    peer = {
        "encode": lambda: mask.encode(stack),
        "decode": lambda: mask.decode(rles),
        "polygon": lambda: mask.frPyObjects(ring_lists, HEIGHT, WIDTH),
        "merge": lambda: mask.merge(rles),
        "iou": lambda: mask.iou(rles, rles, [0] * MASKS),
        "area": lambda: mask.area(rles),
    }
    with tempfile.NamedTemporaryFile(suffix=".bin") as file:
        file.write(struct.pack("<III", HEIGHT, WIDTH, MASKS))
        for pixels in bitmaps:
            file.write(listed(pixels.tobytes()))
        for rle in rles:
            file.write(listed(rle["counts"]))
        file.write(struct.pack("<I", RINGS))
        for coordinates in rings:
            file.write(listed(coordinates.tobytes()))
        file.flush()
        program = os.path.join(HERE, ".build", "release", "rle-bench")
        ours = subprocess.Popen([program, file.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        print(f"{'operation':10} {'pycocotools':>12} {'this':>12} {'times as fast':>14}")
        for name, function in peer.items():
            theirs, mine = [], []
            for _ in range(options.rounds):
                start = time.perf_counter()
                function()
                theirs.append(time.perf_counter() - start)
                ours.stdin.write(name + "\n")
                ours.stdin.flush()
                mine.append(float(ours.stdout.readline().split()[0]))
            a, b = statistics.median(theirs), statistics.median(mine)
            print(f"{name:10} {a * 1e3:9.2f} ms {b * 1e3:9.2f} ms {a / b:14.2f}")
        ours.stdin.close()
        ours.wait()


if __name__ == "__main__":
    main()
