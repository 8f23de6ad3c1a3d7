#!/usr/bin/env python3
"""Kills training runs at aimed moments, lets them go on, and compares all that they leave with what an unbroken run leaves.

    Tools/soak/kills.py --maskrcnn .build/release/maskrcnn --kills 100
    Tools/soak/kills.py --maskrcnn .build/release/maskrcnn --kills 100 --processes 2

The program under test knows nothing of it: killer.c, which is compiled here and loaded with LD_PRELOAD, counts the calls that change
the run's folder (create, write, sync, rename, remove, make a folder) and the pictures that an evaluation reads, and kills the
process before a call, after it, or with half of a write done. An unbroken run tells which calls there are. Kinds of moments take
turns; which call of a kind, and whether a run that goes on is killed again, is drawn from --seed. Every eighth kill comes at a
time of its own. Linux alone; the exit code is 1 where anything differs.
"""

import argparse
import json
import os
import random
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent

CONFIGURATION = """
model: tiny
network:
  transform: {minimumSide: 64, maximumSide: 96}
  backbone: {width: 8}
  pyramid: {channels: 16}
  proposals: {countBeforeNMS: 100, countAfterNMS: 50}
  boxHead: {features: 32, maximumDetections: 20}
  maskHead: {channels: [16], predictorChannels: 16}
augmentation:
  preset: microscopy
  scale: {multiScaleCrop: {shortSides: [64, 80], maximumSide: 160, cropSide: 64}}
data: {batchSize: 2}
optimizer: {method: adamw, rate: 0.001, gradientClip: 1, averageDecay: 0.9}
schedule: {epochs: 3, warmupSteps: 3, decay: cosine}
evaluation: {everyEpochs: 1, maximumDetections: 20, pictures: 1}
seed: 5
"""

# A run from nothing with a running average and states between epochs; one from weights, which are evaluated first, that stops early.
SCENARIOS = {
    "from nothing": ["--save-every", "1"],
    "from weights": ["--weights", "weights.safetensors", "--epochs", "5", "--patience", "2", "--lr", "0.0003"],
}
FILES = [
    "best.safetensors", "best.pth", "last.safetensors", "last.pth", "state.safetensors", "configuration.yaml",
    "loss.svg", "loss.png", "rate.svg", "rate.png", "ap.svg", "ap.png", "predictions/1.png",
]  # fmt: skip


class Runner:
    """Runs the command line in a folder, in one process or several."""

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.killer = folder / "killer.so"
        compiler = [os.environ.get("CC", "cc"), "-O1", "-shared", "-fPIC", "-o", self.killer, HERE / "killer.c", "-ldl", "-lpthread"]
        subprocess.run(compiler, check=True)

    def start(self, arguments, rank, port, killer=None):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("KILLER_")}
        environment |= {"OMP_WAIT_POLICY": "passive", "SWIFT_BACKTRACE": "enable=no"}
        if self.options.processes > 1:
            # Who was killed before the processes met is not known to have existed: the others wait so long.
            if arguments[0] == "train":
                arguments = [*arguments, "--peer-timeout", "20"]
            environment |= {
                "RANK": str(rank), "LOCAL_RANK": str(rank), "WORLD_SIZE": str(self.options.processes),
                "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port),
            }  # fmt: skip
        if killer:
            environment |= {"LD_PRELOAD": str(self.killer)} | killer
        with open(self.folder / f"errors-{rank}.txt", "wb") as errors:
            return subprocess.Popen(
                [self.options.maskrcnn, *arguments], cwd=self.folder, env=environment, stdout=subprocess.DEVNULL, stderr=errors
            )

    def run(self, arguments, killer=None, rank=0, delay=None):
        """Runs to the end; the first process' code, and whether a process was killed. `rank` is the one that the killer is for, or
        that is killed after `delay` seconds. The others must end by themselves."""
        port = free_port()
        processes = [
            self.start(arguments, each, port, killer if each == rank else None) for each in range(self.options.processes)
        ]
        if delay is not None:
            time.sleep(delay)
            processes[rank].send_signal(signal.SIGKILL)
        codes = []
        deadline = time.monotonic() + self.options.limit
        for process in processes:
            try:
                codes.append(process.wait(max(1, deadline - time.monotonic())))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise SystemExit(f"a process of {arguments} did not end within {self.options.limit} s")
        return codes[0], -signal.SIGKILL in codes

    def errors(self):
        return "".join((self.folder / f"errors-{rank}.txt").read_text(errors="replace") for rank in range(self.options.processes))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def moments(log):
    """The calls of a run by kinds of moments. A temporary file is called what it is renamed to."""
    calls = []
    for line in log.read_text().splitlines():
        number, kind, name = line.split(" ", 2)
        calls.append([int(number), kind, name])
    waiting = []
    for call in calls:
        if Path(call[2]).name.endswith(".partial"):
            waiting.append(call)
        elif call[1] == "rename":
            for other in waiting:
                other[2] = call[2]
            waiting = []
    kinds = {}
    for number, kind, name in calls:
        kinds.setdefault(group(kind, name), []).append((number, kind))
    return kinds


