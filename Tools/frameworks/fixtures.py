"""What the real frameworks say of one picture, stage by stage in float64: the fixtures of FrameworkStageTests.

    fixtures.py CASE CHECKOUT PICTURE OUTPUT.json          (CASE: one of CASES below)

Weights are drawn anew by the test: each number of a tensor is low + (high - low) u, rounded to float32, where u is the upper 53 bits of
SplitMix64's next number over 2^53, and the seed is the tensor's name (FNV-1a, 64 bits). What a fixture says of a tensor is its shape, low and
high; of the predictors' biases all numbers, and of a tensor under a second name the first. Low and high are fitted so that every score, box and mask is lively.
"""
import json
import os
import sys

from real import BESIDE, np, opened, torch

GN = ["MODEL.RESNETS.NORM", "GN", "MODEL.RESNETS.STRIDE_IN_1X1", "False", "MODEL.FPN.NORM", "GN", "MODEL.ROI_BOX_HEAD.NAME",
      "FastRCNNConvFCHead", "MODEL.ROI_BOX_HEAD.NUM_CONV", "4", "MODEL.ROI_BOX_HEAD.NUM_FC", "1",
      "MODEL.ROI_BOX_HEAD.NORM", "GN", "MODEL.ROI_MASK_HEAD.NORM", "GN"]
DETECTRON2 = ["INPUT.MIN_SIZE_TEST", "128", "INPUT.MAX_SIZE_TEST", "300", "MODEL.RPN.PRE_NMS_TOPK_TEST", "200",
              "MODEL.RPN.POST_NMS_TOPK_TEST", "100", "TEST.DETECTIONS_PER_IMAGE", "20"]
LOW = ["MODEL.ROI_HEADS.SCORE_THRESH_TEST", "0.015"]
BENCHMARK = ["INPUT.MIN_SIZE_TEST", "128", "INPUT.MAX_SIZE_TEST", "300", "MODEL.RPN.PRE_NMS_TOP_N_TEST", "200",
             "MODEL.RPN.POST_NMS_TOP_N_TEST", "100", "MODEL.RPN.FPN_POST_NMS_TOP_N_TEST", "100",
             "MODEL.ROI_HEADS.DETECTIONS_PER_IMG", "20"]
MMDETECTION = ["test_pipeline.1.scale", "(300, 128)", "model.test_cfg.rpn.nms_pre", "200",
               "model.test_cfg.rpn.max_per_img", "100", "model.test_cfg.rcnn.max_per_img", "20"]
