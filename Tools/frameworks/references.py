"""What a real framework finds in pictures, to compare with what the product finds (compare.py).

    references.py detectron2|maskrcnn_benchmark|mmdetection CHECKOUT CONFIG WEIGHTS.pth OUTPUT.json IMAGE... [KEY VALUE ...]

Writes the detections at the pictures' own sizes. CONFIG is the framework's own file; mmdetection, which is a package, needs no CHECKOUT: "".
"""
import json
import sys

from real import opened, torch


def main():
    framework, checkout, config, weights, output, *rest = sys.argv[1:]
    pictures = [argument for argument in rest if argument.endswith((".png", ".jpg"))]
    run = opened(framework, checkout, config, weights, rest[len(pictures):], double=False)
    records = []
    with torch.no_grad():
        for path in pictures:
            records.append(run(path, lambda name, value: None))
            print(path, len(records[-1]["scores"]), "detections", flush=True)
    with open(output, "w") as file:
        json.dump(records, file)


if __name__ == "__main__":
    main()
