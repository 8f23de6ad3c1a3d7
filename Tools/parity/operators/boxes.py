"""Cases of what is done with boxes.

    nms.*      boxes [N,4], scores [N], threshold            → keep [K], indices
    batched.*  boxes, scores, classes [N], threshold         → keep; under and over the 4000 values of boxes at which
               torchvision goes from moving classes apart to a loop over them
    decode.*   deltas [N,4C], boxes [N,4], weights [4]       → decoded [N,C,4]; dw and dh clamped at log(1000 / 16)
    encode.*   references [N,4], boxes [N,4], weights [4]    → deltas [N,4]
    clip.*     boxes, size [height, width], least            → clipped, keep: those whose sides are at least `least`
    anchors.*  features [L,2], padded [2]: heights, widths   → anchors [A,4], counts [L]
"""
from peer import torch, torchvision
from torchvision.models.detection._utils import BoxCoder
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.image_list import ImageList

ops = torchvision.ops


def random_boxes(random, count, extent=800.0, least=1.0):
    """Boxes of all sizes within a square, in float64."""
    corner = torch.rand(count, 2, generator=random, dtype=torch.float64) * extent
    sides = least + (torch.rand(count, 2, generator=random, dtype=torch.float64) ** 3) * extent * 0.6
    return torch.cat([corner, corner + sides], 1)


def clustered_boxes(random, count):
    """Boxes of which many overlap, as a detector gives them."""
    centres = random_boxes(random, max(1, count // 8), least=20.0)
    chosen = centres[torch.randint(len(centres), (count,), generator=random)]
    return chosen + torch.randn(count, 4, generator=random, dtype=torch.float64) * 6


def nms_cases(random, dtype):
    def case(boxes, scores, threshold):
        boxes, scores = boxes.to(dtype), scores.to(dtype)
        return {"boxes": boxes, "scores": scores, "threshold": float(threshold), "keep": ops.nms(boxes, scores, threshold)}

    few, many = clustered_boxes(random, 40), clustered_boxes(random, 1500)
    yield "nms.few", case(few, torch.rand(40, generator=random), 0.5)
    yield "nms.many", case(many, torch.rand(1500, generator=random), 0.7)
    yield "nms.ties", case(many[:400], torch.randint(5, (400,), generator=random) / 5, 0.5)
    yield "nms.all_equal", case(few, torch.full((40,), 0.5), 0.3)
    yield "nms.none", case(torch.zeros(0, 4), torch.zeros(0), 0.5)
    # IoU is 1/2 and 1/3, exactly: a box at the threshold stays.
    exact = torch.tensor([[0.0, 0, 2, 2], [0, 0, 2, 4], [0, 2, 2, 6], [10, 10, 10, 10], [10, 10, 10, 10]])
    yield "nms.at_threshold", case(exact, torch.tensor([0.9, 0.8, 0.7, 0.6, 0.5]), 0.5)


def batched_cases(random, dtype):
    for name, count, classes in (("none", 0, 3), ("under", 999, 4), ("at", 1000, 4), ("over", 1001, 4), ("many", 3000, 30)):
        boxes = clustered_boxes(random, count).to(dtype) if count else torch.zeros(0, 4, dtype=dtype)
        scores = (torch.randint(200, (count,), generator=random) / 200).to(dtype)  # ties
        of = torch.randint(1, classes + 1, (count,), generator=random)
        keep = ops.batched_nms(boxes, scores, of, 0.5)
        yield f"batched.{name}", {"boxes": boxes, "scores": scores, "classes": of, "threshold": 0.5, "keep": keep}


def coder_cases(random, dtype):
    for name, weights, classes in (("rpn", (1.0, 1.0, 1.0, 1.0), 1), ("head", (10.0, 10.0, 5.0, 5.0), 5)):
        coder = BoxCoder(weights)
        boxes = random_boxes(random, 300).to(dtype)
        deltas = torch.randn(300, 4 * classes, generator=random, dtype=torch.float64) * weights[2]
        deltas[::7] *= 5  # beyond the clamp
        deltas = deltas.to(dtype)
        decoded = coder.decode(deltas, [boxes]).reshape(300, -1, 4)
        yield f"decode.{name}", {"deltas": deltas, "boxes": boxes, "weights": weights, "decoded": decoded}
        references = random_boxes(random, 300).to(dtype)
        encoded = coder.encode([references], [boxes])[0]
        yield f"encode.{name}", {"references": references, "boxes": boxes, "weights": weights, "deltas": encoded}


def clip_cases(random, dtype):
    boxes = (random_boxes(random, 400) - 200).to(dtype)
    boxes[:20, 2:] = boxes[:20, :2] + 5e-3  # thinner than either bar, or between them
    for name, least in (("proposals", 1e-3), ("detections", 1e-2)):
        clipped = ops.clip_boxes_to_image(boxes, (333, 517))
        keep = ops.remove_small_boxes(clipped, least)
        yield f"clip.{name}", {"boxes": boxes, "size": [333, 517], "least": least, "clipped": clipped, "keep": keep}


def anchor_cases(dtype):
    generator = AnchorGenerator(((32,), (64,), (128,), (256,), (512,)), ((0.5, 1.0, 2.0),) * 5)
    for height, width in ((800, 1088), (800, 800), (1344, 800), (320, 480), (32, 32), (64, 1344)):
        levels, (h, w) = [], (height // 4, width // 4)
        for _ in range(5):
            levels.append((h, w))
            h, w = -(-h // 2), -(-w // 2)
        features = [torch.zeros(1, 1, *level, dtype=dtype) for level in levels]
        anchors = generator(ImageList(torch.zeros(1, 3, height, width, dtype=dtype), [(height, width)]), features)[0]
        yield f"anchors.{height}x{width}", {
            "features": torch.tensor(levels), "padded": [height, width], "anchors": anchors,
            "counts": [3 * h * w for h, w in levels]}


def cases(seed, dtype):
    random = torch.Generator().manual_seed(seed)
    yield from nms_cases(random, dtype)
    yield from batched_cases(random, dtype)
    yield from coder_cases(random, dtype)
    yield from clip_cases(random, dtype)
    yield from anchor_cases(dtype)
