"""Prints what TensorBoard's own reader finds in a folder of event files, as JSON.

    python3 Tools/parity/events.py FOLDER

`scalars`, `images` and `texts` hold, by tag, what would be shown, in order: step and value; step, width, height and the bytes in
base 64; step and text.
"""
import base64
import json
import logging
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator as PluginAccumulator

EVERYTHING = {"scalars": 0, "images": 0, "tensors": 0}


def contents(folder):
    """What the reader finds, and what the newer one, which the server uses, does."""
    events = EventAccumulator(folder, size_guidance=EVERYTHING)
    events.Reload()
    served = PluginAccumulator(folder, tensor_size_guidance={name: 0 for name in ("scalars", "images", "text")})
    served.Reload()
    tags = events.Tags()
    return {
        "scalars": {tag: [[e.step, e.wall_time, e.value] for e in events.Scalars(tag)] for tag in tags["scalars"]},
        "images": {
            tag: [
                [e.step, e.width, e.height, base64.b64encode(e.encoded_image_string).decode()]
                for e in events.Images(tag)
            ]
            for tag in tags["images"]
        },
        "texts": {
            tag: [[e.step, e.tensor_proto.string_val[0].decode()] for e in events.Tensors(tag)]
            for tag in tags["tensors"]
        },
        "served": {tag: [e.step for e in served.Tensors(tag)] for tag in served.Tags()["tensors"]},
        "text plugin": sorted(served.PluginTagToContent("text")) if "text" in served.ActivePlugins() else [],
    }


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    json.dump(contents(sys.argv[1]), sys.stdout, allow_nan=True)
