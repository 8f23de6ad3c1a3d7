"""Times whole processes, from start to the overlay on disk: our command line and torchvision's, in turns.

    whole_process.py MODEL WEIGHTS IMAGE [--runs 5] [--score 0.05] [--maskrcnn .build/release/maskrcnn]

Prints the median and the range of seconds, the peak of resident memory, and the median of the ratios run by run. Both
draw the same detections and write a PNG; ours writes COCO results as well. A first run of each is not counted.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time


def run(command, output=os.devnull):
    """Seconds and peak bytes of one process, whose standard output goes to a file."""
    start = time.perf_counter()
    with open(output, "w") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.PIPE)
    message = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{command[0]} failed: {message}")
    return seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("weights")
    parser.add_argument("image")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--score", default="0.05")
    parser.add_argument("--maskrcnn", default=os.path.join(here, "../../.build/release/maskrcnn"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours = [
            options.maskrcnn, "predict", options.image, "--weights", options.weights, "--score", options.score,
            "--show", "masks,outlines,boxes,labels,scores", "--output", os.path.join(folder, "ours"), "--overwrite",
            "--quiet"]
        theirs = [
            sys.executable, os.path.join(here, "reference.py"), options.model, options.weights,
            os.path.join(folder, "theirs.json"), options.image, "--score", options.score,
            "--overlay", os.path.join(folder, "theirs.png")]
        measured = {"maskrcnn": [], "torchvision": []}
        for number in range(options.runs + 1):
            for name, command in (("maskrcnn", ours), ("torchvision", theirs)):
                result = run(command)
                if number > 0:
                    measured[name].append(result)
    for name, results in measured.items():
        seconds = [each[0] for each in results]
        peak = max(each[1] for each in results)
        print(
            f"{name:12} median {statistics.median(seconds):6.2f} s, {min(seconds):.2f} to {max(seconds):.2f}; "
            f"peak {peak / 2**20:.0f} MiB")
    ratios = [theirs[0] / ours[0] for ours, theirs in zip(measured["maskrcnn"], measured["torchvision"])]
    print(f"ratio        median {statistics.median(ratios):.2f}, {min(ratios):.2f} to {max(ratios):.2f}")


if __name__ == "__main__":
    main()
