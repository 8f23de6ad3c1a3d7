"""The peers of peer_server.py. Each takes [H, W, 3] bytes and gives boxes, labels, scores and, where the network has them,
masks [N, H, W] of booleans; the one for networks that give every pixel a class gives labels [H, W] and the logits.

A class imports its package when it is made, so that a process has only its own peer in memory. Exported graphs end before
the pasting of masks (exports.py says why), which is done in NumPy then.
"""
import numpy as np

import exports
from paste import paste


def planes(pixels):
    """[3, H, W] in [0, 1] of [H, W, 3] bytes."""
    return np.ascontiguousarray(pixels.transpose(2, 0, 1), dtype=np.float32) / np.float32(255)


class Torchvision:
    packages = ("torch", "torchvision")

    def __init__(self, options):
        import network

        self.torch = network.torch
        self.torch.set_num_threads(options.threads)
        self.model = network.load(options.model, options.weights, options.score, options.max_detections)

    def run(self, pixels):
        with self.torch.inference_mode():
            image = self.torch.from_numpy(pixels).permute(2, 0, 1).float() / 255
            found = self.model([image])[0]
            if "masks" in found:
                found["masks"] = found["masks"][:, 0] > 0.5
            return {name: found[name].numpy() for name in exports.OUTPUTS if name in found}


class ClassMaps:
    """torchvision's network for semantic segmentation with its preset, in [H, W, 3] bytes and at the image's own size."""

    packages = ("torch", "torchvision")
    # Two logits are as good as equal where they differ by less than this part of the largest.
    rounding = 1e-4

    def __init__(self, options):
        import classmaps

        self.torch = classmaps.torch
        self.torch.set_num_threads(options.threads)
        self.model, self.transform = classmaps.load(options.model, options.weights)

    def run(self, pixels):
        with self.torch.inference_mode():
            image = self.torch.from_numpy(pixels).permute(2, 0, 1)
            logits = self.model(self.transform(image)[None])["out"]
            if logits.shape[-2:] != image.shape[-2:]:
                logits = self.torch.nn.functional.interpolate(
                    logits, size=image.shape[-2:], mode="bilinear", align_corners=False)
            return {"labels": logits.argmax(1)[0].to(self.torch.uint8).numpy(), "logits": logits}

    def write(self, found, path):
        """The file that --class-map asks for."""
        best = found["logits"][0].topk(2, dim=0).values
        ties = (best[0] - best[1]) <= self.rounding * found["logits"].abs().max()
        with open(path, "wb") as file:
            file.write(found["labels"].tobytes() + ties.to(self.torch.uint8).numpy().tobytes())


def pasted(found, pixels):
    """What an exported graph gave, as a whole detector gives it."""
    if "masks" not in found:
        return found
    return {**found, "masks": paste(found["masks"], found["boxes"], *pixels.shape[:2])}


class OnnxRuntime:
    packages = ("onnxruntime",)

    def __init__(self, options):
        import onnxruntime

        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = options.threads
        settings.inter_op_num_threads = 1
        settings.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        self.session = onnxruntime.InferenceSession(options.export, settings, providers=["CPUExecutionProvider"])
        self.names = [output.name for output in self.session.get_outputs()]

    def run(self, pixels):
        outputs = self.session.run(self.names, {"image": planes(pixels)})
        return pasted(dict(zip(self.names, outputs)), pixels)


class OpenVINO:
    packages = ("openvino",)

    def __init__(self, options):
        import openvino

        settings = {
            "PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": options.threads, "INFERENCE_PRECISION_HINT": "f32"}
        self.score = options.score
        core = openvino.Core()
        model = core.compile_model(core.read_model(options.export), "CPU", settings)
        self.names = [output.get_any_name() for output in model.outputs]
        self.request = model.create_infer_request()

    def run(self, pixels):
        outputs = self.request.infer({"image": planes(pixels)}, share_inputs=True)
        # Where nothing is found, one detection with a score of 0 comes out.
        kept = outputs["scores"] > self.score
        return pasted({name: outputs[name][kept] for name in self.names}, pixels)


ENGINES = {"torchvision": Torchvision, "openvino": OpenVINO, "onnxruntime": OnnxRuntime}