def group(kind, name):
    if kind == "read":
        return "evaluation: a picture is read" if "val-" in name else "training: a picture is read"
    name = re.sub(r"^events/.*", "events", re.sub(r"^predictions.*", "predictions", name))
    if name in (".", "events/", "run.lock") or name.startswith(".maskrcnn"):
        return "the folder, the lock"
    if name in ("manifest.txt", "inputs.json", "configuration.yaml"):
        return "manifest, inputs, configuration"
    return "curves" if name.split(".")[0] in ("loss", "rate", "ap") else name


def records(path):
    """Lines of metrics.jsonl without what a clock gave."""
    lines = []
    for line in path.read_text().splitlines():
        record = json.loads(line)
        lines.append({k: v for k, v in record.items() if k not in ("time", "crc32c") and not k.startswith("seconds/")})
    return lines


def fields(message):
    """The fields of a protobuf message: numbers and values."""
    place = 0

    def varint():
        nonlocal place
        value = shift = 0
        while True:
            byte = message[place]
            place += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while place < len(message):
        key = varint()
        if key & 7 == 0:
            yield key >> 3, varint()
        else:
            size = {1: 8, 5: 4}.get(key & 7)
            size = varint() if size is None else size
            yield key >> 3, message[place : place + size]
            place += size


def events(folder):
    """What TensorBoard shows of a run: a start drops what earlier files say of its step and later ones."""
    shown = []
    for path in sorted(folder.glob("events.out.tfevents.*")):
        data = path.read_bytes()
        place = 0
        while place + 12 <= len(data):
            (size,) = struct.unpack_from("<Q", data, place)
            if place + 16 + size > len(data):
                break
            event = list(fields(data[place + 12 : place + 12 + size]))
            place += 16 + size
            step = dict(event).get(2, 0)
            for number, value in event:
                if number == 7:
                    shown = [entry for entry in shown if entry[0] < step]
                if number == 5:
                    for _, part in fields(value):
                        members = dict(fields(part))
                        tag = members[1].decode()
                        content = members.get(2, members.get(4))
                        if not tag.startswith("seconds/"):
                            shown.append((step, tag, content))
    return sorted(shown, key=lambda entry: entry[:2])


def differences(run, reference):
    different = [name for name in FILES if not same(run / name, reference / name)]
    if records(run / "metrics.jsonl") != records(reference / "metrics.jsonl"):
        different.append("metrics.jsonl")
    if events(run / "events") != events(reference / "events"):
        different.append("events")
    return different


def same(one, other):
    if not one.exists() or not other.exists():
        return one.exists() == other.exists()
    return one.read_bytes() == other.read_bytes()


