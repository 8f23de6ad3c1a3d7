"""torchvision's network for semantic segmentation of a checkpoint, and what makes its input.

    from classmaps import load, torch

Classes, whether there is an auxiliary head (which torchvision computes in evaluation, too) and, in a safetensors file that this
package wrote, how images are made into inputs are told from the file.
"""
import json

from network import checkpoints, detector, torch, torchvision  # puts Tools/parity on the path

import segmenter
import trained
from torchvision.transforms import functional

PREDICTOR = "classifier.4.weight"
SHORT_SIDE = 520


def configuration(path):
    """What this package wrote into a safetensors file of its network; None where there is nothing."""
    if not path.endswith(".safetensors"):
        return None
    with trained.safe_open(path, "pt") as file:
        text = (file.metadata() or {}).get("maskrcnn.segmentation")
    return json.loads(text) if text else None


def preset(described):
    """A function from [3, H, W] bytes to the network's input, as torchvision's preset computes it of a tensor."""
    settings = (described or {}).get("transform", {})
    side, antialias = settings.get("shortSide", SHORT_SIDE), settings.get("antialiases", True)
    mean, deviation = settings.get("mean", segmenter.MEAN), settings.get("standardDeviation", segmenter.DEVIATION)

    def transform(image):
        if side and min(image.shape[-2:]) != side:
            image = functional.resize(image, [side], antialias=antialias)
        return functional.normalize(image.float() / 255, mean, deviation)

    return transform


def load(name, path):
    """The network in float32, every key of which must match, and what makes its input."""
    if not segmenter.is_one(name):
        names = ", ".join(torchvision.models.list_models(torchvision.models.segmentation))
        raise ValueError(f"{name}: none of torchvision's {names}")
    state = {
        key: value.float() if value.is_floating_point() else value
        for key, value in checkpoints.state_dict(detector.read_state(path)).items()}
    if PREDICTOR not in state:
        raise ValueError(f"{path} holds no network for semantic segmentation: it has no {PREDICTOR}")
    auxiliary = any(key.startswith("aux_classifier.") for key in state)
    model = segmenter.build(name + ("" if auxiliary else "-"), state[PREDICTOR].shape[0])
    model.load_state_dict(state, strict=True)
    return model, preset(configuration(path))
