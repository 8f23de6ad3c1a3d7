"""Runs a file that `maskrcnn export` wrote, in ONNX Runtime or OpenVINO.

    runtime = runtimes.RUNTIMES["onnxruntime"]("model.onnx", threads=2)
    outputs = runtime.run(images)        # [N, 3, H, W] in [0, 1] → {name: array}
"""
import numpy as np
from PIL import Image


def photographs(paths):
    """[N, 3, H, W] in [0, 1] of photographs of one size."""
    arrays = []
    for path in paths:
        with Image.open(path) as image:
            arrays.append(np.asarray(image.convert("RGB"), np.float32).transpose(2, 0, 1) / np.float32(255))
    return np.ascontiguousarray(np.stack(arrays))


class OnnxRuntime:
    def __init__(self, path, threads):
        import onnxruntime

        onnxruntime.set_default_logger_severity(3)
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = threads
        settings.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(path, settings, providers=["CPUExecutionProvider"])
        self.input = self.session.get_inputs()[0].name
        self.names = [output.name for output in self.session.get_outputs()]

    def run(self, images):
        return dict(zip(self.names, self.session.run(self.names, {self.input: images})))


class OpenVINO:
    def __init__(self, path, threads):
        import openvino

        core = openvino.Core()
        # Without the hint it computes in bfloat16 where the processor can.
        settings = {
            "PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32"}
        model = core.compile_model(core.read_model(path), "CPU", settings)
        self.names = [output.get_any_name() for output in model.outputs]
        self.request = model.create_infer_request()

    def run(self, images):
        outputs = self.request.infer([images])
        return {name: np.array(outputs[name]) for name in self.names}


RUNTIMES = {"onnxruntime": OnnxRuntime, "openvino": OpenVINO}
