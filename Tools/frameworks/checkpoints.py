"""Checkpoints as the frameworks themselves save and load them, with random weights.

    python checkpoints.py save FRAMEWORK CHECKOUT CONFIG OUT     what training leaves; of detectron2 also OUT.pkl as in its model zoo
    python checkpoints.py same FRAMEWORK CHECKOUT CONFIG A B     loads both files by the framework's own code and compares all tensors

FRAMEWORK is detectron2 or maskrcnn-benchmark. Frozen norms get random statistics, so that none is like another. The environment is that
of counts.py.
"""

import os
import pickle
import sys

import counts
from peer import torch


def lively(model):
    """Random numbers for what a fresh network has zeros and ones for."""
    torch.manual_seed(0)
    for name, tensor in model.state_dict().items():
        if not tensor.is_floating_point() or "anchor" in name or name.startswith("pixel_"):
            continue
        if name.endswith("running_var"):
            tensor.uniform_(0.5, 1.5)
        elif tensor.dim() == 1:
            tensor.uniform_(-1, 1)
    return model


def detectron2_model(checkout, config):
    sys.path.insert(0, checkout)
    import detectron2

    sys.modules["detectron2._C"] = detectron2._C = counts.Anything("detectron2._C")
    from detectron2.config import get_cfg
    from detectron2.modeling import build_model

    cfg = get_cfg()
    cfg.merge_from_file(config)
    cfg.MODEL.DEVICE = "cpu"
    return cfg, build_model(cfg)


def save_detectron2(checkout, config, out):
    cfg, model = detectron2_model(checkout, config)
    from detectron2.checkpoint import DetectionCheckpointer
    from detectron2.solver import build_lr_scheduler, build_optimizer

    lively(model)
    optimizer = build_optimizer(cfg, model)
    folder, name = os.path.split(os.path.abspath(out))
    checkpointer = DetectionCheckpointer(
        model, folder, optimizer=optimizer, scheduler=build_lr_scheduler(cfg, optimizer))
    checkpointer.save(os.path.splitext(name)[0], iteration=89999)
    arrays = {key: value.numpy() for key, value in model.state_dict().items()}
    with open(os.path.splitext(out)[0] + ".pkl", "wb") as file:
        pickle.dump({"model": arrays, "__author__": "Detectron2 Model Zoo"}, file)


def load_detectron2(checkout, config, path):
    _, model = detectron2_model(checkout, config)
    from detectron2.checkpoint import DetectionCheckpointer

    DetectionCheckpointer(model).load(path)
    return model


def benchmark_model(checkout, config):
    counts.prepare_benchmark(checkout)
    from maskrcnn_benchmark.config import cfg as usual
    from maskrcnn_benchmark.modeling.detector import build_detection_model

    cfg = usual.clone()
    cfg.merge_from_file(config)
    return cfg, build_detection_model(cfg)


def save_benchmark(checkout, config, out):
    cfg, model = benchmark_model(checkout, config)
    from maskrcnn_benchmark.solver import make_lr_scheduler, make_optimizer
    from maskrcnn_benchmark.utils.checkpoint import DetectronCheckpointer

    lively(model)
    optimizer = make_optimizer(cfg, model)
    folder, name = os.path.split(os.path.abspath(out))
    # As in training on several machines: every name begins with "module.".
    wrapped = torch.nn.Module()
    wrapped.module = model
    checkpointer = DetectronCheckpointer(cfg, wrapped, optimizer, make_lr_scheduler(cfg, optimizer), folder, True)
    checkpointer.save(os.path.splitext(name)[0], iteration=90000)


def load_benchmark(checkout, config, path):
    cfg, model = benchmark_model(checkout, config)
    from maskrcnn_benchmark.utils.checkpoint import DetectronCheckpointer

    DetectronCheckpointer(cfg, model).load(path, use_latest=False)
    return model


def main():
    action, framework, checkout, config = sys.argv[1:5]
    save, load = {
        "detectron2": (save_detectron2, load_detectron2),
        "maskrcnn-benchmark": (save_benchmark, load_benchmark),
    }[framework]
    if action == "save":
        return save(checkout, config, sys.argv[5])
    first, second = (load(checkout, config, path).state_dict() for path in sys.argv[5:7])
    assert first.keys() == second.keys()
    other = [name for name in first if not torch.equal(first[name], second[name])]
    print(f"{len(first) - len(other)} of {len(first)} tensors are equal", *other[:5])
    sys.exit(1 if other else 0)


if __name__ == "__main__":
    main()
