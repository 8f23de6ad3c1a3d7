#!/usr/bin/env bash
# Guessed: a run of MMEngine, the trainer under MMDetection, that is killed while it evaluates an epoch, and resumed, makes that
# evaluation first, or with the next; weights that would be the best are the best.
# Found in mmengine 0.10.7: weights are saved before they are evaluated, and a run goes on with the next epoch: the second epoch, the
# best of four, is never evaluated, and the best stays the first. And it goes on only where torch is told to trust files
# (TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD): by itself torch 2.13.0 refuses what MMEngine has written.
. "$(dirname "$0")/environment.sh"
run_with mmengine==0.10.7 torch==2.13.0 opencv-python-headless==5.0.0.93 numpy==2.2.6 setuptools==80.9.0 <<'PY'
import glob, json, os, subprocess, sys

open("train.py", "w").write('''
import os, sys
import torch
from mmengine.evaluator import BaseMetric, Evaluator
from mmengine.model import BaseModel
from mmengine.runner import Runner

killed_in = int(sys.argv[1])
accuracies = {1: 0.7, 2: 0.9, 3: 0.5, 4: 0.6}

class Model(BaseModel):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(1, 1)

    def forward(self, inputs, mode="tensor"):
        result = self.layer(torch.stack(inputs))
        return {"loss": result.pow(2).mean()} if mode == "loss" else list(result)

class Accuracy(BaseMetric):
    default_prefix = "eval"

    def process(self, batch, outputs):
        if runner.epoch == killed_in:
            os._exit(9)
        self.results.append(0)

    def compute_metrics(self, results):
        return {"accuracy": accuracies[runner.epoch]}

loader = torch.utils.data.DataLoader([torch.ones(1)] * 4, batch_size=2, collate_fn=lambda items: {"inputs": items})
runner = Runner(
    model=Model(), work_dir="run", train_dataloader=loader, val_dataloader=loader, val_cfg={}, val_evaluator=Evaluator(Accuracy()),
    train_cfg={"by_epoch": True, "max_epochs": 4, "val_interval": 1}, optim_wrapper={"optimizer": {"type": "SGD", "lr": 0.01}},
    default_hooks={"checkpoint": {"type": "CheckpointHook", "interval": 1, "save_best": "eval/accuracy", "rule": "greater"}},
    resume=killed_in < 0, log_level="ERROR", experiment_name="killed")
runner.train()
''')

def train(killed_in, **environment):
    done = subprocess.run([sys.executable, "-W", "ignore", "train.py", str(killed_in)], env={**os.environ, **environment}, capture_output=True, text=True)
    return done.returncode, done.stderr

def evaluated():
    lines = [json.loads(line) for name in glob.glob("run/*/vis_data/scalars.json") for line in open(name)]
    return {line["step"]: line["eval/accuracy"] for line in lines if "eval/accuracy" in line}

code, errors = train(2)
assert code == 9, errors
print("killed in the second evaluation: weights", sorted(glob.glob("run/*.pth")), "evaluated", evaluated())
code, errors = train(-1)
print("resumed by itself:", code, next(line for line in errors.splitlines() if "Unsupported global" in line).strip()[:110])
assert code != 0 and "HistoryBuffer" in errors
code, errors = train(-1, TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD="1")
assert code == 0, errors
best = [os.path.basename(name) for name in glob.glob("run/best*")]
print("resumed: evaluated", evaluated(), "best", best)
assert evaluated() == {1: 0.7, 3: 0.5, 4: 0.6} and best == ["best_eval_accuracy_epoch_1.pth"] and os.path.exists("run/epoch_4.pth")
PY
