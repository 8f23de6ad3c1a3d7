#!/usr/bin/env bash
# Guessed: a mask of a palette (mode P) that Pillow saves as PNG has the numbers that it was made of, however many colours
# were given: a palette is for people, and Pascal VOC's void is 255.
# Found in Pillow 13.0.0: the number of colours decides the bits of a pixel. With three colours, for background and two
# objects, pixels have 2 bits, and void, 255, is written as 3, the number of the next object; with 16 colours it is 15. Of 60
# objects three are left. TIFF and BMP keep the numbers, GIF does not.
. "$(dirname "$0")/environment.sh"
run_with pillow==13.0.0 numpy==2.3.5 <<'PY'
import struct
import numpy as np
from PIL import Image

mask = np.zeros((40, 60), np.uint8)
mask[5:15, 5:15], mask[20:30, 20:30] = 1, 2
mask[20:22, 20:30] = 255  # void: the border of an object, as Pascal VOC marks it
black, red, green = (0, 0, 0), (128, 0, 0), (0, 128, 0)

def saved(numbers, colours, name="mask.png"):
    picture = Image.fromarray(numbers)
    picture.putpalette([value for colour in colours for value in colour])
    picture.save(name)
    return np.array(Image.open(name))

again = saved(mask, [black, red, green])
file = open("mask.png", "rb").read()
colours = struct.unpack(">I", file[file.index(b"PLTE") - 4:file.index(b"PLTE")])[0] // 3
print("numbers", np.unique(mask), "come back as", np.unique(again), "from", file[24], "bits and", colours, "colours")
assert np.unique(again).tolist() == [0, 1, 2, 3] and file[24] == 2 and colours == 3
assert np.unique(saved(mask, [black, red, green] * 5 + [black])).tolist() == [0, 1, 2, 15]
assert np.unique(saved(mask, [black, red, green] * 5 + [black, red])).tolist() == [0, 1, 2, 255]

many = np.arange(61, dtype=np.uint8).repeat(9).reshape(9, 61)
print("60 objects with three colours:", len(np.unique(saved(many, [black, red, green]))) - 1, "are left")
assert np.unique(saved(many, [black, red, green])).tolist() == [0, 1, 2, 3]
for name, kept in (("mask.tif", True), ("mask.bmp", True), ("mask.gif", False)):
    assert (saved(mask, [black, red, green], name) == mask).all() == kept, name
PY
