"""TIFF files of pages, channels, depths and times as tifffile writes them, and what of them a choice of planes is.

    stacks.py OUT.json

OUT.json lists files, each with some choices; OUT.bin beside it holds the files and the expected pixels. Expected are: red, green and
blue by NumPy from the array that tifffile reads back, the size of a pixel in micrometres, and the sizes of the pyramid.
Random values, from one seed.
"""
import argparse
import io
import itertools
import json

import numpy
import tifffile

HEIGHT, WIDTH = 37, 53
GENERATOR = numpy.random.default_rng(16)
NAMES = ["DAPI", "GFP", "Cy5", "Brightfield"]
KINDS = ["uint8", "uint16", "twelve", "uint32", "int16", "float32", "float64"]
CODECS = [None, "adobe_deflate", "lzw", "zstd"]
LAYOUTS = [{"rowsperstrip": 5}, {"rowsperstrip": HEIGHT}, {"tile": (16, 16)}]
RANGES = ["full", "percentile", "percentile:5,90", "10,200"]


def values(kind, shape):
    if kind.startswith("float"):
        return (GENERATOR.random(shape) * 300 - 20).astype(kind)
    if kind == "twelve":
        return GENERATOR.integers(0, 4096, shape).astype("uint16")
    info = numpy.iinfo(kind)
    return GENERATOR.integers(max(info.min, -1000), min(info.max, 1 << 20), shape, endpoint=True).astype(kind)


def level(array, chosen):
    """Bytes of values, as the range says; None where it says nothing of them."""
    if chosen == "full":
        if array.dtype == numpy.uint8:
            return array
        return (array >> 8).astype(numpy.uint8) if array.dtype == numpy.uint16 else None
    if chosen.startswith("percentile"):
        shares = [float(part) for part in (chosen.partition(":")[2] or "1,99.8").split(",")]
        low, high = numpy.percentile(array.astype(numpy.float64), shares)
    else:
        low, high = (float(part) for part in chosen.split(","))
    scaled = (array.astype(numpy.float64) - low) * 255 / (high - low)
    # Halves away from zero, as Swift's rounded() does.
    return numpy.floor(numpy.clip(scaled, 0, 255) + 0.5).astype(numpy.uint8)


def project(array, kind):
    """One plane of several, along the first axis."""
    if kind == "max":
        return array.max(axis=0)
    mean = array.astype(numpy.float64).mean(axis=0)
    return numpy.rint(mean).astype(array.dtype) if array.dtype.kind in "ui" else mean


def colored(channels, chosen):
    """Red, green and blue of one, two or three channels, each by itself."""
    planes = [level(channel, chosen) for channel in channels]
    if any(plane is None for plane in planes):
        return None
    if len(planes) == 1:
        planes *= 3
    if len(planes) == 2:
        planes.append(numpy.zeros_like(planes[0]))
    return numpy.stack(planes, axis=-1)


def choices(array, names, takes_first=True):
    """Choices of planes of an array of pages, channels, rows and columns, and what they are."""
    pages, channels = array.shape[:2]
    page, chosen = int(GENERATOR.integers(0, pages)), RANGES[GENERATOR.integers(0, len(RANGES))]
    yield {"range": chosen}, colored([array[0, 0]], chosen) if takes_first else None
    several = [int(GENERATOR.integers(0, channels)) for _ in range(GENERATOR.integers(1, 4))]
    typed = ",".join(names[index] if names and GENERATOR.integers(0, 2) else str(index) for index in several)
    yield {"page": page, "channels": typed, "range": chosen}, colored([array[page, index] for index in several], chosen)
    kind = ["max", "mean"][GENERATOR.integers(0, 2)]
    planes = [project(array[:, index], kind) for index in several]
    yield {"projection": kind, "channels": typed, "range": chosen}, colored(planes, chosen)


