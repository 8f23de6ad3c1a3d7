"""What PIL decodes image files to, for comparing decoders exactly: one JSON line a file, with the SHA-256 of its bytes in
the order row, column, red green blue.

    pixels.py FILE... [--exif] [--over white|black] [--raw FOLDER]
"""
import argparse
import hashlib
import json
import os

from PIL import Image, ImageOps


def rgb(path, exif=False, over=None):
    """The file's first frame as RGB: turned as EXIF says, and its alpha laid over a colour, where asked for."""
    with Image.open(path) as image:
        image.load()
        if exif:
            image = ImageOps.exif_transpose(image)
        if over and (image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info):
            image = image.convert("RGBA")
            return Image.alpha_composite(Image.new("RGBA", image.size, over), image).convert("RGB")
        return image.convert("RGB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--exif", action="store_true", help="apply EXIF's orientation")
    parser.add_argument("--over", help="the colour under transparent pixels; without it alpha is dropped")
    parser.add_argument("--raw", help="a folder for the bytes themselves, FILE.rgb")
    options = parser.parse_args()
    for path in options.files:
        image = rgb(path, options.exif, options.over)
        pixels = image.tobytes()
        digest = hashlib.sha256(pixels).hexdigest()
        print(json.dumps({"file": os.path.basename(path), "width": image.width, "height": image.height, "sha256": digest}))
        if options.raw:
            os.makedirs(options.raw, exist_ok=True)
            with open(os.path.join(options.raw, os.path.basename(path) + ".rgb"), "wb") as file:
                file.write(pixels)


if __name__ == "__main__":
    main()
