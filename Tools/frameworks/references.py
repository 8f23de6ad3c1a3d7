"""What the real detectron2 or maskrcnn-benchmark makes of pictures, stage by stage: for FrameworkStageTests, and to compare by hand.

    references.py detectron2|maskrcnn_benchmark CHECKOUT CONFIG.yaml WEIGHTS.pth OUTPUT IMAGE... [--double] [KEY VALUE ...]

Writes OUTPUT.safetensors, the tensors of each stage, and OUTPUT.json, the detections at the pictures' own sizes. README.md says what has to be
installed. With --double everything is computed in float64, but for detectron2's anchors: both frameworks keep boxes in float32
otherwise.
"""
import json
import os
import sys
import types

sys.path.insert(0, os.path.join(os.path.dirname(__file__), os.pardir, "parity"))
from peer import torch  # noqa: E402  (torchvision's operators are registered first)

import numpy as np  # noqa: E402
import pycocotools.mask as rle  # noqa: E402
from PIL import Image  # noqa: E402
from safetensors.torch import save_file  # noqa: E402


def load(model, path):
    state = torch.load(path, weights_only=True, map_location="cpu")
    state = state.get("model", state)
    own = model.state_dict()
    missing = [name for name in own if name not in state and "cell_anchors" not in name]
    if missing or set(state) - set(own):
        sys.exit(f"{path} does not fit: missing {missing[:3]}, unexpected {sorted(set(state) - set(own))[:3]}")
    model.load_state_dict(state, strict=False)
    return model.eval()


def masks(bitmaps):
    encoded = [rle.encode(np.asfortranarray(np.asarray(bitmap, dtype=np.uint8))) for bitmap in bitmaps]
    return [{"size": mask["size"], "counts": mask["counts"].decode()} for mask in encoded]


class Detectron2:
    def __init__(self, config, weights, settings, double):
        from detectron2.config import get_cfg
        from detectron2.data import transforms
        from detectron2.modeling import build_model

        self.cfg = get_cfg()
        self.cfg.merge_from_file(config)
        self.cfg.merge_from_list(settings + ["MODEL.DEVICE", "cpu", "MODEL.WEIGHTS", ""])
        self.double = double
        self.model = load(build_model(self.cfg), weights)
        if double:
            self.compute_in_double()
        self.resize = transforms.ResizeShortestEdge(
            [self.cfg.INPUT.MIN_SIZE_TEST] * 2, self.cfg.INPUT.MAX_SIZE_TEST)

    def compute_in_double(self):
        from detectron2.structures import boxes

        def keep(self, tensor):
            self.tensor = torch.as_tensor(tensor, dtype=torch.float64).reshape(-1, 4)

        boxes.Boxes.__init__ = keep
        torch.Tensor.float = lambda tensor: tensor if tensor.is_floating_point() else tensor.to(torch.float64)
        torch.set_default_dtype(torch.float64)
        self.model.double()
        self.model.proposal_generator.anchor_generator.to(torch.float32)
        for name, values in (("pixel_mean", self.cfg.MODEL.PIXEL_MEAN), ("pixel_std", self.cfg.MODEL.PIXEL_STD)):
            setattr(self.model, name, torch.tensor(values, dtype=torch.float64).view(-1, 1, 1))

    def __call__(self, path, keep):
        from detectron2.data.detection_utils import read_image
        from detectron2.modeling.postprocessing import detector_postprocess

        image = read_image(path, format=self.cfg.INPUT.FORMAT)
        height, width = image.shape[:2]
        pixels = torch.as_tensor(
            self.resize.get_transform(image).apply_image(image).astype("float64" if self.double else "float32")
            .transpose(2, 0, 1).copy())
        batch = self.model.preprocess_image([{"image": pixels, "height": height, "width": width}])
        keep("transform.images", batch.tensor)
        features = self.model.backbone(batch.tensor)
        for name, value in features.items():
            keep(f"features.{name}", value)
        proposals = self.model.proposal_generator
        logits, deltas = proposals.rpn_head([features[name] for name in proposals.in_features])
        for level, pair in enumerate(zip(logits, deltas)):
            keep(f"rpn.logits.{level}", pair[0])
            keep(f"rpn.deltas.{level}", pair[1])
        boxes, _ = proposals(batch, features, None)
        keep("proposals.0", boxes[0].proposal_boxes.tensor)
        heads = self.model.roi_heads
        if hasattr(heads, "box_pooler"):
            cut = heads.box_pooler(
                [features[name] for name in heads.box_in_features], [one.proposal_boxes for one in boxes])
            keep("box.features", cut)
        found = detector_postprocess(heads(batch, features, boxes, None)[0][0], height, width)
        record = {
            "size": [height, width], "boxes": found.pred_boxes.tensor.tolist(), "scores": found.scores.tolist(),
            "labels": (found.pred_classes + 1).tolist()}
        if found.has("pred_masks"):
            record["masks"] = masks(found.pred_masks)
        if found.has("pred_keypoints"):
            record["keypoints"] = found.pred_keypoints.tolist()
        return record


