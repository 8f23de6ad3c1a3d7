"""The peer: torch and torchvision as the parity scripts import them.

    from peer import torch, torchvision

Where torchvision's wheel is a CUDA build, its library of operators cannot load beside a CPU build of torch, and even the
import fails. Scripts/peers.sh has then built nms and roi_align from torchvision's own sources, and this module registers
them before it imports torchvision; operators that no detector calls are only declared.
"""
import os
import sys

import torch

OPERATORS = os.path.join(os.path.dirname(sys.prefix), "libtv_ops.so")

_ROI = "Tensor input, Tensor rois, float spatial_scale, int pooled_height, int pooled_width"
_ROI_BACK = "float spatial_scale, int pooled_height, int pooled_width"
_SIZE = "int batch_size, int channels, int height, int width"
_DEFORM = (
    "Tensor input, Tensor weight, Tensor offset, Tensor mask, Tensor bias, int stride_h, int stride_w, int pad_h, "
    "int pad_w, int dilation_h, int dilation_w, int groups, int offset_groups, bool use_mask"
)
DECLARED = (
    f"roi_pool({_ROI}) -> (Tensor, Tensor)",
    f"_roi_pool_backward(Tensor grad, Tensor rois, Tensor argmax, {_ROI_BACK}, {_SIZE}) -> Tensor",
    f"ps_roi_align({_ROI}, int sampling_ratio) -> (Tensor, Tensor)",
    f"_ps_roi_align_backward(Tensor grad, Tensor rois, Tensor mapping, {_ROI_BACK}, int sampling_ratio, {_SIZE}) -> Tensor",
    f"ps_roi_pool({_ROI}) -> (Tensor, Tensor)",
    f"_ps_roi_pool_backward(Tensor grad, Tensor rois, Tensor mapping, {_ROI_BACK}, {_SIZE}) -> Tensor",
    f"deform_conv2d({_DEFORM}) -> Tensor",
    f"_deform_conv2d_backward(Tensor grad, {_DEFORM}) -> (Tensor, Tensor, Tensor, Tensor, Tensor)",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    f"qroi_align({_ROI}, int sampling_ratio, bool aligned) -> Tensor",
    "_cuda_version() -> int",
)


def _register_operators():
    """Loads the two operators and declares the rest. The library must outlive the process's last use of it."""
    torch.ops.load_library(OPERATORS)
    library = torch.library.Library("torchvision", "FRAGMENT")
    for schema in DECLARED:
        library.define(schema)
    library.impl("_cuda_version", lambda: -1, "CompositeImplicitAutograd")
    return library


def _assert_has_ops():
    """Stands for torchvision's own function, also where torch.jit compiles its callers for an export."""
    return None


def _admit_operators():
    """Tells every module of torchvision that the operators are there: each asked when it was imported."""
    for name, module in list(sys.modules.items()):
        if name.startswith("torchvision"):
            if hasattr(module, "_has_ops"):
                module._has_ops = lambda: True
            if hasattr(module, "_assert_has_ops"):
                module._assert_has_ops = _assert_has_ops


_library = _register_operators() if os.path.exists(OPERATORS) else None

import torchvision  # noqa: E402  (after the operators that its import looks up)
import torchvision.models.detection  # noqa: E402
import torchvision.ops  # noqa: E402

if _library is not None:
    _admit_operators()

__all__ = ["torch", "torchvision"]
