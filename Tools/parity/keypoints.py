"""Random data sets with keypoints, in which implementations of COCO's figures of keypoints may part.

`keypoint_case(seed)` gives a data set, results, and settings, as `random_case` of cocoeval.py does: COCO's 17 keypoints or
others with sigmas of their own; objects without a labelled keypoint, with a wrong `num_keypoints`, crowds; areas on the
borders of the ranges; results near objects, twice, far away, in the doubled boxes, more than 20 of one, with equal scores.
"""
import numpy as np

from cocoeval import HEIGHT, WIDTH, box_mask, encoded

COCO_SIGMAS = [.026, .025, .025, .035, .035, .079, .079, .072, .072, .062, .062, .107, .107, .087, .087, .089, .089]


def keypoint_case(seed):
    random = np.random.default_rng(seed + 4_000_000)
    sigmas, options = settings(random, seed)
    categories = [int(v) for v in random.permutation([1, 5, 9])[: random.integers(1, 4)]]
    images = [int(v) for v in random.permutation(40)[: random.integers(1, 6)]]
    truth, results = [], []
    for image in images:
        for category in categories:
            objects = [labelled(random, sigmas) for _ in range(random.integers(0, 5))]
            for annotation in objects:
                truth.append({"id": len(truth) + 1, "image_id": image, "category_id": category, **annotation})
            count = 25 if seed % 8 == 3 and image == images[0] else random.integers(0, 7)
            for _ in range(count):
                other = 77 if random.random() < 0.05 else category
                results.append({"image_id": image, "category_id": other, **found(random, objects, sigmas)})
    if not results:
        results.append({"image_id": images[0], "category_id": categories[0], **found(random, [], sigmas)})
    dress(random, results, seed)
    names = [f"k{place}" for place in range(len(sigmas))]
    skeleton = [[place, place + 1] for place in range(1, len(sigmas))]
    dataset = {
        "images": [{"id": i, "width": WIDTH, "height": HEIGHT, "file_name": f"{i}.png"} for i in images],
        "categories": [{"id": c, "name": f"c{c}", "keypoints": names, "skeleton": skeleton} for c in categories],
        "annotations": [truth[i] for i in random.permutation(len(truth))],
    }
    return dataset, [results[i] for i in random.permutation(len(results))], options


def settings(random, seed):
    """The sigmas, and the settings that are not the defaults."""
    sigmas, options = np.array(COCO_SIGMAS), {}
    if seed % 3 == 2:
        count = [1, 4, 8, 21, 133, 270][seed // 3 % 6]
        sigmas = np.round(random.uniform(0.02, 0.15, count), 3)
        options["keypointSigmas"] = sigmas.tolist()
    if seed % 20 != 0:
        options["recallThresholds"] = np.linspace(0, 1, 9 + seed % 5).tolist()
    if seed % 5 == 4:
        options["iouThresholds"] = [0.1, 0.35, 0.5, 0.75, 1.0]
    if seed % 6 == 5:
        options["maxDetections"] = [1, 3, 20] if seed % 12 == 5 else [30]
    if seed % 9 == 8:
        options["areaRanges"] = [[0, 1e10], [0, 512], [1024, 1024]]
    return sigmas, options


def labelled(random, sigmas):
    """An annotation's box, area, keypoints and flags."""
    count = len(sigmas)
    width, height = (float(v) for v in random.choice([6, 20, 32, 45.5, 64, 96], 2))
    x, y = round(float(random.uniform(0, WIDTH - width)), 2), round(float(random.uniform(0, HEIGHT - height)), 2)
    area = width * height * float(random.choice([0.4, 0.75, 1]))
    area = float(random.choice([area, area, area, 1024, 9216, 0]))
    whole = random.random() < 0.5
    xs, ys = x + random.uniform(0, width, count), y + random.uniform(0, height, count)
    seen = random.choice([0, 1, 2], count, p=[0.3, 0.2, 0.5])
    kind = random.random()
    if kind < 0.2:
        seen[:] = 0
    keypoints = []
    for place in range(count):
        point = [0, 0] if seen[place] == 0 else [float(xs[place]), float(ys[place])]
        keypoints += [int(v) if whole else v for v in point] + [int(seen[place])]
    number = int(np.count_nonzero(seen))
    if 0.2 <= kind < 0.25:
        number = 0
    if kind < 0.04:
        number = 3
    return {
        "bbox": [x, y, width, height], "area": area, "keypoints": keypoints, "num_keypoints": number,
        "iscrowd": int(random.random() < 0.12)}


def found(random, objects, sigmas):
    """A result's keypoints and score: near an object, in its doubled box, on it to the last bit, or anywhere."""
    count = len(sigmas)
    points = np.stack([random.uniform(0, WIDTH, count), random.uniform(0, HEIGHT, count)], 1)
    if objects and random.random() < 0.8:
        near = objects[random.integers(0, len(objects))]
        x, y, width, height = near["bbox"]
        truth = np.array(near["keypoints"], float).reshape(count, 3)
        kind = random.random()
        if kind < 0.25:
            points = np.stack([x + random.uniform(-1.2, 2.2, count) * width, y + random.uniform(-1.2, 2.2, count) * height], 1)
        elif kind < 0.4:
            points = truth[:, :2]
        else:
            reach = 2 * sigmas[:, None] * np.sqrt(max(near["area"], 1.0)) * random.choice([0.2, 0.6, 1.0, 1.5])
            points = truth[:, :2] + random.normal(size=(count, 2)) * reach
    if random.random() < 0.3:
        points = np.round(points)
    keypoints = np.column_stack([points, random.choice([0, 1, 2, 0.25], count)]).ravel()
    return {"keypoints": [float(v) for v in keypoints], "score": round(float(random.random()), int(random.integers(1, 4)))}


def dress(random, results, seed):
    """Boxes or masks beside the keypoints, from which loadRes then takes the areas."""
    if seed % 4 < 2:
        return
    for result in results:
        x, y = np.array(result["keypoints"][0::3]), np.array(result["keypoints"][1::3])
        box = [float(v) for v in (x.min(), y.min(), max(1, np.ptp(x)) * random.choice([1, 1.3]), max(1, np.ptp(y)))]
        if seed % 4 == 2:
            result["bbox"] = box
        else:
            result["segmentation"] = encoded(box_mask([min(max(0, v), 100) for v in box]))
