#!/usr/bin/env bash
# Guessed: a checkpoint with `state_dict` and `ema_state_dict` has the trained weights under the first and their average under the
# second, as timm (`state_dict`, `state_dict_ema`) and torchvision's references (`model`, `model_ema`) save them.
# Found in mmengine 0.10.7: the other way round. `EMAHook` swaps the two as it saves: `ema_state_dict` has the weights that are not
# averaged, under the averaged model's names and beside its counter. Who loads it for the average has the last step's weights.
. "$(dirname "$0")/environment.sh"
run_with mmengine==0.10.7 torch==2.13.0 opencv-python-headless==5.0.0.93 numpy==2.2.6 setuptools==80.9.0 <<'PY'
import torch
from mmengine.model import BaseModel
from mmengine.runner import Runner


class Model(BaseModel):
    """One weight, which starts at 0; a step with the loss -w and a rate of 1 adds 1 to it."""

    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(1, 1, bias=False)
        torch.nn.init.zeros_(self.layer.weight)

    def forward(self, inputs, mode="tensor"):
        return {"loss": -self.layer.weight.sum()}


runner = Runner(
    model=Model(), work_dir="run", train_dataloader=dict(
        batch_size=1, dataset=[torch.ones(1), torch.ones(1)], sampler=dict(type="DefaultSampler", shuffle=False),
        num_workers=0),
    train_cfg=dict(by_epoch=True, max_epochs=1), optim_wrapper=dict(optimizer=dict(type="SGD", lr=1.0)),
    custom_hooks=[dict(type="EMAHook", momentum=0.5)], log_level="ERROR")
model = runner.train()
saved = torch.load("run/epoch_1.pth", weights_only=False)
plain, ema = saved["state_dict"]["layer.weight"].item(), saved["ema_state_dict"]["module.layer.weight"].item()
print("trained to", model.layer.weight.item(), "- under state_dict:", plain, "- under ema_state_dict:", ema)
assert model.layer.weight.item() == ema == 2 and 0 < plain < 2
PY
