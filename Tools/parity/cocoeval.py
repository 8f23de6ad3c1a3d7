"""COCO's figures by pycocotools, and boundary AP by faster-coco-eval, for seeded random data sets or for files.

    cocoeval.py random|difficult|boundary|keypoints OUT.json FIRST_SEED COUNT
    cocoeval.py files OUT.json GT RESULTS TYPE [GT RESULTS TYPE …]
    cocoeval.py perturbed OUT.json SEED GT [GT …]

OUT.json has a list of cases; precision, recall and scores of all cases follow each other as float64 in OUT.bin.
"""
import contextlib
import copy
import io
import json
import sys

import numpy as np
from pycocotools import mask as masks
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

WIDTH, HEIGHT = 128, 112


def data_set(dataset, package=COCO):
    coco = package()
    coco.dataset = dataset
    coco.createIndex()
    return coco


def packages(kind):
    """The classes that compute a kind: pycocotools knows no boundaries."""
    if kind != "boundary":
        return COCO, COCOeval
    import faster_coco_eval

    return faster_coco_eval.COCO, faster_coco_eval.COCOeval_faster


def evaluate(dataset, results, kind, options, output):
    """Runs COCOeval, appends its arrays to the output, and gives what a test must know of them."""
    with contextlib.redirect_stdout(io.StringIO()):
        data, evaluation = packages(kind)
        truth = data_set(copy.deepcopy(dataset), data)
        run = evaluation(truth, truth.loadRes(copy.deepcopy(results)), kind)
        parameters = run.params
        parameters.useCats = int(options.get("usesCategories", True))
        if "iouThresholds" in options:
            parameters.iouThrs = np.array(options["iouThresholds"])
        if "recallThresholds" in options:
            parameters.recThrs = np.array(options["recallThresholds"])
        if "maxDetections" in options:
            parameters.maxDets = list(options["maxDetections"])
        if "areaRanges" in options:
            parameters.areaRng = [list(range) for range in options["areaRanges"]]
        if "keypointSigmas" in options:
            parameters.kpt_oks_sigmas = np.array(options["keypointSigmas"])
        run.evaluate()
        run.accumulate()
        is_standard = not {"maxDetections", "areaRanges"} & set(options)
        if is_standard:
            run.summarize()
    case = {"type": kind, "options": options, "shape": list(run.eval["precision"].shape), "offset": output.tell() // 8}
    case["figures"] = [float(figure) for figure in run.stats] if is_standard else None
    for name in ("precision", "recall", "scores"):
        output.write(np.ascontiguousarray(run.eval[name], dtype="<f8").tobytes())
    return case


def encoded(bitmap):
    mask = masks.encode(np.asfortranarray(bitmap.astype(np.uint8)))
    return {"size": mask["size"], "counts": mask["counts"].decode()}


def ellipse(x, y, width, height):
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH] + 0.5
    return ((columns - x - width / 2) / (width / 2)) ** 2 + ((rows - y - height / 2) / (height / 2)) ** 2 <= 1


def random_box(random):
    # Sides whose areas lie on the borders of the area ranges, among others.
    if random.random() < 0.3:
        side = random.choice([32.0, 96.0])
        width, height = (side, side) if random.random() < 0.6 else (side * 2 if side == 32 else side, side / 2)
    else:
        width, height = (float(v) for v in random.choice([4, 9.5, 16, 30, 32, 33.25, 50, 64, 90], 2))
    x = float(np.round(random.uniform(0, max(0.0, WIDTH - width)), random.integers(0, 3)))
    y = float(np.round(random.uniform(0, max(0.0, HEIGHT - height)), random.integers(0, 3)))
    return [x, y, width, height]


def segmentation(random, box, is_crowd):
    x, y, width, height = box
    style = 2 if is_crowd else random.integers(0, 3)
    if style == 0:
        return [[x, y, x + width, y, x + width, y + height, x, y + height]]
    if style == 1:
        angles = np.sort(random.uniform(0, 2 * np.pi, random.integers(3, 9)))
        ring = np.stack([x + width / 2 * (1 + np.cos(angles)), y + height / 2 * (1 + np.sin(angles))], 1)
        return [[float(v) for v in np.round(ring, 2).ravel()]]
    mask = encoded(ellipse(*box))
    if is_crowd and random.random() < 0.5:
        mask["counts"] = runs(masks.decode({"size": mask["size"], "counts": mask["counts"].encode()}))
    return mask


def runs(bitmap):
    flat = bitmap.ravel(order="F")
    edges = np.flatnonzero(np.diff(flat)) + 1
    lengths = np.diff(np.concatenate([[0], edges, [len(flat)]])).tolist()
    return lengths if flat[0] == 0 else [0] + lengths


