#!/usr/bin/env bash
# Guessed: with `ModelCheckpoint(monitor="val_loss", every_n_train_steps=4)` the loss in a file's name is that of the weights
# in the file, and the best are kept. And a run that goes on from `last.ckpt` still knows its best.
# Found in lightning 2.6.6: weights are named and ranked by whatever was evaluated last. Those that had 0.10 are not kept; "the
# best" are other weights, never evaluated, that came 4 and 8 steps after. And a run that goes on with a logger's own
# folder calls the best since then its best, 0.60 for 0.10, with a warning that says that the path of the best is kept.
. "$(dirname "$0")/environment.sh"
run_with lightning==2.6.6 torchmetrics==1.8.2 torch==2.13.0 numpy==2.3.5 <<'PY'
import glob, logging, os
import torch
import lightning
from lightning.pytorch.callbacks import ModelCheckpoint
from lightning.pytorch.loggers import CSVLogger

logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
losses = {10: 0.9, 20: 0.1, 30: 0.8, 40: 0.7, 50: 0.6}  # of the weights after so many steps

class Network(lightning.LightningModule):  # its weight counts the steps: 10 an epoch
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(1))

    def training_step(self, batch):
        return -self.weight.sum()

    def validation_step(self, batch):
        self.log("val_loss", losses[int(self.weight)])

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=1.0)

def train(checkpoints, epochs, logger=False, resumed=None):
    data = torch.utils.data.DataLoader(torch.zeros(10, 1))
    lightning.Trainer(max_epochs=epochs, callbacks=[checkpoints], logger=logger, accelerator="cpu", num_sanity_val_steps=0,
                      enable_progress_bar=False, enable_model_summary=False).fit(Network(), data, data, ckpt_path=resumed)
    return checkpoints

def steps(path):
    return int(torch.load(path, weights_only=False)["state_dict"]["weight"])

kept = train(ModelCheckpoint("steps", monitor="val_loss", every_n_train_steps=4, save_top_k=2, filename="{val_loss:.2f}-{step}"), 5)
files = {os.path.basename(path): steps(path) for path in sorted(glob.glob("steps/*"))}
print("kept:", files, "where the weights after 20 steps had 0.10")
assert files == {"val_loss=0.10-step=24.ckpt": 24, "val_loss=0.10-step=28.ckpt": 28}

def epochs():
    return ModelCheckpoint(monitor="val_loss", save_last=True)

first = train(epochs(), 2, CSVLogger("logs"))
second = train(epochs(), 5, CSVLogger("logs"), first.last_model_path)
print("until the stop:", float(first.best_model_score), "after", steps(first.best_model_path), "steps; at the end the best is",
      float(second.best_model_score), "after", steps(second.best_model_path))
assert steps(first.best_model_path) == 20 and steps(second.best_model_path) == 50
PY
