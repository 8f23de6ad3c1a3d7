"""TIFF files of every usual kind, written by tifffile, with what their pixels are as RGB and as numbers of a mask.

    tiff.py OUT.json

OUT.json lists the files, and OUT.bin beside it holds them and the expected bytes: where each begins, and how long it is. `rgb`
is null for kinds of numbers that have no full range, `numbers` for files that are no mask. Random values, from one seed.
"""
import argparse
import io
import itertools
import json

import numpy
import tifffile

HEIGHT, WIDTH = 13, 21
GENERATOR = numpy.random.default_rng(12)
LAYOUTS = [{"rowsperstrip": 3}, {"rowsperstrip": HEIGHT}, {"tile": (16, 16)}]
COMPRESSIONS = [(None, 1), ("adobe_deflate", 1), ("adobe_deflate", 2), ("lzw", 1), ("lzw", 2), ("packbits", 1), ("zstd", 1)]


def values(kind, samples, bits):
    shape = (HEIGHT, WIDTH, samples)
    if kind == "bool":
        return GENERATOR.integers(0, 2, shape).astype(bool)
    if kind.startswith("float"):
        return GENERATOR.integers(-8, 1000, shape).astype(kind) / 2
    info = numpy.iinfo(kind)
    low, high = (0, 1 << bits) if bits else (max(info.min, -(1 << 40)), min(info.max, 1 << 40))
    return GENERATOR.integers(low, high, shape, dtype=numpy.int64, endpoint=not bits).astype(kind)


def rgb(array, photometric, bits, palette):
    """The pixels as eight bits of red, green and blue; None where the values have no full range."""
    if photometric == "palette":
        return numpy.moveaxis((palette >> 8)[:, array[..., 0].astype(int)], 0, -1).astype(numpy.uint8)
    if array.dtype == bool:
        array = array.astype(numpy.uint8) * 255
    elif array.dtype == numpy.uint16:
        array = (array >> ((bits or 16) - 8)).astype(numpy.uint8)
    elif array.dtype != numpy.uint8:
        return None
    elif bits:
        array = (array.astype(int) * 255 // ((1 << bits) - 1)).astype(numpy.uint8)
    if photometric == "minisblack":
        return numpy.repeat(array[..., :1], 3, 2)
    if photometric == "miniswhite":
        return numpy.repeat(255 - array[..., :1], 3, 2)
    if photometric == "separated":
        # PIL's rule for CMYK without a profile: products of bytes, rounded.
        light = 255 - array[..., 3:4].astype(int)
        product = array[..., :3].astype(int) * light + 128
        return (light - ((product + (product >> 8)) >> 8)).astype(numpy.uint8)
    return array[..., :3]


def numbers(array, photometric, bits):
    """The numbers of a mask; None where it is none."""
    if array.shape[2] > 1 or photometric not in ("minisblack", "miniswhite", "palette"):
        return None
    array = array[..., 0]
    if array.dtype == bool:
        return numpy.where(array ^ (photometric == "miniswhite"), 255, 0).astype(numpy.uint32)
    if bits and bits < 8:
        return array.astype(numpy.uint32) * 255 // ((1 << bits) - 1)
    wide = array.astype(numpy.float64)
    whole = wide.min() >= 0 and wide.max() < 1 << 32 and (wide == numpy.floor(wide)).all()
    return array.astype(numpy.uint32) if whole else None


def kinds():
    """Type of values, photometric interpretation, samples a pixel, and bits where they are fewer than the type's."""
    for kind in ("uint8", "uint16"):
        yield from ((kind, "minisblack", samples, None) for samples in range(1, 6))
        yield from ((kind, "rgb", samples, None) for samples in (3, 4, 5))
        yield from [(kind, "miniswhite", 1, None), (kind, "separated", 4, None), (kind, "palette", 1, None)]
    for kind in ("uint32", "int8", "int16", "int32", "uint64", "int64", "float16", "float32", "float64"):
        yield from [(kind, "minisblack", 1, None), (kind, "minisblack", 2, None), (kind, "rgb", 3, None)]
    yield from [("bool", "minisblack", 1, None), ("bool", "miniswhite", 1, None)]
    for kind, bits in (("uint8", 2), ("uint8", 4), ("uint16", 10), ("uint16", 12), ("uint16", 14)):
        yield from [(kind, "minisblack", 1, bits), (kind, "miniswhite", 1, bits), (kind, "minisblack", 2, bits), (kind, "rgb", 3, bits)]


def files():
    """The names, bytes, and what is expected of them."""
    for (kind, photometric, samples, bits), (compression, predictor), layout in itertools.product(
        kinds(), COMPRESSIONS, LAYOUTS
    ):
        order = "<>"[GENERATOR.integers(0, 2)]
        if bits and compression or kind == "bool" and predictor > 1:
            continue  # tifffile writes no such files.
        for planes in ("contig", "separate") if samples > 1 else ("contig",):
            array = values(kind, samples, bits)
            palette = GENERATOR.integers(0, 1 << 16, (3, 1 << 8 * array.itemsize)) if photometric == "palette" else None
            options = dict(layout, photometric=photometric, byteorder=order, compression=compression, metadata=None)
            options["bigtiff"] = bool(GENERATOR.integers(0, 2))
            if predictor > 1:
                options["predictor"] = 3 if kind.startswith("float") else predictor
            if bits:
                options["bitspersample"] = bits
            if palette is not None:
                options["colormap"] = palette.astype(numpy.uint16)
            colors = {"rgb": 3, "separated": 4}.get(photometric, 1)
            if samples > colors:
                options["extrasamples"] = [0] * (samples - colors)
            if samples > 1:
                options["planarconfig"] = planes
            written = io.BytesIO()
            data = array[..., 0] if samples == 1 else numpy.moveaxis(array, -1, 0) if planes == "separate" else array
            try:
                tifffile.imwrite(written, data, **options)
                # tifffile has codecs that cannot hold all values; what it does not read back is no test of others.
                with tifffile.TiffFile(io.BytesIO(written.getvalue())) as file:
                    if not numpy.array_equal(file.pages[0].asarray(), data):
                        continue
            except (ValueError, RuntimeError):
                continue
            name = f"{kind} {bits or ''} {photometric} {samples} {planes} {compression} {predictor} {layout} {order}"
            yield name, written.getvalue(), rgb(array, photometric, bits, palette), numbers(array, photometric, bits), samples > colors


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

        for name, data, pixels, mask, leaves in files():
            entries.append({
                "name": name, "file": put(data), "leavesChannels": leaves,
                "rgb": None if pixels is None else put(pixels.tobytes()),
                "numbers": None if mask is None else put(mask.astype("<u4").tobytes()),
            })
    with open(path, "w") as out:
        json.dump(entries, out)


if __name__ == "__main__":
    main()
