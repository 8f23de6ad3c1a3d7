"""Masks from a seed: blobs, ellipses, bars, rings, parts, specks and noise; touching each other, with holes, and cut off by borders."""
import numpy


def counts(mask):
    """COCO's run lengths of a mask, as a list: down the columns, background first."""
    flat = numpy.concatenate([[0], mask.T.ravel().astype(numpy.int8), [0]])
    changes = numpy.flatnonzero(numpy.diff(flat))
    bounds = numpy.concatenate([[0], changes, [mask.size]])
    runs = numpy.diff(bounds)
    # A last run of background of no length is none.
    return [int(run) for run in (runs if runs[-1] > 0 else runs[:-1])]


def mask(random, height, width):
    """One mask with at least a pixel."""
    rows, columns = numpy.mgrid[:height, :width]
    y, x = random.uniform(-3, height + 3), random.uniform(-3, width + 3)
    turn = random.uniform(0, numpy.pi)
    u = (columns - x) * numpy.cos(turn) + (rows - y) * numpy.sin(turn)
    v = (rows - y) * numpy.cos(turn) - (columns - x) * numpy.sin(turn)
    a, b = random.uniform(0.4, width / 2 + 0.5), random.uniform(0.4, height / 3 + 0.5)
    kind = random.integers(9)
    if kind == 0:
        result = (u / a) ** 2 + (v / b) ** 2 <= 1
    elif kind == 1:
        far = (u / a) ** 2 + (v / b) ** 2
        result = (far <= 1) & (far >= random.uniform(0.1, 0.9))
    elif kind == 2:
        result = (abs(u) <= a) & (abs(v) <= b / 4)
    elif kind == 3:
        noise = random.normal(size=(height // 4 + 2, width // 4 + 2))
        smooth = numpy.kron(noise, numpy.ones((4, 4)))[:height, :width]
        result = smooth + random.normal(size=(height, width)) * 0.3 > random.uniform(-1, 2)
    elif kind == 4:
        result = random.uniform(size=(height, width)) < random.uniform(0.02, 0.9)
    elif kind == 5:
        top, left = random.integers(height), random.integers(width)
        result = numpy.zeros((height, width), bool)
        result[top : top + random.integers(1, 12), left : left + random.integers(1, 12)] = True
    elif kind == 6:
        wave = 1 + 0.3 * numpy.sin(random.integers(2, 7) * numpy.arctan2(v, u))
        result = numpy.hypot(u, v) <= min(a, b) * wave
    elif kind == 7:
        result = ((u / a) ** 2 + (v / b) ** 2 <= 1) & (random.uniform(size=(height, width)) < 0.9)
    else:
        result = numpy.zeros((height, width), bool)
        result[random.integers(height), random.integers(width)] = True
        if random.integers(2):
            result[random.integers(height), random.integers(width)] = True
    return result if result.any() else mask(random, height, width)


def labels(random, height, width, number):
    """A picture of numbers, in which objects touch, have holes and are cut off; not every number has a pixel."""
    points = random.uniform(-5, 5, (number, 2)) + random.uniform(0, 1, (number, 2)) * (height, width)
    rows, columns = numpy.mgrid[:height, :width]
    far = numpy.hypot(rows[..., None] - points[:, 0], columns[..., None] - points[:, 1])
    result = far.argmin(-1) + 1
    radius = random.uniform(2, 14, number)
    result[far.min(-1) > radius[result - 1]] = 0
    result[random.uniform(size=result.shape) < random.uniform(0, 0.1)] = 0
    return result.astype(numpy.uint16)
