#!/usr/bin/env bash
# Guessed: `average="micro"` of torchmetrics' MeanAveragePrecision pools the results of all classes, as "micro" does elsewhere: a cat
# that is called a dog is wrong there, too. And with `max_detection_thresholds=[10, 100, 500]` AP is that of 500 results an image, as
# the documentation says.
# Found in torchmetrics 1.9.0: with "micro" classes do not count at all: a model that confuses every one has an AP of 1. And with
# pycocotools below, AP is that of 100 results whatever the last limit (0.663) beside an AP50 and an AP75 of 500 (1 and 1); with
# faster-coco-eval it is that of 500.
. "$(dirname "$0")/environment.sh"
run_with torchmetrics==1.9.0 torch==2.13.0 torchvision==0.28.0 pycocotools==2.0.11 faster-coco-eval==1.8.0 <<'PY'
import subprocess, sys
import torch

if subprocess.run([sys.executable, "-c", "import torchvision"], capture_output=True).returncode != 0:
    # torchvision's wheel is for CUDA and torch's is not: operators that nothing here calls are only declared.
    library = torch.library.Library("torchvision", "FRAGMENT")
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
from torchmetrics.detection import MeanAveragePrecision

def figures(boxes, found, marked, backend, **options):
    metric = MeanAveragePrecision(backend=backend, **options)
    scores = torch.linspace(1, 0.5, len(boxes))
    metric.update([{"boxes": boxes, "scores": scores, "labels": found}], [{"boxes": boxes, "labels": marked}])
    return {name: round(float(value), 3) for name, value in metric.compute().items() if name in ("map", "map_50", "map_75")}

cats_and_dogs = torch.tensor([[10.0, 10, 50, 50], [60, 60, 90, 90]])
cells = torch.tensor([[10.0 * (i % 15), 10 * (i // 15), 10 * (i % 15) + 8, 10 * (i // 15) + 8] for i in range(150)])
one_class = torch.zeros(150, dtype=torch.int64)
for backend, at_100 in (("pycocotools", 0.663), ("faster_coco_eval", 1.0)):
    for average, right in (("macro", 0.0), ("micro", 1.0)):
        ap = figures(cats_and_dogs, torch.tensor([2, 1]), torch.tensor([1, 2]), backend, average=average)["map"]
        print(backend, average, "every class is confused: AP", ap)
        assert ap == right
    many = figures(cells, one_class, one_class, backend, max_detection_thresholds=[10, 100, 500])
    print(backend, "150 perfect results, at most 500:", many)
    assert many == {"map": at_100, "map_50": 1.0, "map_75": 1.0}
PY
