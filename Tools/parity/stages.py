"""Runs a torchvision detector on images, as one batch, and writes the tensors of every stage, so that the first stage in
which another implementation differs can be named.

    stages.py MODEL WEIGHTS OUT.safetensors IMAGE... [--dtype float64] [--min-size 800] [--only PREFIX...]

Beside it goes OUT.json, the detections (results.py). Tensors, N images, K detections over all images:

    transform.images [N,3,H,W]  transform.sizes [N,2]: height, width without padding
    backbone.layer1 … layer4    fpn.0 … fpn.3, fpn.pool
    rpn.logits.L [N,3,h,w]      rpn.deltas.L [N,12,h,w]          anchors.L [h·w·3,4]           of level L, 0 to 4
    proposals.I [P,4]           proposals.I.scores [P]           of image I, in the resized image
    box.features [ΣP,256,7,7]   box.hidden [ΣP,1024]             box.class_logits [ΣP,C]       box.deltas [ΣP,4C]
    resized.I.boxes, .scores, .labels                            detections, boxes in the resized image
    mask.features [K,256,14,14] mask.hidden [K,256,14,14]        mask.logits [K,28,28]         each of its own class
    detections.I.boxes, .scores, .labels, .probabilities [k,28,28]   boxes in the original image
    masks.I [k,H,W] uint8: 1 where the pasted mask is > 0.5
    keypoints.features [K,256,14,14]    keypoints.maps [K,P,56,56]       P keypoints
    keypoints.I [k,P,3]                 x, y in the original image and how high the heat map is there
"""
import argparse
import os

from safetensors.torch import save_file

import detector
import results
from peer import torch


class Recorder:
    """Keeps what a detector's modules give while it runs, under the names above."""

    def __init__(self, model, only=()):
        self.only = tuple(only)
        self.tensors = {}
        heads = model.roi_heads
        watched = [
            (model.transform, self.transform), (model.backbone.body, self.body), (model.backbone, self.pyramid),
            (model.rpn.head, self.rpn_head), (model.rpn.anchor_generator, self.anchors),
            (heads.box_roi_pool, self.keep("box.features")), (heads.box_head, self.keep("box.hidden")),
            (heads.box_predictor, self.box_predictor), (heads, self.detections)]
        if heads.mask_roi_pool is not None:
            watched += [
                (heads.mask_roi_pool, self.keep("mask.features")), (heads.mask_head, self.keep("mask.hidden")),
                (heads.mask_predictor, self.mask_predictor)]
        if heads.has_keypoint():
            watched += [
                (heads.keypoint_roi_pool, self.keep("keypoints.features")),
                (heads.keypoint_predictor, self.keep("keypoints.maps"))]
        for module, hook in watched:
            module.register_forward_hook(hook)
        self.filter_proposals = model.rpn.filter_proposals
        model.rpn.filter_proposals = self.proposals

    def put(self, name, tensor):
        """Keeps a copy: later stages change some tensors in place."""
        if not self.only or name.startswith(self.only):
            self.tensors[name] = tensor.detach().clone().contiguous()

    def keep(self, name):
        return lambda module, inputs, output: self.put(name, output)

    def transform(self, module, inputs, output):
        images, _ = output
        self.put("transform.images", images.tensors)
        self.put("transform.sizes", torch.tensor(images.image_sizes))

    def body(self, module, inputs, output):
        for index, features in enumerate(output.values()):
            self.put(f"backbone.layer{index + 1}", features)

    def pyramid(self, module, inputs, output):
        for name, features in output.items():
            self.put(f"fpn.{name}", features)

    def rpn_head(self, module, inputs, output):
        self.level_sizes = [logits[0].numel() for logits in output[0]]
        for level, (logits, deltas) in enumerate(zip(*output)):
            self.put(f"rpn.logits.{level}", logits)
            self.put(f"rpn.deltas.{level}", deltas)

    def anchors(self, module, inputs, output):
        for level, boxes in enumerate(output[0].split(self.level_sizes)):
            self.put(f"anchors.{level}", boxes)

    def proposals(self, *arguments):
        boxes, scores = self.filter_proposals(*arguments)
        for image, (of_image, their_scores) in enumerate(zip(boxes, scores)):
            self.put(f"proposals.{image}", of_image)
            self.put(f"proposals.{image}.scores", their_scores)
        return boxes, scores

    def box_predictor(self, module, inputs, output):
        self.put("box.class_logits", output[0])
        self.put("box.deltas", output[1])

    def mask_predictor(self, module, inputs, output):
        self.all_mask_logits = output

    def detections(self, module, inputs, output):
        found, _ = output
        for image, each in enumerate(found):
            for key in ("boxes", "scores", "labels"):
                self.put(f"resized.{image}.{key}", each[key])
            if "masks" in each:
                self.put(f"detections.{image}.probabilities", each["masks"][:, 0])
        if "masks" in found[0]:
            labels = torch.cat([each["labels"] for each in found])
            self.put("mask.logits", self.all_mask_logits[torch.arange(len(labels)), labels])

    def results(self, found):
        """What the whole detector gives, in the coordinates of the original images."""
        for image, each in enumerate(found):
            for key in ("boxes", "scores", "labels"):
                self.put(f"detections.{image}.{key}", each[key])
            if "masks" in each:
                self.put(f"masks.{image}", (each["masks"][:, 0] > 0.5).to(torch.uint8))
            if "keypoints" in each:
                places = each["keypoints"][..., :2]
                self.put(f"keypoints.{image}", torch.cat([places, each["keypoints_scores"][..., None]], 2))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    detector.add_arguments(parser)
    parser.add_argument("out")
    parser.add_argument("images", nargs="+")
    parser.add_argument("--only", nargs="+", default=[], help="keep the tensors whose names begin so")
    options = parser.parse_args()
    model = detector.from_arguments(options)
    recorder = Recorder(model, options.only)
    images = [detector.read_image(path, options.dtype) for path in options.images]
    with torch.inference_mode():
        found = model(images)
    recorder.results(found)
    save_file(recorder.tensors, options.out)
    items = [results.item(*each) for each in zip(options.images, images, found)]
    results.write(os.path.splitext(options.out)[0] + ".json", items)
    print(f"{len(recorder.tensors)} tensors, {os.path.getsize(options.out) / 2**20:.0f} MiB in {options.out}")


if __name__ == "__main__":
    main()
