"""Draws a picture that is the same everywhere, for tests without photographs: smooth colours with sharp shapes on them.

    picture.py OUT.png WIDTH HEIGHT [--seed 0]
"""
import argparse

import numpy as np
from PIL import Image, ImageDraw


def draw(width, height, seed):
    """An RGB image of rectangles and ellipses over a coarse random field that was enlarged."""
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (max(2, height // 24), max(2, width // 24), 3), dtype=np.uint8)
    image = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(image)
    for index in range(12):
        x, y = random.integers(0, width), random.integers(0, height)
        w, h = random.integers(1, max(2, width // 3)), random.integers(1, max(2, height // 3))
        colour = tuple(int(c) for c in random.integers(0, 256, 3))
        (pen.ellipse if index % 2 else pen.rectangle)((int(x), int(y), int(x + w), int(y + h)), fill=colour)
    return image


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("width", type=int)
    parser.add_argument("height", type=int)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    draw(options.width, options.height, options.seed).save(options.out)


if __name__ == "__main__":
    main()
