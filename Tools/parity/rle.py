"""Writes seeded polygons, boxes, bitmaps and run lengths, and what pycocotools makes of them.

    rle.py OUT.bin [--seed 0] [--cases 10000]

The file has one section after another: the number of cases (a tenth of `--cases` in all but the first two), then the cases.
Numbers are little-endian: integers of 32 bits, and doubles. A list is its length, then its elements; a mask is its height,
its width, and the bytes of its compressed counts as a list. The functions below say what a case of each section holds.
"""
import argparse
import struct

import numpy as np
from pycocotools import _mask, mask

CORNERS = (0, 0.1, 0.3, 0.4, 0.499999, 0.5, 0.500001, 0.6, 0.9, 1)


class Writer:
    """The bytes so far."""

    def __init__(self):
        self.parts = []

    def integer(self, value):
        self.parts.append(struct.pack("<I", value))

    def integers(self, values):
        self.parts.append(struct.pack(f"<I{len(values)}I", len(values), *values))

    def doubles(self, values):
        values = np.asarray(values, dtype="<f8").ravel()
        self.parts.append(struct.pack("<I", values.size) + values.tobytes())

    def bytes(self, values):
        self.parts.append(struct.pack("<I", len(values)) + bytes(values))

    def rle(self, rle):
        self.integer(rle["size"][0])
        self.integer(rle["size"][1])
        self.bytes(rle["counts"])


