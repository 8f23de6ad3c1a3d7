"""LVIS's figures by the lvis package, for seeded random federated data sets.

    lviseval.py OUT.json FIRST_SEED COUNT

OUT.json has a list of cases; precision and recall of all cases follow each other as float64 in OUT.bin.
"""
import copy
import json
import logging
import sys
import types

import numpy as np

# The package draws pictures with these, and was written for an older numpy.
for name in ("cv2", "matplotlib", "matplotlib.pyplot", "matplotlib.collections", "matplotlib.patches"):
    sys.modules.setdefault(name, types.ModuleType(name))
sys.modules["matplotlib.collections"].PatchCollection = None
sys.modules["matplotlib.patches"].Polygon = None
np.float = float
np.int = int

from cocoeval import random_case  # noqa: E402
from difficult import difficult_case  # noqa: E402
from lvis import LVIS, LVISEval, LVISResults  # noqa: E402

logging.disable(logging.CRITICAL)


def federated_case(seed):
    dataset, results, options = (difficult_case if seed % 2 else random_case)(seed)
    random = np.random.default_rng(seed + 1_000_000)
    ids = [category["id"] for category in dataset["categories"]]
    for category in dataset["categories"]:
        category["frequency"] = str(random.choice(["r", "c", "f"]))
    for image in dataset["images"]:
        image["neg_category_ids"] = [v for v in ids if random.random() < 0.4]
        image["not_exhaustive_category_ids"] = [v for v in ids if random.random() < 0.3]
    for annotation in dataset["annotations"]:
        annotation["iscrowd"] = 0
    recalls = options.get("recallThresholds")
    limit = int(random.choice([300, 300, 3, 8]))
    return dataset, results, {"recallThresholds": recalls, "maxDetections": [limit]}


def evaluate(dataset, results, kind, options, output):
    truth = LVIS.__new__(LVIS)
    truth.logger = logging.getLogger()
    truth.dataset = copy.deepcopy(dataset)
    truth._create_index()
    limit = options["maxDetections"][0]
    run = LVISEval(truth, LVISResults(truth, copy.deepcopy(results), max_dets=limit), kind)
    run.params.max_dets = limit
    if options["recallThresholds"]:
        run.params.rec_thrs = np.array(options["recallThresholds"])
    run.run()
    shape = list(run.eval["precision"].shape) + [1]
    case = {"type": kind, "options": options, "shape": shape, "offset": output.tell() // 8}
    case["figures"] = [float(figure) for figure in run.results.values()]
    case["names"] = list(run.results)
    for name in ("precision", "recall"):
        output.write(np.ascontiguousarray(run.eval[name], dtype="<f8").tobytes())
    return case


def main(path, first, count):
    cases = []
    with open(path[: -len(".json")] + ".bin", "wb") as output:
        for seed in range(int(first), int(first) + int(count)):
            dataset, results, options = federated_case(seed)
            for kind in ("bbox", "segm"):
                case = evaluate(dataset, results, kind, options, output)
                case.update(name=f"seed {seed}", dataset=json.dumps(dataset), results=json.dumps(results))
                cases.append(case)
    with open(path, "w") as file:
        json.dump(cases, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