def stacks():
    """Names, files, choices with what is expected, and the size of a pixel."""
    for kind, codec, layout in itertools.product(KINDS, CODECS, LAYOUTS):
        options = dict(layout, compression=codec, photometric="minisblack")
        dtype = "uint16" if kind == "twelve" else kind
        big, order = bool(GENERATOR.integers(0, 2)), "<>"[GENERATOR.integers(0, 2)]

        # OME: any order of axes that tifffile writes, names of channels, and a size with its unit.
        for axes, shape in (("TZCYX", (2, 3, 4)), ("ZCYX", (3, 2)), ("CYX", (3,)), ("CZYX", (2, 3)), ("TCYX", (2, 2)), ("ZYX", (4,))):
            array = values(kind, (*shape, HEIGHT, WIDTH))
            count = dict(zip(axes, shape)).get("C", 1)
            unit, factor = [("µm", 1), ("nm", 1e-3), ("mm", 1e3)][GENERATOR.integers(0, 3)]
            metadata = {"axes": axes, "PhysicalSizeX": 0.25 / factor, "PhysicalSizeXUnit": unit,
                        "PhysicalSizeY": 0.5 / factor, "PhysicalSizeYUnit": unit, "Channel": {"Name": NAMES[:count]}}
            written = io.BytesIO()
            tifffile.imwrite(written, array, ome=True, metadata=metadata, bigtiff=big, byteorder=order, **options)
            # Pages are depths and times, as the file has them: tifffile writes the axes in the order of the array.
            others = [axis for axis in axes[:-2] if axis != "C"]
            moved = numpy.moveaxis(array, axes.index("C"), len(others)) if "C" in axes else array[..., None, :, :]
            yield f"ome {axes} {kind} {codec} {layout}", written, moved.reshape(-1, count, HEIGHT, WIDTH), NAMES[:count], (0.25, 0.5)

        # ImageJ knows three kinds of values.
        if dtype in ("uint8", "uint16", "float32"):
            array = values(kind, (2, 3, 2, HEIGHT, WIDTH))
            written = io.BytesIO()
            tifffile.imwrite(written, array, imagej=True, resolution=(4, 2), metadata={"axes": "TZCYX", "unit": "um"}, byteorder=order, **options)
            yield f"imagej TZCYX {kind} {codec} {layout}", written, array.reshape(6, 2, HEIGHT, WIDTH), [], (0.25, 0.5)

        # Without a word on axes a page is a page, and samples are its channels.
        for samples, planes in ((1, "contig"), (2, "contig"), (5, "contig"), (2, "separate"), (5, "separate")):
            array = values(kind, (3, samples, HEIGHT, WIDTH))
            written = io.BytesIO()
            with tifffile.TiffWriter(written, bigtiff=big, byteorder=order) as file:
                for page in array:
                    extra = {} if samples == 1 else {"planarconfig": planes, "extrasamples": [0] * (samples - 1)}
                    data = page[0] if samples == 1 else page if planes == "separate" else numpy.moveaxis(page, 0, -1)
                    file.write(data, metadata=None, resolution=(40000, 20000), resolutionunit="CENTIMETER", **options, **extra)
            yield f"plain {samples} {planes} {kind} {codec} {layout}", written, array, [], (0.25, 0.5)


def pyramids():
    """Files with smaller versions in SubIFDs, and JPEG and YCbCr tiles as slides have them."""
    for codec, photometric, layout in itertools.product((None, "lzw", "zstd", "jpeg"), ("rgb", "ycbcr", "minisblack"), ({"tile": (32, 32)}, {})):
        if photometric == "ycbcr" and codec != "jpeg":
            continue
        y, x = numpy.mgrid[0:160, 0:240]
        array = numpy.stack([x % 256, y % 256, (x + y) // 2 % 256], axis=-1).astype(numpy.uint8)
        if photometric == "minisblack":
            array = array[..., 0]
        written = io.BytesIO()
        with tifffile.TiffWriter(written, bigtiff=True) as file:
            options = dict(layout, photometric=photometric, compression=codec, metadata=None)
            file.write(array, subifds=2, resolution=(72, 72), resolutionunit="INCH", **options)
            file.write(array[::2, ::2], subfiletype=1, **options)
            file.write(array[::4, ::4], subfiletype=1, **options)
        with tifffile.TiffFile(io.BytesIO(written.getvalue())) as file:
            read = file.pages[0].asarray()
        rgb = numpy.repeat(read[..., None], 3, 2) if read.ndim == 2 else read
        yield f"pyramid {codec} {photometric} {layout}", written, rgb, [[240, 160], [120, 80], [60, 40]], 3 if codec == "jpeg" else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    path = parser.parse_args().out
    entries = []
    with open(path.removesuffix(".json") + ".bin", "wb") as blob:
        def put(data):
            start = blob.tell()
            blob.write(data)
            return [start, len(data)]

        for name, written, array, names, size in stacks():
            # What tifffile itself does not read back is no test of others.
            with tifffile.TiffFile(io.BytesIO(written.getvalue())) as file:
                assert file.asarray().size == array.size or name.startswith("plain"), name
            cases = [dict(choice, rgb=None if rgb is None else put(rgb.tobytes())) for choice, rgb in choices(array, names)]
            entries.append({"name": name, "file": put(written.getvalue()), "cases": cases, "width": WIDTH, "height": HEIGHT,
                            "pixelSize": size, "levels": [[WIDTH, HEIGHT]], "tolerance": 0})
        for name, written, rgb, levels, tolerance in pyramids():
            entries.append({"name": name, "file": put(written.getvalue()), "cases": [{"range": "full", "rgb": put(rgb.tobytes())}],
                            "width": rgb.shape[1], "height": rgb.shape[0], "pixelSize": None, "levels": levels, "tolerance": tolerance})
    with open(path, "w") as out:
        json.dump(entries, out)


if __name__ == "__main__":
    main()
