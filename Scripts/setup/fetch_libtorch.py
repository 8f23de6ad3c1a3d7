#!/usr/bin/env python3
"""Fetches a wheel of torch and takes the C++ parts out of it: headers, libraries, licences. Nothing of torch's
Python is used, so the wheel for any Python will do.

    fetch_libtorch.py VERSION DOWNLOAD_FOLDER OUTPUT_FOLDER

Looks for a CPU build on PyTorch's own index first, then wherever pip looks on this machine; says what it takes and how
large it is before it starts; resumes an interrupted download; checks the SHA-256 that the index gives. Needs Python 3.8;
pip only where PyTorch's index is out of reach.
"""
import hashlib
import os
import platform
import re
import shutil
import sys
import time
import urllib.parse
import zipfile

from wheel_index import indexes, open_url, wheels_at

MEBI = 1 << 20

# A CUDA build's CPU library is linked with these two, small ones; the rest of CUDA it does without.
CUDA_VERSION = "13.0."
COMPANIONS = ("nvidia-cuda-runtime", "nvidia-cuda-cupti")

# Libraries of the wheel that a C++ client of the CPU does not load: Python's, CUDA's, those of torch's own tests.
UNNEEDED = re.compile(
    r"lib(torch|shm|torch_(python|cuda|nvshmem|global_deps).*|c10_cuda|caffe2_nvrtc|aoti_custom_ops|.*backend.*|.*_test"
    r"|nvperf.*|pcsamplingutil|checkpoint)"
    r"\.(so|dylib)")


def platform_tags():
    """The part of a wheel's file name that tells this machine, as a pattern."""
    machine = platform.machine().lower().replace("amd64", "x86_64")
    if sys.platform == "darwin":
        return r"macosx_[0-9_]+_" + machine
    return r"(manylinux[0-9_]*|linux)_" + machine.replace("arm64", "aarch64") + r"[a-z0-9_.]*"


def choose_torch(version):
    """The wheel of torch to take: a CPU build before any other, whichever index has it; None without one."""
    pattern = re.compile(rf"torch-{re.escape(version)}(\+cpu)?-cp3\d+-cp3\d+t?-{platform_tags()}\.whl")
    found = []
    for index in indexes():
        wheels = wheels_at(index, "torch", pattern)
        if wheels and index.cpu_only:
            return wheels[0]
        found += wheels
    small = [wheel for wheel in found if "+cpu" in wheel.name]
    return (small or found or [None])[0]


def choose_companion(project):
    """The newest wheel of a package that a CUDA build of torch needs beside it."""
    pattern = re.compile(rf"{project.replace('-', '[-_]')}-{CUDA_VERSION}[0-9.]*-py3-none-{platform_tags()}\.whl")
    found = [wheel for index in indexes() if not index.cpu_only for wheel in wheels_at(index, project, pattern)]
    if not found:
        sys.exit(f"setup: error: torch's CUDA build needs {project} {CUDA_VERSION}*, of which no wheel was found")
    return found[-1]


def announce(wheel, size):
    """Says what is fetched, from where and how much, before it starts."""
    host = urllib.parse.urlsplit(wheel.url).hostname or "a local folder"
    print(f"setup: fetching {wheel.name} from {host}: " + (f"{size / MEBI:.0f} MiB" if size else "of unknown size"), flush=True)
    if size and size > 400 * MEBI:
        print("setup: this is a build with CUDA, of which only the CPU parts are kept; no smaller one was found.", flush=True)


def download(wheel, folder):
    """The path of the wheel's file, fetched into `folder`, or where it is already."""
    if wheel.url.startswith("file:"):
        announce(wheel, os.path.getsize(wheel.path))
        return wheel.path
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, wheel.name)
    size = wheel.size()
    announce(wheel, size)
    for attempt in range(5):
        try:
            fetch(wheel.url, path, size)
            break
        except OSError as error:
            if attempt == 4:
                raise
            print(f"setup: {error}; trying again", flush=True)
            time.sleep(2 ** attempt)
    return path


def fetch(url, path, size):
    """One attempt at the file, from where the last one ended."""
    have = os.path.getsize(path) if os.path.exists(path) else 0
    if size and have >= size:
        return
    with open_url(url, {"Range": f"bytes={have}-"} if have else {}, timeout=60) as reply:
        resumed = reply.status == 206
        done = have if resumed else 0
        shown = time.monotonic()
        with open(path, "ab" if resumed else "wb") as file:
            while True:
                block = reply.read(MEBI)
                if not block:
                    break
                file.write(block)
                done += len(block)
                if time.monotonic() - shown > 5:
                    shown = time.monotonic()
                    print(f"setup: {done / MEBI:.0f}" + (f" of {size / MEBI:.0f}" if size else "") + " MiB", flush=True)
    if size and done < size:
        raise OSError(f"the connection ended after {done} of {size} bytes")


def verify(wheel, path):
    """Stops when the file is not the one that the index describes; then it is removed, to be fetched anew."""
    if wheel.sha256:
        digest = hashlib.sha256()
        with open(path, "rb") as file:
            for block in iter(lambda: file.read(MEBI), b""):
                digest.update(block)
        if digest.hexdigest() != wheel.sha256:
            discard(wheel, path)
            sys.exit(f"setup: error: {wheel.name} has not the SHA-256 that its index gives")
    if not zipfile.is_zipfile(path):
        discard(wheel, path)
        sys.exit(f"setup: error: {wheel.name} is not a whole zip archive")


def discard(wheel, path):
    """Removes a fetched file; a file that was there before stays."""
    if not wheel.url.startswith("file:"):
        os.remove(path)


def destination(name):
    """Where a member of the wheel goes below the output folder; None for what is not needed."""
    library = re.fullmatch(r"(?:torch|nvidia/[^/]+)/lib/([^/]+\.(so|dylib)[0-9.]*)", name)
    if library and not UNNEEDED.fullmatch(library.group(1)):
        return "lib/" + library.group(1)
    if name.startswith("torch/include/") and not name.endswith("/"):
        return name[len("torch/"):]
    licence = re.fullmatch(r"[^/]*\.dist-info/(?:licenses/)?((?:.*/)?(?:LICEN[CS]E|License|NOTICE)[^/]*)", name)
    return "licenses/" + licence.group(1) if licence else None


def extract(path, output):
    """Writes the C++ parts below `output`, and tells whether the wheel is a CUDA build. zipfile checks each member's CRC."""
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            where = destination(member.filename)
            if where is None or ".." in where:
                continue
            target = os.path.join(output, where)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with archive.open(member) as source, open(target, "wb") as file:
                shutil.copyfileobj(source, file, MEBI)
        return "torch/lib/libtorch_cuda.so" in archive.namelist()


def take(wheel, folder, output):
    """Fetches, checks and unpacks a wheel; tells whether it is torch's CUDA build."""
    path = download(wheel, folder)
    verify(wheel, path)
    return extract(path, output)


def main():
    version, folder, output = sys.argv[1:]
    wheel = choose_torch(version)
    if wheel is None:
        sys.exit(f"setup: error: no wheel of torch {version} for {sys.platform} {platform.machine()} was found")
    shutil.rmtree(output, ignore_errors=True)
    if take(wheel, folder, output):
        for project in COMPANIONS:
            take(choose_companion(project), folder, output)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("setup: interrupted")
    except OSError as error:
        sys.exit(f"setup: error: {error}")
