"""Opens what `dataset convert` writes for microscopists' programs by their own readers, and lets it read what their writers write.

    readers.py MASKRCNN [--seed 1]

Masks must be equal, pixel by pixel. The data set is made from a seed: objects that touch, have holes and parts, and are cut off by borders; one
picture has 70,000 objects. In an environment of its own:

    pip install numpy scikit-image tifffile imagecodecs roifile geojson shapely cellpose
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import uuid

import numpy
from skimage import io

import shapes


def run(*command):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


def inside(rings, shape):
    """The pixels whose centres are inside rings by the even-odd rule."""
    import shapely

    rows, columns = numpy.mgrid[: shape[0], : shape[1]] + 0.5
    result = numpy.zeros(shape, bool)
    for ring in rings:
        result ^= shapely.contains_xy(shapely.Polygon(ring), columns, rows)
    return result


def on_sides(ring, shape):
    """The pixels whose centres lie on a side of a ring."""
    import shapely

    rows, columns = numpy.mgrid[: shape[0], : shape[1]] + 0.5
    return shapely.dwithin(shapely.Polygon(ring).exterior, shapely.points(columns, rows), 1e-5)


def write_dataset(folder, seed):
    random = numpy.random.default_rng(seed)
    data = {"images": [], "annotations": [], "categories": [{"id": 1, "name": "cell"}, {"id": 2, "name": "mitosis: late"}]}
    pictures = {}
    sizes = [(int(h), int(w), 20) for h, w in random.integers(30, 90, (6, 2))]
    for number, (height, width, count) in enumerate([*sizes, (600, 480, 0)]):
        labels = shapes.labels(random, height, width, count) if count else numpy.zeros((height, width), int)
        if not count:
            labels[::2, ::2].flat[:70_000] = numpy.arange(1, 70_001)
        name = f"picture {number}"
        data["images"].append({"id": number + 1, "file_name": name + ".png", "height": labels.shape[0], "width": labels.shape[1]})
        numbers = [int(n) for n in numpy.unique(labels) if n > 0]
        pictures[name] = numpy.zeros(labels.shape, numpy.uint32)
        io.imsave(folder / f"{name}.png", numpy.zeros(labels.shape, numpy.uint8), check_contrast=False)
        for place, value in enumerate(numbers):
            mask = labels == value
            pictures[name][mask] = place + 1
            if count:
                runs = shapes.counts(mask)
            else:
                row, column = numpy.multiply(divmod(value - 1, 240), 2).tolist()
                start = column * labels.shape[0] + row
                runs = [start, 1, labels.size - start - 1] if start < labels.size - 1 else [start, 1]
            data["annotations"].append(
                {"id": len(data["annotations"]) + 1, "image_id": number + 1, "category_id": 1 + place % 2, "iscrowd": 0,
                 "segmentation": {"size": list(labels.shape), "counts": runs}, "bbox": [0, 0, 1, 1], "area": int(mask.sum()) if count else 1})
    (folder / "data.json").write_text(json.dumps(data))
    return pictures


def tiff(folder, pictures):
    import tifffile

    for name, expected in pictures.items():
        path = folder / "labels" / "labels" / f"{name}.tif"
        with tifffile.TiffFile(path) as file:
            page = file.pages[0]
            found = page.asarray()
            wanted = numpy.uint16 if expected.max() < 65536 else numpy.uint32
            assert len(file.pages) == 1 and found.dtype == wanted, (name, found.dtype)
            assert page.tags["XResolution"].value == (72, 1) and page.tags["ResolutionUnit"].value == 2, page.tags
        assert (found == expected).all(), name
        assert (io.imread(path) == expected).all()
        yield int(expected.max())


def geojson(folder, pictures):
    import geojson
    import shapely

    for name, expected in pictures.items():
        data = geojson.loads((folder / "geojson" / f"{name}.geojson").read_text())
        assert data.is_valid, data.errors()
        assert len({uuid.UUID(feature["id"]) for feature in data["features"]}) == len(data["features"]) == expected.max()
        for number, feature in enumerate(data["features"], 1):
            shape = shapely.geometry.shape(feature["geometry"])
            assert shape.is_valid, (name, number, shapely.is_valid_reason(shape))
            if len(data["features"]) < 1000:
                rings = [ring for part in getattr(shape, "geoms", [shape]) for ring in [part.exterior.coords, *(i.coords for i in part.interiors)]]
                assert (inside(rings, expected.shape) == (expected == number)).all(), (name, number)
                assert shape.area == (expected == number).sum()
            for part in getattr(shape, "geoms", [shape]):
                assert part.exterior.is_ccw and not any(ring.is_ccw for ring in part.interiors)
        yield len(data["features"])


def imagej(folder, pictures):
    import roifile

    for name, expected in pictures.items():
        regions = roifile.roiread(folder / "imagej" / f"{name}.rois.zip")
        names = [region.name for region in regions]
        assert len(set(names)) == len(names) == expected.max()
        assert all(region.group in (1, 2) for region in regions)
        for number, region in enumerate(regions, 1):
            if len(regions) > 1000 and number % 1000:
                continue
            if region.composite:
                rings = region.coordinates(multi=True)
            else:
                rings = [region.coordinates()]
            assert (inside(rings, expected.shape) == (expected == number)).all(), (name, number)
        yield len(regions)


def cellpose(folder, pictures):
    from cellpose import io as cellpose_io
    from cellpose import utils

    for name, expected in pictures.items():
        data = numpy.load(folder / "cellpose" / f"{name}_seg.npy", allow_pickle=True).item()
        assert (data["masks"] == expected).all() and data["masks"].dtype == (numpy.uint16 if expected.max() < 65536 else numpy.uint32)
        assert len(data["ismanual"]) == expected.max() and data["filename"].endswith(".png") and numpy.isnan(data["diameter"])
        if expected.max() < 65536:
            assert (data["outlines"] == expected * utils.masks_to_outlines(expected.astype(int))).all(), name
        end = "png" if expected.max() < 65536 else "tif"
        masks = cellpose_io.imread(str(folder / "cellpose" / f"{name}_cp_masks.{end}"))
        assert (masks == expected).all()
        yield int(expected.max())


def read_theirs(program, folder, seed):
    """Files of the other programs' own writers: label images of tifffile's, regions of roifile's, masks as numpy saves them."""
    import roifile
    import tifffile

    random = numpy.random.default_rng(seed + 1)
    for kind in ("labels", "imagej", "cellpose"):
        place = folder / f"theirs-{kind}"
        place.mkdir()
        expected, on_side = [], {}
        for number in range(4):
            labels = shapes.labels(random, 60, 80, 12)
            io.imsave(place / f"p{number}.png", numpy.zeros(labels.shape, numpy.uint8), check_contrast=False)
            own = [labels == value for value in numpy.unique(labels) if value]
            if kind == "labels":
                (place / "masks").mkdir(exist_ok=True)
                kinds = [(numpy.uint16, {"compression": "zlib"}), (numpy.int32, {}), (numpy.uint32, {"tile": (16, 16)}), (numpy.float32, {})]
                dtype, options = kinds[number]
                tifffile.imwrite(place / "masks" / f"p{number}.tif", labels.astype(dtype), **options)
            elif kind == "cellpose":
                dtype = [numpy.uint16, numpy.int32, numpy.uint32, numpy.int64][number]
                masks = labels.astype(dtype) if number % 2 else numpy.asfortranarray(labels.astype(dtype))
                numpy.save(place / f"p{number}_seg.npy", {"outlines": labels * 0, "masks": masks, "flows": [numpy.zeros((1, 2, 3), numpy.float32), []], "filename": f"p{number}.png"})
            else:
                regions, own = [], []
                for index in range(8):
                    center, radius = random.uniform(10, 50, 2), random.uniform(3, 10)
                    angles = numpy.linspace(0, 2 * numpy.pi, 20, endpoint=False)
                    points = center + radius * numpy.stack([numpy.cos(angles), numpy.sin(angles)], -1)
                    if index % 2:
                        points = points.round().astype(int)
                    regions.append(roifile.ImagejRoi.frompoints(points, name=f"{index}"))
                    points = points.astype(numpy.float32)
                    own.append(inside([points], labels.shape))
                    # Of a centre on a side of the polygon, readers say one thing or the other.
                    on_side[number, index] = on_sides(points, labels.shape)
                roifile.roiwrite(place / f"p{number}.zip", regions, mode="w")
            expected.append(own)
        run(program, "dataset", "convert", place, "--output", folder / f"theirs-{kind}.json", "--quiet")
        run(program, "dataset", "convert", folder / f"theirs-{kind}.json", "--images", place, "--to", "binary-masks", "--output", folder / f"back-{kind}")
        count = 0
        for number, own in enumerate(expected):
            files = sorted((folder / f"back-{kind}" / "masks" / f"p{number}").iterdir())
            assert len(files) == len(own), (kind, number, len(files), len(own))
            for index, (file, mask) in enumerate(zip(files, own)):
                equal = (io.imread(file) > 0) == mask
                assert (equal | on_side.get((number, index), False)).all(), (kind, number, file)
                count += 1
        print(f"read from others' writers: {kind}, {count} masks equal")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    program = pathlib.Path(options.program).resolve()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "in").mkdir()
        pictures = write_dataset(folder / "in", options.seed)
        data = folder / "in" / "data.json"
        for form, reader in (("labels", tiff), ("geojson", geojson), ("imagej", imagej), ("cellpose", cellpose)):
            run(program, "dataset", "convert", data, "--images", folder / "in", "--to", form, "--output", folder / form, "--copy-images")
            counts = list(reader(folder, pictures))
            print(f"{reader.__name__}: {len(counts)} files, {sum(counts)} objects, masks equal")
            # And back, by the program itself.
            run(program, "dataset", "convert", folder / form, "--output", folder / f"{form}.json", "--quiet")
            back = json.loads((folder / f"{form}.json").read_text())
            assert len(back["annotations"]) == sum(counts), (form, len(back["annotations"]))
        read_theirs(program, folder, options.seed)


if __name__ == "__main__":
    sys.exit(main())