# The framework, its file within the checkout, and what is set.
CASES = {
    "detectron2-mask": ("detectron2", "configs/COCO-InstanceSegmentation/mask_rcnn_R_50_FPN_1x.yaml", DETECTRON2),
    "detectron2-keypoint": ("detectron2", "configs/COCO-Keypoints/keypoint_rcnn_R_50_FPN_1x.yaml", DETECTRON2),
    "detectron2-c4": (
        "detectron2", "configs/COCO-InstanceSegmentation/mask_rcnn_R_50_C4_1x.yaml", DETECTRON2 + LOW),
    "detectron2-dc5": (
        "detectron2", "configs/COCO-InstanceSegmentation/mask_rcnn_R_50_DC5_1x.yaml", DETECTRON2 + LOW),
    "detectron2-gn": ("detectron2", "configs/COCO-InstanceSegmentation/mask_rcnn_R_50_FPN_1x.yaml", DETECTRON2 + GN),
    "maskrcnn-benchmark-mask": ("maskrcnn_benchmark", "configs/e2e_mask_rcnn_R_50_FPN_1x.yaml", BENCHMARK),
    "maskrcnn-benchmark-keypoint": ("maskrcnn_benchmark", "configs/e2e_keypoint_rcnn_R_50_FPN_1x.yaml", BENCHMARK),
    "maskrcnn-benchmark-c4": (
        "maskrcnn_benchmark", "configs/e2e_mask_rcnn_R_50_C4_1x.yaml",
        BENCHMARK + ["MODEL.ROI_HEADS.SCORE_THRESH", "0.015"]),
    "maskrcnn-benchmark-gn": (
        "maskrcnn_benchmark", "configs/gn_baselines/e2e_mask_rcnn_R_50_FPN_1x_gn.yaml", BENCHMARK),
    "mmdetection-mask": ("mmdetection", "mask_rcnn/mask-rcnn_r50_fpn_1x_coco.py", MMDETECTION),
    "mmdetection-faster": ("mmdetection", "faster_rcnn/faster-rcnn_r50_fpn_1x_coco.py", MMDETECTION),
    "mmdetection-caffe": ("mmdetection", "mask_rcnn/mask-rcnn_r50-caffe_fpn_1x_coco.py", MMDETECTION),
}
# The spread that each predictor's output is brought to; every other layer's without a norm is 1.
SPREAD = {
    "objectness_logits": 2.0, "cls_logits": 2.0, "rpn_cls": 2.0, "anchor_deltas": 0.25, "rpn_reg": 0.25, "rpn.head.bbox_pred": 0.25,
    "cls_score": 2.0, "fc_cls": 2.0, "bbox_pred": 1.0, "fc_reg": 1.0, "mask_head.predictor": 2.0, "mask_fcn_logits": 2.0,
    "conv_logits": 2.0, "score_lowres": 2.0, "kps_score_lowres": 2.0,
}
BACKGROUND = 3.0
RESIDUAL = 0.25
LINEAR = (torch.nn.Conv2d, torch.nn.ConvTranspose2d, torch.nn.Linear)
SAMPLES = 24


def drawn(name, entry):
    count = int(np.prod(entry["shape"], dtype=np.int64))
    if "values" in entry:
        return torch.tensor(entry["values"], dtype=torch.float32).reshape(entry["shape"])
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    u = (z >> np.uint64(11)).astype(np.float64) * 2.0**-53
    numbers = entry["low"] + (entry["high"] - entry["low"]) * u
    return torch.from_numpy(numbers.astype(np.float32).reshape(entry["shape"]))


def first_table(model, byte_pixels):
    """Each tensor's shape, and between what its numbers are drawn: He's spread for weights; norms that matter and keep it."""
    table, first = {}, {}
    for name, tensor in model.state_dict().items():
        if any(part in name for part in BESIDE):
            continue
        # Two heads of maskrcnn-benchmark's C4 networks have one stage, under two names.
        if first.setdefault(tensor.data_ptr(), name) != name:
            table[name] = {"as": first[tensor.data_ptr()]}
            continue
        kind = name.rsplit(".", 1)[1]
        if tensor.dim() > 1:
            reach = (6 / tensor[0].numel()) ** 0.5
            if name.endswith("stem.conv1.weight") or name == "backbone.conv1.weight":
                reach /= 58 if byte_pixels else 1
            low, high = -reach, reach
        elif kind == "running_var":
            low, high = 0.9, 1.1
        elif kind == "weight":  # of a norm
            last = "conv3.norm" in name or ".bn3." in name or ".gn3." in name
            low, high = (0.8 * RESIDUAL, 1.2 * RESIDUAL) if last else (0.8, 1.2)
        else:
            low, high = -0.1, 0.1
        table[name] = {"shape": list(tensor.shape), "low": low, "high": high}
    return table


def fill(model, table):
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if "shape" in table.get(name, ()):
                tensor.copy_(drawn(name, table[name]))


def spread(name):
    return next((value for key, value in SPREAD.items() if name == key or name.endswith("." + key)), None)


