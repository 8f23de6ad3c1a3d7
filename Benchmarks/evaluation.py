"""Times this package, pycocotools and faster-coco-eval on the same files, one after the other, again and again.

    evaluation.py BENCH FOLDER [--types bbox segm] [--rounds 3]

BENCH is the built evaluation-bench, FOLDER holds gt.json and results.json of evaluation_data.py. Prints medians of the
whole process (start, load, evaluate, sum up) and of the evaluation alone, and the greatest memory of each.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

PYTHON = """
import contextlib, io, json, sys, time
truth, results, kind, name, out = sys.argv[1:]
if name == "pycocotools":
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval as Evaluation
else:
    from faster_coco_eval import COCO, COCOeval_faster as Evaluation
with contextlib.redirect_stdout(io.StringIO()):
    coco = COCO(truth)
    found = coco.loadRes(results)
    start = time.perf_counter()
    run = Evaluation(coco, found, kind)
    run.evaluate()
    run.accumulate()
    run.summarize()
    seconds = time.perf_counter() - start
json.dump({"seconds": seconds, "figures": [float(v) for v in list(run.stats)[:12]]}, open(out, "w"))
"""


def measure(command, out):
    """Seconds of the whole process, its greatest memory in MiB, and what it wrote."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{command[0]} failed")
    with open(out) as file:
        answer = json.load(file)
    return seconds, usage.ru_maxrss / 1024, answer


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bench")
    parser.add_argument("folder")
    parser.add_argument("--types", nargs="+", default=["bbox", "segm"])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    files = [os.path.join(options.folder, name) for name in ("gt.json", "results.json")]
    for kind in options.types:
        runs = {"maskrcnn": [], "pycocotools": [], "faster-coco-eval": []}
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "out.json")
            for _ in range(options.rounds):
                for name, list_of_runs in runs.items():
                    command = [sys.executable, "-c", PYTHON, *files, kind, name, out]
                    if name == "maskrcnn":
                        command = [options.bench, *files, kind, out]
                    list_of_runs.append(measure(command, out))
        print(f"{kind}: {options.rounds} rounds, medians")
        base = [statistics.median(values) for values in columns(runs["maskrcnn"])]
        ours = runs["maskrcnn"][0][2]["figures"]
        for name, list_of_runs in runs.items():
            whole, alone, memory = (statistics.median(values) for values in columns(list_of_runs))
            worst = max(abs(a - b) for a, b in zip(ours, list_of_runs[0][2]["figures"]))
            print(
                f"  {name:17} whole {whole:7.2f} s ({whole / base[0]:6.1f}×)   evaluation {alone:7.2f} s "
                f"({alone / base[1]:6.1f}×)   peak {memory:6.0f} MiB   figures differ by {worst:.1e}")


def columns(runs):
    return [run[0] for run in runs], [run[2]["seconds"] for run in runs], [run[1] for run in runs]


if __name__ == "__main__":
    main()
