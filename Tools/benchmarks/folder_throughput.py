"""Times torchvision over a folder of photographs, for comparison with `maskrcnn predict FOLDER`.

    folder_throughput.py MODEL WEIGHTS FOLDER OUTPUT [--score 0.05] [--max-detections 100] [--threads N] [--limit N]

Each image in turn: decoded by PIL, the detector, masks and boxes drawn as `reference.py --overlay` does, a PNG in OUTPUT. One
line of JSON: {"images", "detections", "seconds", "images_per_second", "load_seconds", "peak_bytes"}; `seconds` is from the
first file read to the last one written, without the loading of the model.
"""
import argparse
import json
import os
import time

import network
import memory
import reference  # after network, which puts Tools/parity on the path

ENDINGS = (".jpg", ".jpeg", ".jpe", ".png", ".webp", ".tif", ".tiff", ".gif", ".bmp")


def segment(model, path, output):
    """Writes the picture with what is found in it, and gives the number of that."""
    image = network.detector.read_image(path)
    with network.torch.inference_mode():
        found = model([image])[0]
    stem = os.path.splitext(os.path.basename(path))[0]
    reference.draw(image, found, os.path.join(output, f"{stem}.png"))
    return len(found["scores"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("weights")
    parser.add_argument("folder")
    parser.add_argument("output")
    parser.add_argument("--score", type=float, default=0.05, help="the least score of a detection")
    parser.add_argument("--max-detections", type=int, default=100)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--limit", type=int, help="the first images alone, by name")
    options = parser.parse_args()
    names = sorted(name for name in os.listdir(options.folder) if name.lower().endswith(ENDINGS))[:options.limit]
    if not names:
        parser.error(f"{options.folder} holds no images")
    os.makedirs(options.output, exist_ok=True)
    network.torch.set_num_threads(options.threads)
    start = time.perf_counter()
    model = network.load(options.model, options.weights, options.score, options.max_detections)
    loaded = time.perf_counter()
    counts = [segment(model, os.path.join(options.folder, name), options.output) for name in names]
    seconds = time.perf_counter() - loaded
    print(json.dumps({
        "images": len(names), "detections": sum(counts), "seconds": seconds, "images_per_second": len(names) / seconds,
        "load_seconds": loaded - start, "peak_bytes": memory.peak_bytes()}))


if __name__ == "__main__":
    main()
