"""Masks of the size of the image from those of the mask head, as torchvision's `paste_masks_in_image` makes them, in NumPy."""
import numpy as np


def interpolation(size, count):
    """[size, count]: what linear interpolation without aligned corners takes of each of `count` values."""
    place = np.clip((np.arange(size) + 0.5) * (count / size) - 0.5, 0, count - 1)
    low = place.astype(np.int64)
    part = (place - low).astype(np.float32)
    weights = np.zeros((size, count), np.float32)
    weights[np.arange(size), low] = 1 - part
    weights[np.arange(size), np.minimum(low + 1, count - 1)] += part
    return weights


def paste(masks, boxes, height, width):
    """[N, height, width] of booleans, probability > 0.5; masks: [N, 1, S, S], boxes: [N, 4].

    Source: torchvision.models.detection.roi_heads.paste_masks_in_image, with its padding of one pixel.
    """
    pasted = np.zeros((len(masks), height, width), bool)
    padded = np.pad(masks[:, 0], ((0, 0), (1, 1), (1, 1)))
    count = padded.shape[-1]
    centers = (boxes[:, :2] + boxes[:, 2:]) * np.float32(0.5)
    halves = (boxes[:, 2:] - boxes[:, :2]) * np.float32(0.5) * np.float32(count / (count - 2))
    starts, ends = (centers - halves).astype(np.int64), (centers + halves).astype(np.int64)
    sizes = np.maximum(ends - starts + 1, 1)
    for mask, out, (x, y), (w, h) in zip(padded, pasted, starts.tolist(), sizes.tolist()):
        rows, columns = slice(max(y, 0), min(y + h, height)), slice(max(x, 0), min(x + w, width))
        vertical = interpolation(h, count)[rows.start - y:rows.stop - y]
        horizontal = interpolation(w, count)[columns.start - x:columns.stop - x]
        out[rows, columns] = vertical @ mask @ horizontal.T > 0.5
    return pasted