def size(rng, largest=700):
    """A height and a width: mostly small, at times one pixel wide or high, at times large."""
    kind = rng.integers(12)
    if kind == 0:
        return 1, int(rng.integers(1, 40))
    if kind == 1:
        return int(rng.integers(1, 40)), 1
    if kind == 2:
        return int(rng.integers(largest // 7, largest)), int(rng.integers(largest // 7, largest))
    return int(rng.integers(1, 40)), int(rng.integers(1, 40))


def bitmap(rng, height, width):
    """Blobs, specks, stripes, nothing or everything."""
    kind = rng.integers(8)
    if kind == 0:
        return np.zeros((height, width), np.uint8)
    if kind == 1:
        return np.ones((height, width), np.uint8)
    cell = int(rng.integers(1, 9))
    cells = rng.random((height // cell + 1, width // cell + 1)) < rng.random()
    return np.ascontiguousarray(np.kron(cells, np.ones((cell, cell)))[:height, :width].astype(np.uint8))


def ring(rng, height, width):
    """The coordinates of one ring: scattered or star-shaped, rounded or not, inside, around or far from the image."""
    points = int(rng.choice([1, 2, 3, 4, 5, 8, 20, 60]))
    kind = rng.integers(9)
    extent = np.array([width, height], float)
    if kind == 0:  # far outside, as a bad annotation has it
        xy = (rng.random((points, 2)) - 0.5) * extent * 200
    elif kind <= 2:  # reaching outside
        xy = (rng.random((points, 2)) * 2 - 0.5) * extent
    elif kind <= 4:  # a star, as an object's outline is
        angle = np.sort(rng.random(points)) * 2 * np.pi
        radius = (0.2 + rng.random((points, 1))) * extent / 3
        xy = extent / 2 + radius * np.stack([np.cos(angle), np.sin(angle)], 1)
    else:
        xy = rng.random((points, 2)) * extent
    rounding = rng.integers(5)
    if rounding == 0:
        xy = np.round(xy)
    elif rounding == 1:
        xy = np.floor(xy) + rng.choice(CORNERS, xy.shape)
    elif rounding == 2:
        xy = np.round(xy, 2)
    if rng.integers(6) == 0:  # repeated points
        xy = np.repeat(xy, rng.integers(1, 4, len(xy)), axis=0)
    if rng.integers(6) == 0:  # collinear points, and back the same way
        xy = np.concatenate([xy, (xy + np.roll(xy, 1, 0)) / 2, xy[::-1]])
    if rng.integers(12) == 0:
        xy[:, rng.integers(2)] = xy[0, 0]
    return xy.ravel()


def polygons(out, rng):
    """Height, width, the number of rings, each ring's coordinates; the mask of the first ring, and of all of them."""
    height, width = size(rng)
    rings = [ring(rng, height, width) for _ in range(int(rng.choice([1, 1, 1, 2, 3])))]
    out.integer(height)
    out.integer(width)
    out.integer(len(rings))
    for coordinates in rings:
        out.doubles(coordinates)
    masks = _mask.frPoly(rings, height, width)
    out.rle(masks[0])
    out.rle(mask.merge(masks))


def bitmaps(out, rng):
    """The pixels, row by row; the mask, its area and its box."""
    pixels = bitmap(rng, *size(rng, largest=100))
    rle = mask.encode(np.asfortranarray(pixels))
    assert np.array_equal(mask.decode(rle), pixels)
    out.bytes(pixels.tobytes())
    out.rle(rle)
    out.integer(int(mask.area(rle)))
    out.doubles(mask.toBbox(rle))


def boxes(out, rng):
    """Height, width, a box's x, y, width and height; its mask."""
    height, width = size(rng)
    x, y = (rng.random(2) * 2 - 0.5) * (width, height)
    box = np.array([x, y, rng.random() * width, rng.random() * height])
    if rng.integers(2):
        box = np.floor(box) + rng.choice(CORNERS, 4)
    out.integer(height)
    out.integer(width)
    out.doubles(box)
    out.rle(_mask.frBbox(box.reshape(1, 4), height, width)[0])


def uncompressed(out, rng):
    """Height, width and run lengths, runs of length 0 among them; the mask, its area, and its pixels row by row."""
    height, width = size(rng, largest=100)
    cuts = np.sort(rng.integers(0, height * width + 1, int(rng.integers(0, 12))))
    counts = np.diff(np.concatenate([[0], cuts, [height * width]])).tolist()
    rle = mask.frPyObjects({"size": [height, width], "counts": counts}, height, width)
    out.integer(height)
    out.integer(width)
    out.integers(counts)
    out.rle(rle)
    out.integer(int(mask.area(rle)))
    out.bytes(np.ascontiguousarray(mask.decode(rle)).tobytes())


def merges(out, rng):
    """The number of masks of one size, the masks; their union and their intersection."""
    height, width = size(rng)
    masks = [mask.encode(np.asfortranarray(bitmap(rng, height, width))) for _ in range(int(rng.integers(1, 6)))]
    out.integer(len(masks))
    for rle in masks:
        out.rle(rle)
    out.rle(mask.merge(masks))
    out.rle(mask.merge(masks, intersect=True))


def ious(out, rng):
    """Two lists of masks of one size, whether each of the second is a crowd, and their overlaps row by row."""
    height, width = size(rng)
    lists = [
        [mask.encode(np.asfortranarray(bitmap(rng, height, width))) for _ in range(int(rng.integers(1, 6)))] for _ in "ab"
    ]
    crowd = rng.integers(0, 2, len(lists[1])).astype(np.uint8)
    for masks in lists:
        out.integer(len(masks))
        for rle in masks:
            out.rle(rle)
    out.bytes(crowd)
    out.doubles(mask.iou(*lists, crowd))


def box_ious(out, rng):
    """Two lists of boxes, whether each of the second is a crowd, and their overlaps row by row."""
    lists = [np.round(rng.random((int(rng.integers(1, 6)), 4)) * 60, int(rng.integers(0, 3))) for _ in "ab"]
    crowd = rng.integers(0, 2, len(lists[1])).astype(np.uint8)
    for values in lists:
        out.doubles(values)
    out.bytes(crowd)
    out.doubles(mask.iou(*lists, crowd))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cases", type=int, default=10_000)
    options = parser.parse_args()
    out, rng = Writer(), np.random.default_rng(options.seed)
    for index, section in enumerate((polygons, bitmaps, boxes, uncompressed, merges, ious, box_ious)):
        cases = options.cases if index < 2 else options.cases // 10
        out.integer(cases)
        for _ in range(cases):
            section(out, rng)
    with open(options.out, "wb") as file:
        file.write(b"".join(out.parts))


if __name__ == "__main__":
    main()
