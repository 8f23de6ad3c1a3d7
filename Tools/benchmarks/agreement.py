"""Whether a peer finds what torchvision finds, so that no time is taken of an export that computes something else."""
import network

import compare  # after network, which puts Tools/parity on the path
import results

# In float32 each implementation rounds in its own way, and near a threshold a detection falls on either side.
MOST = 0.95
BOX = 1.0  # pixels
SCORE = 1e-3
MASK = 0.99


def item(found):
    """What an engine found, in the form of results.py, masks or none."""
    tensors = {name: network.torch.from_numpy(value) for name, value in found.items()}
    if "masks" in tensors:
        tensors["masks"] = tensors["masks"][:, None]
    return results.item("", None, tensors)


def agreement(found, expected):
    """What part pairs (IoU > 0.99, same label), how far the pairs are apart, and whether that is near enough."""
    found, expected = item(found), item(expected)
    pairs, total = compare.pair(found, expected, 0)
    each = [compare.differences(found, expected, [pair]) for pair in pairs]
    near = sum(score <= SCORE for score, _, _ in each)
    box = max((box for _, box, _ in each), default=0.0)
    masks = [iou for _, _, ious in each for iou in ious or []]
    mask = sum(masks) / len(masks) if masks else 1.0
    agrees = (
        len(found["scores"]) == len(expected["scores"]) and min(len(pairs), near) >= MOST * total and box <= BOX
        and mask >= MASK)
    return {
        "agrees": agrees, "detections": len(found["scores"]), "expected": len(expected["scores"]), "paired": len(pairs),
        "scores_within_0.001": near, "largest_score_difference": max((score for score, _, _ in each), default=0.0),
        "largest_box_difference": box, "mean_mask_iou": mask}