def fit(model, table, run):
    """Scales each layer without a norm to its spread as it is met, and centres the predictors."""
    fitted = set()
    followed = norm_followed(model)

    def hook(name):
        def scale(layer, inputs, output):
            if name in fitted:
                return None
            fitted.add(name)
            wanted = spread(name) or 1.0
            factor = float(wanted / (output.std() + 1e-12))
            weight = table[name + ".weight"]
            weight["low"], weight["high"] = weight["low"] * factor, weight["high"] * factor
            layer.weight.data.mul_(factor)
            if layer.bias is not None:
                layer.bias.data.mul_(factor if spread(name) else 0)
                if spread(name):
                    channels = (0, 2, 3) if output.dim() == 4 else (0,)
                    layer.bias.data.sub_(output.mean(channels) * factor)
                    if name.endswith("cls_score") or name.endswith("fc_cls"):
                        layer.bias.data[0 if "roi_heads.box.predictor" in name else -1] += BACKGROUND
                layer.bias.data.copy_(layer.bias.data.float())
                if spread(name):
                    table[name + ".bias"] = {
                        "shape": list(layer.bias.shape), "values": [float(value) for value in layer.bias.data.float()]}
                else:
                    table[name + ".bias"].update(low=-0.02, high=0.02)
                    layer.bias.data.copy_(drawn(name + ".bias", table[name + ".bias"]))
            return layer.forward(*inputs)

        return scale

    hooks = [
        layer.register_forward_hook(hook(name)) for name, layer in model.named_modules()
        if isinstance(layer, LINEAR) and name not in followed]
    run()
    for one in hooks:
        one.remove()


def norm_followed(model):
    """The layers that a norm follows: detectron2's hold theirs, the others' stand before it in the order of modules."""
    found, last = set(), None
    for name, module in model.named_modules():
        if isinstance(module, LINEAR):
            if getattr(module, "norm", None) is not None:
                found.add(name)
            last = name
        elif hasattr(module, "running_var") or isinstance(module, torch.nn.GroupNorm):
            if last:
                found.add(last)
    return found


def differing(settings, usual):
    """What a configuration sets, of what decides its network: a file of it need not be copied."""
    found = {}
    for key, value in settings.items():
        if isinstance(value, dict):
            value = differing(value, usual[key])
            if value:
                found[key] = value
        elif value != usual[key] and key not in ("DEVICE", "WEIGHTS", "WEIGHT"):
            found[key] = list(value) if isinstance(value, tuple) else value
    return found


def configuration(run):
    """The text of a configuration file that says the same; None where it is Python."""
    if not hasattr(run, "usual"):
        return None
    parts = ("MODEL", "INPUT", "TEST", "DATALOADER")
    settings = {part: value for part, value in differing(run.cfg, run.usual).items() if part in parts}
    return json.dumps(settings | ({"VERSION": 2} if "VERSION" in run.cfg else {}))


def stage(tensor):
    """Enough of a stage that no other is the same: its shape, sums, and numbers spread over it."""
    flat = tensor.detach().double().reshape(-1)
    count = len(flat)
    places = [(index * 2654435761) % count for index in range(min(SAMPLES, count))]
    return {
        "shape": list(tensor.shape), "sum": float(flat.sum()), "absolute": float(flat.abs().sum()),
        "samples": [float(flat[place]) for place in places]}


def main():
    case, checkout, picture, output = sys.argv[1:]
    framework, config, settings = CASES[case]
    if framework == "mmdetection":
        import mmdet

        checkout, config = "", os.path.join(os.path.dirname(mmdet.__file__), ".mim", "configs", config)
    else:
        config = os.path.join(checkout, config)
    run = opened(framework, checkout, config, None, settings, double=True)
    table = first_table(run.model, byte_pixels=framework != "mmdetection" or "caffe" in case)
    fill(run.model, table)
    with torch.no_grad():
        fit(run.model, table, lambda: run(picture, lambda name, value: None))
        fill(run.model, table)
        stages = {}
        record = run(picture, lambda name, value: stages.update({name: stage(value)}))
    made = {
        "framework": framework, "file": os.path.basename(config), "configuration": configuration(run),
        "tensors": table, "stages": stages, "detections": record}
    with open(output, "w") as file:
        json.dump(made, file, separators=(",", ":"))
        file.write("\n")
    scores = record["scores"]
    print(case, len(scores), "detections, scores", f"{min(scores):.3f} to {max(scores):.3f},", len(set(record["labels"])), "classes",
          os.path.getsize(output), "bytes")


if __name__ == "__main__":
    main()