def random_case(seed):
    random = np.random.default_rng(seed)
    categories = [int(v) for v in random.permutation([3, 7, 11, 40])[: random.integers(1, 4)]]
    images = [int(v) for v in random.permutation(50)[: random.integers(2, 6)]]
    truth, results = [], []
    has_box, has_mask = [(True, True), (True, False), (False, True)][seed % 3]
    decimals = int(random.integers(1, 4))
    for image in images:
        for category in categories:
            crowded = seed % 10 == 3 and image == images[0] and category == categories[0]
            boxes = []
            for _ in range(random.integers(0, 5)):
                box = random_box(random)
                is_crowd = random.random() < 0.15
                area = box[2] * box[3]
                truth.append({
                    "id": len(truth) + 1, "image_id": image, "category_id": category, "bbox": box, "area": area,
                    "iscrowd": int(is_crowd), "segmentation": segmentation(random, box, is_crowd)})
                boxes.append(box)
            for _ in range(110 if crowded else random.integers(0, 7)):
                if boxes and random.random() < 0.7:
                    box = list(boxes[random.integers(0, len(boxes))])
                    if random.random() < 0.6:
                        shift = random.integers(-5, 6, 4) * random.choice([0.5, 1.0, 2.0])
                        box = [box[0] + shift[0], box[1] + shift[1], max(1, box[2] + shift[2]), max(1, box[3] + shift[3])]
                        box = [float(v) for v in box]
                else:
                    box = random_box(random)
                result = {"image_id": image, "category_id": category, "score": round(float(random.random()), decimals)}
                if random.random() < 0.05:
                    result["category_id"] = 99
                if has_box:
                    result["bbox"] = box
                if has_mask:
                    result["segmentation"] = encoded(ellipse(*box) if random.random() < 0.5 else box_mask(box))
                results.append(result)
    if not results:
        results.append({"image_id": images[0], "category_id": categories[0], "score": 0.5, "bbox": [1.0, 2.0, 32.0, 32.0]})
    order = random.permutation(len(results))
    dataset = {
        "images": [{"id": i, "width": WIDTH, "height": HEIGHT, "file_name": f"{i}.png"} for i in images],
        "categories": [{"id": c, "name": f"c{c}"} for c in categories],
        "annotations": [truth[i] for i in random.permutation(len(truth))],
    }
    return dataset, [results[i] for i in order], random_options(seed)


def box_mask(box):
    bitmap = np.zeros((HEIGHT, WIDTH))
    x, y, width, height = (int(round(v)) for v in box)
    bitmap[max(0, y): max(0, y + height), max(0, x): max(0, x + width)] = 1
    return bitmap


def random_options(seed):
    options = {}
    if seed % 20 != 0:
        options["recallThresholds"] = np.linspace(0, 1, 9 + seed % 5).tolist()
    if seed % 7 == 2:
        options["usesCategories"] = False
    if seed % 5 == 4:
        options["iouThresholds"] = [0.1, 0.35, 0.5, 0.75, 1.0]
    if seed % 6 == 5:
        options["maxDetections"] = [1, 3, 5] if seed % 12 == 5 else [2, 200]
    if seed % 9 == 8:
        options["areaRanges"] = [[0, 1e10], [0, 512], [512, 1024], [1024, 1024]]
    return options


def perturbed(path, seed):
    """Results made of a file's annotations: some dropped, some of another category, all shifted, with equal scores."""
    random = np.random.default_rng(seed)
    with open(path) as file:
        dataset = json.load(file)
    truth = data_set(copy.deepcopy(dataset))
    categories = [category["id"] for category in dataset["categories"]]
    results = []
    for annotation in dataset["annotations"]:
        copies = 0 if random.random() < 0.1 else 1 + int(random.random() < 0.2)
        for _ in range(copies):
            dx, dy = (int(v) for v in random.integers(-3, 4, 2))
            bitmap = shifted(truth.annToMask(truth.anns[annotation["id"]]), dx, dy)
            x, y, width, height = annotation["bbox"]
            scale = random.uniform(0.85, 1.15)
            relabelled = random.random() < 0.1
            results.append({
                "image_id": annotation["image_id"],
                "category_id": int(random.choice(categories)) if relabelled else annotation["category_id"],
                "score": round(float(random.random()), 2), "segmentation": encoded(bitmap),
                "bbox": [round(x + dx, 2), round(y + dy, 2), round(width * scale, 2), round(height * scale, 2)]})
    return dataset, results


def shifted(bitmap, dx, dy):
    height, width = bitmap.shape
    moved = np.zeros_like(bitmap)
    moved[max(0, dy): height + min(0, dy), max(0, dx): width + min(0, dx)] = bitmap[
        max(0, -dy): height - max(0, dy), max(0, -dx): width - max(0, dx)]
    return moved


def random_cases(mode):
    """What makes the data sets of a mode."""
    import difficult
    import keypoints

    return {
        "random": random_case, "difficult": difficult.difficult_case, "boundary": difficult.near_case,
        "keypoints": keypoints.keypoint_case}[mode]


def main(mode, path, arguments):
    cases = []
    with open(path[: -len(".json")] + ".bin", "wb") as output:
        if mode in ("random", "difficult", "boundary", "keypoints"):
            first, count = int(arguments[0]), int(arguments[1])
            for seed in range(first, first + count):
                dataset, results, options = random_cases(mode)(seed)
                for kind in (mode,) if mode in ("boundary", "keypoints") else ("bbox", "segm"):
                    case = evaluate(dataset, results, kind, options, output)
                    case.update(name=f"seed {seed}", dataset=json.dumps(dataset), results=json.dumps(results))
                    cases.append(case)
        elif mode == "perturbed":
            for file in arguments[1:]:
                dataset, results = perturbed(file, int(arguments[0]))
                for kind in ("bbox", "segm"):
                    case = evaluate(dataset, results, kind, {}, output)
                    case.update(name=file, results=json.dumps(results) if kind == "bbox" else None)
                    cases.append(case)
        else:
            for dataset, results, kind in zip(arguments[0::3], arguments[1::3], arguments[2::3]):
                with open(dataset) as file:
                    truth = json.load(file)
                with open(results) as file:
                    found = json.load(file)
                case = evaluate(truth, found, kind, {}, output)
                case.update(name=f"{kind} of {results.rsplit('/', 1)[-1]}")
                cases.append(case)
    with open(path, "w") as file:
        json.dump(cases, file)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