class MaskRCNNBenchmark:
    def __init__(self, config, weights, settings, double):
        self.stand_in()
        from maskrcnn_benchmark.config import cfg
        from maskrcnn_benchmark.data.transforms import transforms
        from maskrcnn_benchmark.modeling.detector import build_detection_model

        cfg.merge_from_file(config)
        cfg.merge_from_list(settings + ["MODEL.DEVICE", "cpu"])
        self.cfg = cfg
        self.double = double
        self.model = load(build_detection_model(cfg), weights)
        if double:
            self.compute_in_double()
        self.resize = transforms.Resize(cfg.INPUT.MIN_SIZE_TEST, cfg.INPUT.MAX_SIZE_TEST)
        self.normalize = transforms.Normalize(
            cfg.INPUT.PIXEL_MEAN, cfg.INPUT.PIXEL_STD, to_bgr255=cfg.INPUT.TO_BGR255)

    @staticmethod
    def stand_in():
        """What it asks of packages of its time, and does not use here."""
        import cv2

        np.float, np.int, np.bool = float, int, bool
        torch._six = types.SimpleNamespace(PY3=True)
        apex = types.ModuleType("apex")
        apex.amp = types.SimpleNamespace(float_function=lambda function: function)
        sys.modules["apex"] = apex
        for name in ("cityscapesscripts", "cityscapesscripts.helpers"):
            sys.modules[name] = types.ModuleType(name)
        sys.modules["cityscapesscripts.helpers"].csHelpers = None
        resize = cv2.resize
        cv2.resize = lambda array, size, **options: resize(array, (int(size[0]), int(size[1])), **options)

    def compute_in_double(self):
        from maskrcnn_benchmark.structures import bounding_box

        make = bounding_box.BoxList.__init__

        def keep(self, bbox, image_size, mode="xyxy"):
            make(self, bbox, image_size, mode)
            self.bbox = torch.as_tensor(bbox, dtype=torch.float64)

        bounding_box.BoxList.__init__ = keep
        torch.set_default_dtype(torch.float64)
        self.model.double()

    def __call__(self, path, keep):
        from maskrcnn_benchmark.modeling.roi_heads.mask_head.inference import Masker
        from maskrcnn_benchmark.structures.image_list import to_image_list
        from torchvision.transforms import functional

        image = Image.open(path).convert("RGB")
        pixels = functional.to_tensor(functional.resize(image, self.resize.get_size(image.size)))
        batch = to_image_list(
            [self.normalize(pixels.double() if self.double else pixels)], self.cfg.DATALOADER.SIZE_DIVISIBILITY)
        keep("transform.images", batch.tensors)
        features = self.model.backbone(batch.tensors)
        for level, value in enumerate(features):
            keep(f"fpn.{level}", value)
        logits, deltas = self.model.rpn.head(features)
        for level, pair in enumerate(zip(logits, deltas)):
            keep(f"rpn.logits.{level}", pair[0])
            keep(f"rpn.deltas.{level}", pair[1])
        boxes, _ = self.model.rpn(batch, features, None)
        keep("proposals.0", boxes[0].bbox)
        head = self.model.roi_heads.box
        logits, deltas = head.predictor(head.feature_extractor(features, boxes))
        keep("box.class_logits", logits)
        keep("box.deltas", deltas)
        found = self.model.roi_heads(features, boxes, None)[1][0].resize(image.size)
        record = {
            "size": [image.size[1], image.size[0]], "boxes": found.bbox.tolist(),
            "scores": found.get_field("scores").tolist(), "labels": found.get_field("labels").tolist()}
        if found.has_field("mask"):
            record["masks"] = masks(Masker(threshold=0.5, padding=1)([found.get_field("mask")], [found])[0][:, 0])
        if found.has_field("keypoints"):
            record["keypoints"] = found.get_field("keypoints").keypoints.tolist()
        return record


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--double"]
    framework, checkout, config, weights, output, *rest = arguments
    pictures = [argument for argument in rest if argument.endswith((".png", ".jpg"))]
    sys.path.insert(0, checkout)
    kind = {"detectron2": Detectron2, "maskrcnn_benchmark": MaskRCNNBenchmark}[framework]
    run = kind(config, weights, rest[len(pictures):], "--double" in sys.argv)
    stages, records = {}, []
    with torch.no_grad():
        for index, path in enumerate(pictures):
            records.append(
                run(path, lambda name, value: stages.update({f"{index}.{name}": value.contiguous().clone()})))
            print(path, len(records[-1]["scores"]), "detections", flush=True)
    save_file(stages, output + ".safetensors")
    with open(output + ".json", "w") as file:
        json.dump(records, file)


if __name__ == "__main__":
    main()
