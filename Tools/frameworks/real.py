"""The real detectron2, maskrcnn-benchmark and mmdetection, run stage by stage on a picture. README.md says what has to be installed.

In float64 everything is computed so, but for detectron2's and mmdetection's anchors: the frameworks keep boxes in float32 otherwise.
"""
import ast
import os
import sys
import types

sys.path.insert(0, os.path.join(os.path.dirname(__file__), os.pardir, "parity"))
from peer import torch  # noqa: E402  (torchvision's operators are registered first)

import numpy as np  # noqa: E402
import pycocotools.mask as rle  # noqa: E402
from PIL import Image  # noqa: E402

# What a framework has in its state and a checkpoint may lack: no parameters.
BESIDE = ("cell_anchors", "num_batches_tracked", "data_preprocessor")


def load(model, path):
    state = torch.load(path, weights_only=True, map_location="cpu")
    state = state.get("model", state.get("state_dict", state))
    own = model.state_dict()
    missing = [name for name in own if name not in state and not any(part in name for part in BESIDE)]
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

        self.cfg, self.usual = get_cfg(), get_cfg()
        self.cfg.merge_from_file(config)
        self.cfg.merge_from_list(settings + ["MODEL.DEVICE", "cpu", "MODEL.WEIGHTS", ""])
        self.double = double
        self.model = build_model(self.cfg).eval()
        if weights:
            load(self.model, weights)
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

        self.usual = cfg.clone()
        cfg.merge_from_file(config)
        cfg.merge_from_list(settings + ["MODEL.DEVICE", "cpu"])
        self.cfg = cfg
        self.double = double
        self.model = build_detection_model(cfg).eval()
        if weights:
            load(self.model, weights)
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


class MMDetection:
    """mmdetection 3.3 with mmcv-lite, whose compiled operators are torchvision's here."""

    def __init__(self, config, weights, settings, double):
        self.stand_in()
        from mmdet.registry import MODELS
        from mmdet.utils import register_all_modules
        from mmengine.config import Config
        from mmengine.dataset import Compose

        register_all_modules()
        self.cfg = Config.fromfile(config)
        self.cfg.merge_from_dict(
            {key: ast.literal_eval(value) for key, value in zip(settings[::2], settings[1::2])})
        self.cfg.model.backbone.init_cfg = None
        self.double = double
        self.model = MODELS.build(self.cfg.model).eval()
        if weights:
            load(self.model, weights)
        if double:
            torch.Tensor.float = lambda tensor: tensor if tensor.is_floating_point() else tensor.to(torch.float64)
            torch.set_default_dtype(torch.float64)
            self.model.double()
            # Its mean and deviation were rounded to float32.
            for name in ("mean", "std"):
                values = torch.tensor(self.cfg.model.data_preprocessor[name], dtype=torch.float64)
                setattr(self.model.data_preprocessor, name, values.view(-1, 1, 1))
            anchors = self.model.rpn_head.prior_generator
            grid = anchors.grid_priors
            anchors.grid_priors = lambda sizes, dtype, device: [
                level.double() for level in grid(sizes, dtype=torch.float32, device=device)]
            sample = torch.nn.functional.grid_sample
            torch.nn.functional.grid_sample = lambda masks, grid, **options: sample(masks.to(grid.dtype), grid, **options)
        wanted = ("LoadImageFromFile", "Resize", "PackDetInputs")
        steps = [step for step in self.cfg.test_pipeline if step.type in wanted]
        steps[-1].meta_keys = ("img_path", "ori_shape", "img_shape", "scale_factor")
        self.pipeline = Compose(steps)

    @staticmethod
    def stand_in():
        """mmcv's module of compiled operators, of which Mask R-CNN takes two."""
        from torchvision import ops

        def nms(boxes, scores, iou_threshold, offset):
            assert offset == 0
            return ops.nms(boxes, scores, iou_threshold)

        def roi_align_forward(
                features, rois, output, argmax_y, argmax_x, aligned_height, aligned_width, spatial_scale, sampling_ratio,
                pool_mode, aligned):
            assert pool_mode == 1
            output.copy_(ops.roi_align(
                features, rois, (aligned_height, aligned_width), spatial_scale, sampling_ratio, aligned))

        operators = types.ModuleType("mmcv._ext")
        operators.nms, operators.roi_align_forward = nms, roi_align_forward
        operators.__getattr__ = lambda name: None
        sys.modules["mmcv._ext"] = operators

    def __call__(self, path, keep):
        data = self.pipeline({"img_path": path, "img_id": 0})
        data = self.model.data_preprocessor({"inputs": [data["inputs"]], "data_samples": [data["data_samples"]]})
        batch, samples = data["inputs"], data["data_samples"]
        keep("transform.images", batch)
        features = self.model.extract_feat(batch)
        for level, value in enumerate(features):
            keep(f"fpn.{level}", value)
        for level, pair in enumerate(zip(*self.model.rpn_head(features))):
            keep(f"rpn.logits.{level}", pair[0])
            keep(f"rpn.deltas.{level}", pair[1])
        proposals = self.model.rpn_head.predict(features, samples, rescale=False)
        boxes = proposals[0].bboxes
        keep("proposals.0", boxes)
        head = self.model.roi_head
        regions = torch.cat([boxes.new_zeros(len(boxes), 1), boxes], 1)
        keep("box.features", head._bbox_forward(features, regions)["bbox_feats"])
        found = head.predict(features, proposals, samples, rescale=True)[0]
        record = {
            "size": list(samples[0].ori_shape), "boxes": found.bboxes.tolist(), "scores": found.scores.tolist(),
            "labels": (found.labels + 1).tolist()}
        if "masks" in found:
            record["masks"] = masks(found.masks)
        return record


FRAMEWORKS = {"detectron2": Detectron2, "maskrcnn_benchmark": MaskRCNNBenchmark, "mmdetection": MMDetection}


def opened(framework, checkout, config, weights, settings, double):
    """A framework's network: a function of a picture's path and of what keeps a stage's name and tensor, which gives a record."""
    sys.path.insert(0, checkout)
    return FRAMEWORKS[framework](config, weights, settings, double)
