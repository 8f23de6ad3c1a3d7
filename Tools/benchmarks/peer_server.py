"""Runs a peer's whole detector on one image as often as it is told to, for `maskrcnn bench --compare`.

    peer_server.py PEER MODEL WEIGHTS --image FILE [--score 0.05] [--max-detections 100] [--threads N]
                   [--export-folder DIR] [--check]
    peer_server.py torchvision MODEL WEIGHTS --image FILE --class-map FILE [--threads N]

PEER is torchvision, openvino or onnxruntime; MODEL a builder of torchvision.models.detection, such as
maskrcnn_resnet50_fpn_v2, or, with --class-map, of torchvision.models.segmentation, such as fcn_resnet50; WEIGHTS a .pth or
.safetensors file. Lines of JSON on standard output and words on standard input:

    (start)   {"ready": true, "peer": ..., "versions": {...}, "load_seconds": ..., "export_seconds": ...}
    run       {"seconds": ..., "detections": ...}: from the decoded image's bytes to full-size masks > 0.5, if any; with
              --class-map {"seconds": ...}: to the class of every pixel
    quit      {"peak_bytes": ...}, and the end with status 0; so does the end of the input
    (a fault) {"error": "..."}, and the end with status 1

After the first run, and outside its time, --class-map FILE is written: a byte a pixel of its class, row by row, and then a byte
a pixel, 1 where the two highest logits lie within 1e-4 of the largest logit of all, so that rounding decides.

openvino and onnxruntime run a graph that torchvision exports for the image's size; it is made once and kept in the export
folder (by default `exports` beside the Python environment), and `export_seconds` is near 0 where it was there. With `--check`,
instead of all that, the peer and torchvision run once each, and one line says how far apart they are; status 1 if too far.
"""
import argparse
import importlib.metadata
import json
import os
import sys
import time
import traceback

import memory

REMEDY = "Scripts/peers.sh --benchmarks installs it"


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise ValueError(message)


def parse():
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=("torchvision", "openvino", "onnxruntime"))
    parser.add_argument("model")
    parser.add_argument("weights")
    parser.add_argument("--image", required=True)
    parser.add_argument("--score", type=float, default=0.05, help="the least score of a detection")
    parser.add_argument("--max-detections", type=int, default=100)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--class-map", help="a network that gives every pixel a class, and where its map is written")
    parser.add_argument("--export-folder", help="where exported graphs are kept")
    parser.add_argument("--check", action="store_true", help="compares with torchvision instead")
    options = parser.parse_args()
    if options.class_map and (options.peer != "torchvision" or options.check):
        raise ValueError("--class-map is for torchvision alone, and without --check")
    return options


def own_output():
    """A file for our lines alone: what libraries print goes to standard error, whatever language they are written in."""
    lines = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    return lines


def read_pixels(path):
    """[H, W, 3] bytes."""
    import numpy as np
    from PIL import Image

    with Image.open(path) as image:
        return np.array(image.convert("RGB"))


def export(peer, options, pixels):
    """Sets the path of the graph that the peer runs, and gives the seconds that it took to have it."""
    import exports

    importlib.metadata.version(peer)  # no export for a peer that is not installed
    options.export_folder = options.export_folder or exports.default_folder()
    start = time.perf_counter()
    options.export = exports.cached(options, *pixels.shape[:2])
    return time.perf_counter() - start


def load(peer, options, pixels):
    """The engine, the seconds that it took to load, and those that its export took."""
    import engines

    export_seconds = 0 if peer == "torchvision" else export(peer, options, pixels)
    start = time.perf_counter()
    engine = (engines.ClassMaps if options.class_map else engines.ENGINES[peer])(options)
    return engine, time.perf_counter() - start, export_seconds


def check(options, pixels):
    """Runs the peer and torchvision, and says how far apart they are."""
    found, expected = (load(peer, options, pixels)[0].run(pixels) for peer in (options.peer, "torchvision"))
    from agreement import agreement

    return {"peer": options.peer, **agreement(found, expected)}


def serve(options, pixels, say):
    """Answers one line after another."""
    engine, load_seconds, export_seconds = load(options.peer, options, pixels)
    versions = {name: importlib.metadata.version(name) for name in engine.packages}
    say({
        "ready": True, "peer": options.peer, "versions": versions, "load_seconds": load_seconds,
        "export_seconds": export_seconds})
    for line in sys.stdin:
        word = line.strip()
        if word == "quit":
            break
        if word != "run":
            raise ValueError(f"{word!r} is neither run nor quit")
        start = time.perf_counter()
        found = engine.run(pixels)
        seconds = time.perf_counter() - start
        if options.class_map:
            if not os.path.exists(options.class_map):
                engine.write(found, options.class_map)
            say({"seconds": seconds})
        else:
            say({"seconds": seconds, "detections": len(found["scores"])})
        del found
    say({"peak_bytes": memory.peak_bytes()})


def main():
    if {"-h", "--help"} & set(sys.argv):
        parse()
    lines = own_output()

    def say(answer):
        print(json.dumps(answer), file=lines)

    try:
        options = parse()
        # Read when NumPy is imported. Its products here are small, and more threads wait for each other.
        os.environ["OPENBLAS_NUM_THREADS"] = "1"
        pixels = read_pixels(options.image)
        if not options.check:
            serve(options, pixels, say)
            return 0
        answer = check(options, pixels)
        say(answer)
        return 0 if answer["agrees"] else 1
    except ModuleNotFoundError as error:
        say({"error": f"{error.name} is not installed for {sys.executable}; {REMEDY}"})
    except Exception as error:  # whoever started this reads lines of JSON and nothing else
        traceback.print_exc()
        say({"error": f"{type(error).__name__}: {error}"})
    return 1


if __name__ == "__main__":
    sys.exit(main())
