"""Compiles maskrcnn-benchmark's own CPU operators, nms and RoIAlign, against today's PyTorch.

    operators.py CHECKOUT

Two calls that PyTorch has since removed are replaced on the way: `type()` by `scalar_type()`, `data<T>` by `data_ptr<T>`. The checkout's
sources stay as they are; `maskrcnn_benchmark/_C` is written beside them.
"""
import os
import re
import sys
import sysconfig
import tempfile
from glob import glob

from torch.utils import cpp_extension

BINDING = """
#include "cpu/vision.h"
PYBIND11_MODULE(TORCH_EXTENSION_NAME, module) {
  module.def("nms", &nms_cpu);
  module.def("roi_align_forward", &ROIAlign_forward_cpu);
}
"""


def renewed(source):
    source = re.sub(r"AT_ASSERTM", "TORCH_CHECK", source)
    source = re.sub(r"(\w+)\.type\(\)\.is_cuda\(\)", r"\1.is_cuda()", source)
    source = re.sub(r"(\w+)\.type\(\)", r"\1.scalar_type()", source)
    return re.sub(r"\.data<(\w+)>\(\)", r".data_ptr<\1>()", source)


def main():
    os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]  # ninja of this environment
    package = os.path.join(sys.argv[1], "maskrcnn_benchmark")
    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for path in glob(os.path.join(package, "csrc", "cpu", "*.cpp")):
            sources.append(os.path.join(folder, os.path.basename(path)))
            with open(path) as original, open(sources[-1], "w") as copy:
                copy.write(renewed(original.read()))
        sources.append(os.path.join(folder, "binding.cpp"))
        with open(sources[-1], "w") as binding:
            binding.write(BINDING)
        cpp_extension.load(
            "_C", sources, extra_include_paths=[os.path.join(package, "csrc")], build_directory=folder, verbose=True)
        name = "_C" + sysconfig.get_config_var("EXT_SUFFIX")
        with open(os.path.join(folder, "_C.so"), "rb") as built, open(os.path.join(package, name), "wb") as target:
            target.write(built.read())
    print("written:", os.path.join(package, name))


if __name__ == "__main__":
    main()
