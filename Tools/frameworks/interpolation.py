"""What Pillow and OpenCV make of a picture that follows from a formula, as check sums for ByteInterpolationTests.

    interpolation.py        (with numpy, Pillow 13.0 and opencv-python-headless 5.0)
"""
import cv2
import numpy as np
import PIL
from PIL import Image

SIZES = [  # width and height of the picture, and of the one that is wanted
    ((40, 30), (67, 50)), ((67, 50), (40, 30)), ((64, 48), (32, 24)), ((64, 48), (16, 12)), ((31, 17), (31, 40)),
    ((31, 17), (90, 17)), ((1, 9), (5, 3)), ((9, 1), (3, 5)), ((200, 3), (7, 3)), ((35, 33), (34, 34)), ((2, 2), (1, 1)),
    ((97, 131), (192, 259)),
]


def picture(width, height):
    x, y, c = np.meshgrid(np.arange(width), np.arange(height), np.arange(3), indexing="xy")
    return ((x * x * 7 + y * 13 * (c + 1) + x * y + c * 29) % 256).astype(np.uint8)


def checksum(values):
    """FNV-1a of 64 bits."""
    result = 0xCBF29CE484222325
    for value in values.tobytes():
        result = ((result ^ value) * 0x100000001B3) % (1 << 64)
    return f"{result:016x}"


def main():
    print(f"Pillow {PIL.__version__}, OpenCV {cv2.__version__}")
    for (width, height), size in SIZES:
        source = picture(width, height)
        pillow = np.asarray(Image.fromarray(source).resize(size, Image.BILINEAR))
        opencv = cv2.resize(source, size, interpolation=cv2.INTER_LINEAR)
        print(f'        (({width}, {height}), {size}, "{checksum(pillow)}", "{checksum(opencv)}"),')


if __name__ == "__main__":
    main()
