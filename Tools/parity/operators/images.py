"""Cases of what is done with images and masks.

    sizes.*      minimum, maximum, original [N,2]                          → resized [N,2]: heights, widths
    transform.*  image0 …, [3,H,W] in 255ths                               → batch [N,3,H',W'], resized [N,2], padded size
    boxes_back.* boxes, resized [2], original [2]                          → scaled
    paste.*      masks [N,28,28] probabilities, boxes [N,4], size [H,W]    → pasted [N,H,W] uint8: 1 where > 0.5, soft [N,H,W]
"""
from peer import torch
from torchvision.models.detection.roi_heads import paste_masks_in_image
from torchvision.models.detection.transform import GeneralizedRCNNTransform, resize_boxes

from .boxes import random_boxes

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def transform_of(minimum, maximum):
    return GeneralizedRCNNTransform(minimum, maximum, MEAN, STD).eval()


def size_cases(dtype):
    """Only the sizes; the images take no memory (their strides are 0)."""
    short = [1, 2, 31, 97, 161, 167, 193, 333, 427, 480, 640, 799, 800, 801, 1200]
    pairs = {(s, s) for s in short} | {(s, w) for s in short for w in (640, 1066, 1333, 1334, 2143, 4000) if w / s < 60}
    pairs = sorted(pairs | {(w, s) for s, w in pairs})
    for minimum, maximum in ((800, 1333), (480, 1333), (320, 640)):
        transform = transform_of(minimum, maximum)
        resized = []
        for height, width in pairs:
            image = torch.zeros(1, 1, 1, dtype=dtype).expand(3, height, width)
            resized.append(list(transform.resize(image)[0].shape[1:]))
        yield f"sizes.{minimum}_{maximum}", {
            "minimum": minimum, "maximum": maximum, "original": torch.tensor(pairs), "resized": torch.tensor(resized)}


def transform_cases(random, dtype):
    for name, sizes in (
        ("one", [(97, 131)]), ("batch", [(60, 80), (83, 51), (10, 40)]), ("tiny", [(1, 1)]), ("long", [(16, 300)])):
        images = [torch.randint(256, (3, *size), generator=random).to(dtype) / 255 for size in sizes]  # as 8 bits give
        batch, _ = transform_of(128, 213)([image.clone() for image in images])
        yield f"transform.{name}", {
            **{f"image{index}": image for index, image in enumerate(images)}, "minimum": 128, "maximum": 213,
            "batch": batch.tensors, "resized": torch.tensor(batch.image_sizes)}


def box_cases(random, dtype):
    boxes = random_boxes(random, 100).to(dtype)
    yield "boxes_back.photo", {
        "boxes": boxes, "resized": [800, 1066], "original": [427, 569],
        "scaled": resize_boxes(boxes, [800, 1066], [427, 569])}


def paste_cases(random, dtype):
    height, width = 90, 121
    boxes = random_boxes(random, 60, extent=120.0) - 20  # many reach over the border
    boxes[2] = torch.tensor([5.0, 5, 5, 5])
    boxes[3] = torch.tensor([-0.9, -0.9, 0.9, 0.9])
    boxes[4] = torch.tensor([0.0, 0, width, height])
    boxes[5] = torch.tensor([10.0, 10, 38, 38])
    boxes[6] = torch.tensor([-300.0, -200, 400, 300])
    # torchvision itself fails on a box that lies outside; no detection does, as boxes are clipped before.
    boxes = boxes[(boxes[:, 0] < width - 1) & (boxes[:, 1] < height - 1) & (boxes[:, 2] >= 0) & (boxes[:, 3] >= 0)]
    smooth = torch.nn.functional.interpolate(
        torch.randn(len(boxes), 1, 7, 7, generator=random, dtype=torch.float64), size=(28, 28), mode="bilinear")
    masks, boxes = torch.sigmoid(3 * smooth).to(dtype), boxes.to(dtype)
    pasted = paste_masks_in_image(masks, boxes, (height, width))
    yield "paste.borders", {
        "masks": masks[:, 0], "boxes": boxes, "size": [height, width], "pasted": (pasted[:, 0] > 0.5).to(torch.uint8),
        "soft": pasted[:, 0].contiguous()}


def cases(seed, dtype):
    random = torch.Generator().manual_seed(seed)
    yield from size_cases(dtype)
    yield from transform_cases(random, dtype)
    yield from box_cases(random, dtype)
    yield from paste_cases(random, dtype)
