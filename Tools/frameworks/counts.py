"""Parameters of every network that a framework's own configurations describe, counted by the framework itself.

    python counts.py detectron2 CHECKOUT > detectron2.json
    python counts.py maskrcnn-benchmark CHECKOUT > maskrcnn-benchmark.json

CHECKOUT is a checkout of the framework; its Python is imported from there and needs no compiled operators, since nothing is computed.
It runs in an environment of its own that has what the framework's setup.py asks for, torch and torchvision (see Tools/parity/peer.py).
For each file of its folder `configs` the result has

    parameters   the elements of the network's parameters, norms that its training would freeze included where they are parameters
    weights      the elements of all tensors of its state dictionary but statistics and anchors
    digest       SHA-256 of the lines "NAME d0,d1,...\n" of the state dictionary but anchors, sorted

or `refused`, the key that makes it another network than a Mask, Faster or Keypoint R-CNN of plain convolutions.
"""

import hashlib
import json
import os
import sys
import types

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "parity"))

from peer import torch, torchvision  # noqa: E402, F401


class Anything(types.ModuleType):
    """Stands for a compiled module: whatever is asked of it is there, and nothing of it works."""

    __path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)

        def missing(*_, **__):
            raise NotImplementedError(name)

        return missing


def describe(model, skipped):
    state = {k: v for k, v in model.state_dict().items() if not any(s in k for s in skipped)}
    statistics = ("running_mean", "running_var", "num_batches_tracked")
    lines = sorted(f"{k} {','.join(map(str, v.shape))}\n" for k, v in state.items() if not k.endswith(statistics[2]))
    return {
        "parameters": sum(p.numel() for p in model.parameters()),
        "weights": sum(v.numel() for k, v in state.items() if not k.endswith(statistics)),
        "digest": hashlib.sha256("".join(lines).encode()).hexdigest(),
    }


def configurations(checkout):
    root = os.path.join(checkout, "configs")
    for folder, _, names in os.walk(root):
        for name in names:
            if name.endswith(".yaml"):
                path = os.path.join(folder, name)
                yield os.path.relpath(path, root), path


def detectron2(checkout):
    sys.path.insert(0, checkout)
    import detectron2

    sys.modules["detectron2._C"] = detectron2._C = Anything("detectron2._C")
    from detectron2.config import get_cfg
    from detectron2.modeling import build_model

    for name, path in configurations(checkout):
        cfg = get_cfg()
        cfg.merge_from_file(path)
        cfg.MODEL.DEVICE = "cpu"
        model = cfg.MODEL
        checks = {
            "MODEL.META_ARCHITECTURE": model.META_ARCHITECTURE == "GeneralizedRCNN",
            "MODEL.PROPOSAL_GENERATOR.NAME": model.PROPOSAL_GENERATOR.NAME == "RPN",
            "MODEL.ROI_HEADS.NAME": model.ROI_HEADS.NAME in ("StandardROIHeads", "Res5ROIHeads"),
            "MODEL.RESNETS.DEFORM_ON_PER_STAGE": not any(model.RESNETS.DEFORM_ON_PER_STAGE),
        }
        refused = [key for key, usual in checks.items() if not usual]
        if model.META_ARCHITECTURE == "ProposalNetwork":
            refused = ["MODEL.META_ARCHITECTURE"]
        yield name, {"refused": refused[0]} if refused else describe(build_model(cfg), ["anchor_generator", "pixel_"])


def prepare_benchmark(checkout):
    """Makes maskrcnn-benchmark importable by what has changed in Python's libraries since."""
    sys.path.insert(0, checkout)
    import importlib

    import numpy

    # Named so until NumPy 1.20 and PyTorch 1.9.
    numpy.float = float
    from torch.utils import model_zoo

    for name in ("_download_url_to_file", "urlparse", "HASH_REGEX"):
        setattr(model_zoo, name, getattr(model_zoo, name, None))
    six = types.ModuleType("torch._six")
    six.PY3, six.PY37, six.string_classes = True, True, (str,)
    sys.modules["torch._six"] = torch._six = six
    sys.modules["apex"] = apex = Anything("apex")
    apex.amp = types.SimpleNamespace(float_function=lambda function: function)
    package = importlib.import_module("maskrcnn_benchmark")
    sys.modules["maskrcnn_benchmark._C"] = package._C = Anything("maskrcnn_benchmark._C")


def maskrcnn_benchmark(checkout):
    prepare_benchmark(checkout)
    from maskrcnn_benchmark.config import cfg as usual
    from maskrcnn_benchmark.modeling.detector import build_detection_model

    for name, path in configurations(checkout):
        cfg = usual.clone()
        cfg.merge_from_file(path)
        model = cfg.MODEL
        checks = {
            "MODEL.RETINANET_ON": not model.RETINANET_ON,
            "MODEL.RPN_ONLY": not model.RPN_ONLY,
            "MODEL.BACKBONE.CONV_BODY": model.BACKBONE.CONV_BODY.startswith("R-"),
            "MODEL.RESNETS.STAGE_WITH_DCN": not any(model.RESNETS.STAGE_WITH_DCN),
        }
        refused = [key for key, usual_value in checks.items() if not usual_value]
        if refused:
            yield name, {"refused": refused[0]}
            continue
        result = describe(build_detection_model(cfg), ["cell_anchors"])
        yield name, result


if __name__ == "__main__":
    framework = {"detectron2": detectron2, "maskrcnn-benchmark": maskrcnn_benchmark}[sys.argv[1]]
    result = {name.replace(os.sep, "/"): value for name, value in framework(sys.argv[2])}
    print("{")
    lines = [f"  {json.dumps(name)}: {json.dumps(result[name])}" for name in sorted(result)]
    print(",\n".join(lines))
    print("}")