def trial(runner, options, chance, kind, arguments, kinds, seconds):
    """Kills a run once or more often until it is done. How often, or None where nothing was killed."""
    folder = runner.folder
    shutil.rmtree(folder / "run", ignore_errors=True)
    kills = 0
    again = arguments
    while True:
        last = kills == 4
        killer, rank, delay = None, 0, None
        if not last and (kills == 0 or chance.random() < 0.4):
            if kind == "any time" or options.processes > 1 and chance.random() < 0.25:
                rank = chance.randrange(options.processes)
                delay = chance.uniform(0.1, seconds)
            else:
                number, call = chance.choice(kinds[kind])
                if kills:
                    # A run that goes on has other calls: any of them.
                    number, call = chance.randrange(1, max(2, sum(map(len, kinds.values())) // 2)), "write"
                whens = ["before", "after"] + (["half", "half"] if call == "write" else [])
                killer = {
                    "KILLER_FOLDER": str(folder / "run"), "KILLER_WATCH": str(folder / "cells/images"),
                    "KILLER_AT": str(number), "KILLER_WHEN": chance.choice(whens),
                }  # fmt: skip
        code, was_killed = runner.run(again, killer, rank, delay)
        kills += was_killed
        if not was_killed:
            if code == 66 and not (folder / "run/state.safetensors").exists():
                again = arguments + ["--overwrite"]  # killed before it began
                continue
            if code != 0:
                raise SystemExit(f"{again} ended with {code}:\n{runner.errors()}")
            return kills or None
        began = (folder / "run/configuration.yaml").exists()
        again = ["train", "--resume", "run", "--threads", "1", "--quiet"] if began else arguments + ["--overwrite"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--maskrcnn", required=True, type=os.path.abspath, help="the built program")
    parser.add_argument("--kills", type=int, default=100, help="how many runs are killed")
    parser.add_argument("--processes", type=int, default=1, help="how many processes train together")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="end after so long, whatever was done by then")
    parser.add_argument("--limit", type=float, default=120, help="seconds after which a process hangs")
    parser.add_argument("--folder", help="where runs are made (default: a temporary folder)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as temporary:
        raise SystemExit(soak(options, Path(temporary).resolve()))


def soak(options, folder):
    runner = Runner(options, folder)
    (folder / "tiny.yaml").write_text(CONFIGURATION)
    alone = argparse.Namespace(**{**vars(options), "processes": 1})
    single = Runner(alone, folder)
    drawn = ["dataset", "synthesize", "cells", "--images", "4", "--val-images", "2", "--size", "64x64", "--quiet"]
    train = ["train", "--data", "cells", "--config", "tiny.yaml", "--threads", "1", "--quiet", "--output"]
    for command in (drawn, train + ["weights", "--epochs", "1"]):
        code, _ = single.run(command)
        if code != 0:
            raise SystemExit(single.errors())
    shutil.move(folder / "weights/last.safetensors", folder / "weights.safetensors")

    chance = random.Random(options.seed)
    scenarios = []
    for name, extra in SCENARIOS.items():
        log = folder / f"{name}.log"
        arguments = train + ["run"] + extra
        watch = {"KILLER_FOLDER": str(folder / "run"), "KILLER_WATCH": str(folder / "cells/images"), "KILLER_LOG": str(log)}
        begun = time.monotonic()
        code, _ = runner.run(arguments, watch)
        if code != 0:
            raise SystemExit(runner.errors())
        seconds = time.monotonic() - begun
        reference = folder / f"reference {name}"
        shutil.move(folder / "run", reference)
        scenarios.append((name, arguments, reference, moments(log), seconds))
        print(f"{name}: {sum(map(len, scenarios[-1][3].values()))} calls, {seconds:.1f} s", flush=True)

    table = {}
    faults = []
    leftovers = 0
    done = 0
    end = time.monotonic() + 60 * options.minutes
    while done < options.kills and time.monotonic() < end:
        name, arguments, reference, kinds, seconds = scenarios[done % len(scenarios)]
        names = sorted(kinds)
        kind = "any time" if done % 8 == 7 else names[(done // len(scenarios)) % len(names)]
        kills = trial(runner, options, chance, kind, arguments, kinds, seconds)
        if kills is None:
            continue
        done += 1
        different = differences(folder / "run", reference)
        leftovers += len(list((folder / "run").rglob(".*.part*")))
        row = table.setdefault(kind, [0, 0, 0])
        row[0] += 1
        row[1] += kills
        row[2] += not different
        if done % 10 == 0:
            print(f"{done} runs, {len(faults)} differ", file=sys.stderr, flush=True)
        if different:
            faults.append(f"{name}, {kind}: {', '.join(different)}")
            print(faults[-1], flush=True)

    print(f"\n{'moment':36} {'runs':>5} {'kills':>6} {'equal':>6}")
    for kind, (runs, kills, equal) in sorted(table.items()):
        print(f"{kind:36} {runs:5} {kills:6} {equal:6}")
    runs, kills, equal = (sum(row[place] for row in table.values()) for place in range(3))
    print(f"{'all':36} {runs:5} {kills:6} {equal:6}")
    print(f"seed {options.seed}, {options.processes} process(es), {leftovers} temporary files left")
    return 1 if faults else 0


if __name__ == "__main__":
    main()
