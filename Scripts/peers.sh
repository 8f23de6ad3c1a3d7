#!/usr/bin/env bash
# Installs what the parity tests compare with, in a folder of its own: torchvision for Python on the CPU, pycocotools,
# lvis, faster-coco-eval, tidecv, safetensors, tifffile and TensorBoard's reader of event files. pip and apt-get fetch them
# from where they are set to on this machine. Quick when nothing is to do. Nothing but the parity tests needs them.
#
#   Scripts/peers.sh                      into .peers of this checkout: a Python environment (venv) of about 1 GB
#   MASKRCNN_PEERS=/path Scripts/peers.sh checks that the ones in another folder, made by this script, work
#   Scripts/peers.sh --benchmarks         also installs (or checks) the engines that Tools/benchmarks runs: OpenVINO and ONNX
#                                         Runtime, and what exports a graph for them; 100 MB to fetch
#
# When it fails, `failure` in that folder holds the reason, which the skipped tests repeat.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

torch_version=2.13.0
torchvision_version=0.28.0
cpu_index=https://download.pytorch.org/whl/cpu
# What Debian and Ubuntu call torchvision's own sources, for the case below. Their version is the system's, since its nms and
# roi_align have been the same for years.
source_package=pytorch-vision

# What Tools/benchmarks runs beside torchvision, and what torch exports graphs with.
engines=(onnx==1.23.2 onnxscript==0.7.2 onnxruntime==1.31.1 openvino==2026.4.1)

case "$*" in
    "") benchmarks= ;;
    --benchmarks) benchmarks=1 ;;
    *) echo "peers: error: the only option is --benchmarks" >&2; exit 64 ;;
esac

peers=${MASKRCNN_PEERS:-$PWD/.peers}
python=$peers/venv/bin/python
wanted="torch $torch_version torchvision $torchvision_version $(cksum < "${BASH_SOURCE[0]}")"

say() { printf 'peers: %s\n' "$*"; }

# Says why there are no peers, here and to the tests, and stops.
fail() {
    printf 'peers: error: %s\n' "$*" >&2
    mkdir -p "$peers"
    printf '%s\n' "$*" > "$peers/failure"
    exit 1
}

# Whether the operators that a detector needs can be called (the import alone proves nothing), and the rest is there. Errors
# go to stderr.
works() {
    [ -x "$python" ] && PYTHONPATH=Tools/parity PYTHONDONTWRITEBYTECODE=1 "$python" -c '
import numpy, PIL, pycocotools.mask, safetensors.torch
from peer import torch, torchvision
from tensorboard.backend.event_processing import event_accumulator, plugin_event_accumulator
torchvision.ops.nms(torch.rand(4, 4), torch.rand(4), 0.5)'
}

# A Python that torch has wheels for.
find_python() {
    local candidate
    for candidate in python3 python3.12 python3.13 python3.11 python3.10 python3.14; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 15))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    fail "torch $torch_version needs Python 3.10 to 3.14, and none is on the PATH"
}

# An environment of its own; Debian keeps the module for it in a package apart.
make_environment() {
    local base
    base=$(find_python) || exit 1
    if ! "$base" -c 'import ensurepip, venv' 2>/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        say "installing with apt-get: python3-venv"
        DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends python3-venv </dev/null >/dev/null || true
    fi
    rm -rf "$peers/venv"
    "$base" -m venv "$peers/venv" >/dev/null 2>&1 \
        || fail "$base cannot make an environment (Debian, Ubuntu: apt-get install python3-venv)"
}

pip_install() { "$python" -m pip install --quiet --disable-pip-version-check "$@"; }

install_packages() {
    # PyTorch's own index has CPU builds of both, whose operators load; elsewhere each is what pip finds.
    if curl --silent --fail --head --max-time 8 "$cpu_index/torch/" >/dev/null 2>&1; then
        say "installing torch and torchvision from $cpu_index: about 200 MB"
        pip_install --index-url "$cpu_index" "torch==$torch_version" "torchvision==$torchvision_version" || return
    else
        say "installing torch and torchvision from pip's index: 200 MB, or several GB where it has CUDA builds only"
        pip_install "torch==$torch_version" || return
        pip_install --no-deps "torchvision==$torchvision_version" || return
    fi
    # Of what TensorBoard asks for, its reader needs these two alone; the rest is its server's.
    pip_install numpy pillow pycocotools safetensors absl-py protobuf \
        && pip_install --no-deps faster-coco-eval lvis tidecv tensorboard || return
    # Their tests are skipped without them; imagecodecs has no wheels for some machines.
    pip_install tifffile imagecodecs || say "tifffile and imagecodecs could not be installed; the tests that need them are skipped"
}

