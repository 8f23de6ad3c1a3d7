#!/usr/bin/env bash
# Guessed: a distributed checkpoint that is saved over an older one in its folder and is interrupted can be loaded as the older one
# or not at all: `.metadata`, which makes it one, is written last.
# Found in torch 2.13.0: the older `.metadata` stays, and fits the new parts. Where one of two processes is killed before it wrote,
# half of the tensor is of step 2 and half of step 1, and `torch.distributed.checkpoint.load` says nothing. Each save needs
# a folder of its own (`FileSystemWriter(overwrite=False)` insists on it).
. "$(dirname "$0")/environment.sh"
run_with torch==2.13.0 numpy==2.3.5 <<'PY'
import subprocess, sys
import torch
import torch.distributed.checkpoint as checkpoint

open("save.py", "w").write('''
import datetime, os, signal, sys
import torch
import torch.distributed as distributed
import torch.distributed.checkpoint as checkpoint
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor import Shard, distribute_tensor

rank, step, killed, rendezvous = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "killed", "file://" + os.path.abspath(sys.argv[4])
distributed.init_process_group("gloo", init_method=rendezvous, rank=rank, world_size=2, timeout=datetime.timedelta(minutes=10))
weight = distribute_tensor(torch.full((4, 4), float(step)), init_device_mesh("cpu", (2,)), [Shard(0)])
if killed and rank == 1:  # at the moment in which it would write its part
    checkpoint.FileSystemWriter.write_data = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
checkpoint.save({"weight": weight}, checkpoint_id="last")
distributed.barrier()
os._exit(0)
''')

def save(step, killed):
    processes = [subprocess.Popen([sys.executable, "-W", "ignore", "save.py", str(rank), str(step), killed, f"meeting-{step}"],
                                  stderr=subprocess.DEVNULL) for rank in (0, 1)]
    return [process.wait(timeout=600) for process in processes]

def loaded():
    state = {"weight": torch.zeros(4, 4)}
    checkpoint.load(state, checkpoint_id="last")
    return state["weight"][:, 0].tolist()

assert save(1, "whole") == [0, 0] and loaded() == [1, 1, 1, 1]
codes = save(2, "killed")
print("exit codes of a save at step 2 over that of step 1:", codes, "rows of the weight that is loaded:", loaded())
assert codes[1] == -9 and codes[0] != 0 and loaded() == [2, 2, 1, 1]
PY
