"""Writes a state dict of a torchvision detector, or network for segmentation, with random but lively weights: scores spread over (0, 1), boxes that
move, masks neither empty nor full. Two implementations given the same file can then be compared number by number, and no
checkpoint has to be downloaded. The same arguments give the same file.

    lively.py maskrcnn_resnet50_fpn_v2 OUT.pth [--classes 91] [--seed 0] [--legacy]      (or OUT.safetensors)
"""
import argparse
import os

import detector
import segmenter
from peer import torch

# The spread that each predictor's output is brought to; every other layer's is 1.
SPREAD = {
    "rpn.head.cls_logits": 2.0,
    "rpn.head.bbox_pred": 0.25,
    "roi_heads.box_predictor.cls_score": 2.0,
    "roi_heads.box_predictor.bbox_pred": 1.0,
    "roi_heads.mask_predictor.mask_fcn_logits": 2.0,
    "roi_heads.keypoint_predictor.kps_score_lowres": 2.0,
    "classifier.4": 2.0,
    "aux_classifier.4": 2.0,
}
BACKGROUND = 3.0  # added to background's logit: most boxes hold nothing, as a trained detector finds
# What a residual block adds to its input, as a part of it. With as much as its input, which random weights give, a block
# doubles every rounding error: float32 would then differ from float64 as much as a mistake does.
RESIDUAL = 0.25
LINEAR = (torch.nn.Conv2d, torch.nn.ConvTranspose2d, torch.nn.Linear)


class Enliven:
    """Random weights, then one pass over a random picture in which each layer is fitted to what it meets."""

    def __init__(self, name, model, seed):
        self.name = name
        self.model = model
        self.random = torch.Generator().manual_seed(seed)
        self.names = {module: name for name, module in model.named_modules()}
        self.fitted = set()

    def run(self):
        self.draw_weights()
        hooks = [hook for module in self.model.modules() for hook in self.hooks(module)]
        with torch.no_grad():
            if segmenter.is_one(self.name):
                self.model(segmenter.standardized(self.picture(120, 160))[None])
            else:
                self.model([self.picture(480, 640)])
        for hook in hooks:
            hook.remove()
        return self.model.state_dict()

    def draw_weights(self):
        """Normal weights that keep the spread, and norms whose scale and offset matter."""
        for parameter in self.model.parameters():
            if parameter.dim() > 1:
                parameter.data.normal_(0, (2 / parameter[0].numel()) ** 0.5, generator=self.random)
        for name, module in self.model.named_modules():
            if hasattr(module, "running_var"):
                gain = RESIDUAL if name.endswith(".bn3") else 1.0
                module.weight.data.uniform_(0.8 * gain, 1.2 * gain, generator=self.random)
                module.bias.data.normal_(0, 0.1, generator=self.random)

    def picture(self, height, width):
        """[3, height, width] in [0, 1], with as much of each size of detail as photographs have (equal power an octave): on
        photographs the layers then meet what they were fitted to, and no score saturates."""
        total = torch.zeros(1, 3, height, width)
        for octave in range(1, height.bit_length() - 1):
            coarse = torch.randn(1, 3, height >> octave, width >> octave, generator=self.random)
            total += torch.nn.functional.interpolate(coarse, size=(height, width), mode="bicubic")
        return (0.45 + 0.25 * total[0] / total.std()).clamp(0, 1)

    def hooks(self, module):
        """What watches a module during the pass. A layer that a norm follows needs no fitting of its own."""
        if hasattr(module, "running_var"):
            yield module.register_forward_pre_hook(self.fit_norm)
        elif isinstance(module, LINEAR) and module not in self.before_norms():
            yield module.register_forward_hook(self.fit_layer)

    def before_norms(self):
        """The layers that stand right before a norm, in the order in which the model lists its modules."""
        if not hasattr(self, "_before_norms"):
            self._before_norms, last = set(), None
            for module in self.model.modules():
                if hasattr(module, "running_var"):
                    self._before_norms.add(last)
                elif isinstance(module, LINEAR):
                    last = module
        return self._before_norms

    def fit_norm(self, norm, inputs):
        """Running statistics of what the norm meets, a tenth off at most, so that folding a norm is put to the test."""
        (x,) = inputs
        off = torch.empty(x.shape[1]).uniform_(0.9, 1.1, generator=self.random)
        norm.running_mean.copy_(x.mean((0, 2, 3)) * off)
        # The mean of a map is one value, which has no variance.
        norm.running_var.copy_(x.var((0, 2, 3)) * off if x[:, 0].numel() > 1 else off)

    def fit_layer(self, layer, inputs, output):
        """Scales a layer to the spread wanted of it, at its first call, and centres the predictors."""
        if layer in self.fitted:
            return None
        self.fitted.add(layer)
        name = self.names[layer]
        spread = SPREAD.get(name, 1.0)
        scale = spread / (output.std() + 1e-12)
        layer.weight.data.mul_(scale)
        if layer.bias is not None:
            layer.bias.data.normal_(0, 0.02 * spread, generator=self.random)
            if name in SPREAD:
                channels = (0, 2, 3) if output.dim() == 4 else (0,)
                layer.bias.data.sub_(output.mean(channels) * scale)
            if name.endswith("cls_score"):
                layer.bias.data[0] += BACKGROUND
        return layer.forward(*inputs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="a builder of torchvision.models.detection, or a name of segmenter.py")
    parser.add_argument("out", help=".pth or .safetensors")
    parser.add_argument("--classes", type=int, default=91)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--legacy", action="store_true", help="the layout of before PyTorch 1.6, which COCO's v1 file has")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)  # sums in one order, whatever the machine
    state = Enliven(options.model, detector.build(options.model, options.classes), options.seed).run()
    if options.out.endswith(".safetensors"):
        from safetensors.torch import save_file

        save_file(state, options.out)
    else:
        with open(options.out, "wb") as file:  # an open file: given its name, torch would write that into the archive
            torch.save(state, file, _use_new_zipfile_serialization=not options.legacy)
    print(options.out, os.path.getsize(options.out), "bytes")


if __name__ == "__main__":
    main()