# Fetches torchvision's sources and prints the archive's path: fetch_sources FOLDER. They come from where this machine's apt-get
# takes its packages: its own lists of places, in which packages are turned into sources, since few machines name both.
fetch_sources() {
    local folder=$1 list parts file
    mkdir -p "$folder/parts" "$folder/lists/partial" "$folder/cache/archives/partial" "$folder/archive"
    eval "$(apt-config shell list Dir::Etc::SourceList/f parts Dir::Etc::SourceParts/d)"
    for file in "$list" "$parts"/*.list "$parts"/*.sources; do
        [ -r "$file" ] || continue
        sed -E 's/^[[:space:]]*deb[[:space:]]/deb-src /; s/^Types:.*/Types: deb-src/' "$file" > "$folder/parts/${file##*/}"
    done
    local -a own=(-qq -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$folder/parts" -o APT::Sandbox::User=
        -o "Dir::State::Lists=$folder/lists" -o "Dir::Cache=$folder/cache")
    # One place may be out of reach, or have no sources, while the one that matters does.
    apt-get "${own[@]}" update </dev/null >&2 || true
    (cd "$folder/archive" && apt-get "${own[@]}" source --download-only --tar-only "$source_package" </dev/null >&2) || return
    ls "$folder"/archive/*.orig.tar.*
}

# torchvision's wheel for CUDA cannot load its operators beside a torch for the CPU. The two that a detector needs are
# then built from torchvision's own sources; Tools/parity/peer.py registers them.
build_operators() {
    local work=$peers/sources torch archive compiler
    compiler=$(command -v g++ || command -v clang++ || command -v c++) || fail "a C++ compiler is needed for torchvision's operators"
    command -v apt-get >/dev/null \
        || fail "torchvision's operators do not load beside this torch, and its sources come by apt-get alone (Debian, Ubuntu)"
    say "torchvision's operators do not load beside this torch; building them: about two minutes"
    rm -rf "$work" && mkdir -p "$work"
    archive=$(fetch_sources "$work/apt") || fail "apt-get could not fetch $source_package, which are torchvision's sources"
    tar -xf "$archive" -C "$work" --strip-components 1
    torch=$("$python" -c 'import os, torch; print(os.path.dirname(torch.__file__))')
    (cd "$work/torchvision/csrc" && "$compiler" -std=c++20 -O2 -fPIC -shared -w -I. -I.. \
        -I"$torch/include" -I"$torch/include/torch/csrc/api/include" \
        ops/nms.cpp ops/roi_align.cpp ops/cpu/nms_kernel.cpp ops/cpu/roi_align_kernel.cpp ops/autograd/roi_align_kernel.cpp \
        -L"$torch/lib" -ltorch -ltorch_cpu -lc10 -Wl,-rpath,"$torch/lib" -o "$peers/libtv_ops.so") \
        || fail "torchvision's operators could not be built from its sources"
    rm -rf "$work"
}

# Whether the engines are there, in these versions.
has_engines() {
    "$python" -c '
import importlib.metadata, sys
for package in sys.argv[1:]:
    name, version = package.split("==")
    found = [each.version for each in importlib.metadata.distributions(name=name)]
    if version not in found: sys.exit(f"{name} {version} is not there")' "${engines[@]}"
}

# Their lack is no `failure`, since the parity tests do without.
install_engines() {
    has_engines 2>/dev/null && return
    say "installing ${engines[*]}"
    if ! pip_install --no-warn-conflicts "${engines[@]}" || ! has_engines; then
        echo "peers: error: pip could not install ${engines[*]}" >&2
        exit 1
    fi
}

if [ -n "${MASKRCNN_PEERS:-}" ]; then
    works || { echo "peers: error: MASKRCNN_PEERS=$peers lacks a working package (see above)" >&2; exit 1; }
    [ -z "$benchmarks" ] || has_engines || { echo "peers: error: MASKRCNN_PEERS=$peers lacks an engine (see above)" >&2; exit 1; }
    exit 0
fi

if [ "$(cat "$peers/ready" 2>/dev/null)" = "$wanted" ] && [ -x "$python" ]; then
    [ -z "$benchmarks" ] || install_engines
    exit 0
fi
mkdir -p "$peers"
rm -f "$peers/ready" "$peers/failure" "$peers/libtv_ops.so"
command -v curl >/dev/null || fail "curl is needed to fetch them"
[ -x "$python" ] || make_environment
install_packages || fail "pip could not install torch $torch_version and torchvision $torchvision_version"
works 2>/dev/null || build_operators
reason=$(works 2>&1) || fail "torchvision does not work: $(tail -n 1 <<< "$reason")"
printf '%s' "$wanted" > "$peers/ready"
say "ready: $("$python" -c 'import importlib.metadata as m; print("torch", m.version("torch"), "torchvision", m.version("torchvision"))')"
[ -z "$benchmarks" ] || install_engines
