"""Saves a small Mask R-CNN as training frameworks save it, by those frameworks themselves, and compares what
`maskrcnn weights convert` reads of each file with what the framework had.

    layouts.py MASKRCNN FOLDER [NAME …]

MASKRCNN is this package's program, FOLDER a new folder for the files, NAME a layout, of which there are those that the
functions below are called. It runs in an environment of its own, which no test has:

    python3 -m venv env && env/bin/pip install torch torchvision lightning accelerate mmengine timm safetensors

For each file it prints how many tensors are equal, bit for bit, and what `predict --dry-run` concludes of the file; the exit
code is 1 where a tensor is missing, another or too many.
"""
import argparse
import os
import pathlib
import subprocess
import sys

from network import build, losses, torch

LAYOUTS = {}


def layout(function):
    """Registers what saves a layout: it is given a folder and yields (file, state that was saved, further options)."""
    LAYOUTS[function.__name__] = function
    return function


def clone(state):
    return {name: value.detach().clone() for name, value in state.items() if isinstance(value, torch.Tensor)}


def step(model):
    """A step of training, so that optimiser and network have numbers of their own."""
    model.train()
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=1e-4, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [16, 22])
    sum(losses(model).values()).backward()
    optimizer.step()
    scheduler.step()
    return optimizer, scheduler


def alone():
    """Makes this process a group of one, as distributed training would have."""
    if not torch.distributed.is_initialized():
        os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29573", RANK="0", WORLD_SIZE="1", LOCAL_RANK="0")
        torch.distributed.init_process_group("gloo")


def average_of(model):
    """torchvision's references' average of weights."""
    decay = torch.optim.swa_utils.get_ema_avg_fn(0.9)
    average = torch.optim.swa_utils.AveragedModel(model, avg_fn=decay, use_buffers=True)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.01)
    average.update_parameters(model)
    average.update_parameters(model)
    return average


@layout
def torchvision_references(folder):
    """The dictionary of torchvision's references/detection/train.py, and of references/classification/train.py with --model-ema."""
    model = build()
    optimizer, scheduler = step(model)
    average = average_of(model)
    parser = argparse.ArgumentParser()
    parser.add_argument("--data-path", default="coco")
    parser.add_argument("--device", default="cpu", type=torch.device)
    checkpoint = {
        "model": model.state_dict(), "optimizer": optimizer.state_dict(), "lr_scheduler": scheduler.state_dict(),
        "args": parser.parse_args([]), "epoch": 25}
    torch.save(checkpoint, folder / "model_25.pth")
    yield folder / "model_25.pth", clone(model.state_dict()), []
    checkpoint["model_ema"] = average.state_dict()
    checkpoint["scaler"] = torch.amp.GradScaler("cpu").state_dict()
    torch.save(checkpoint, folder / "checkpoint.pth")
    yield folder / "checkpoint.pth", clone(model.state_dict()), []
    yield folder / "checkpoint.pth", clone(average.module.state_dict()), ["--weights-key", "model_ema"]


@layout
def ddp(folder):
    """DistributedDataParallel, saved with its wrapper."""
    alone()
    model = build()
    wrapped = torch.nn.parallel.DistributedDataParallel(model)
    torch.save({"state_dict": wrapped.state_dict(), "epoch": 1}, folder / "ddp.pth")
    yield folder / "ddp.pth", clone(model.state_dict()), []


@layout
def fsdp(folder):
    """Fully sharded training, consolidated: FSDP's own full state, and that of FSDP2 by torch.distributed.checkpoint."""
    from torch.distributed.checkpoint.state_dict import StateDictOptions, get_model_state_dict
    from torch.distributed.fsdp import FullStateDictConfig, FullyShardedDataParallel, StateDictType, fully_shard

    alone()
    model = build()
    before = clone(model.state_dict())
    wrapped = FullyShardedDataParallel(model, use_orig_params=True, device_id=torch.device("cpu"))
    with FullyShardedDataParallel.state_dict_type(wrapped, StateDictType.FULL_STATE_DICT, FullStateDictConfig(rank0_only=True)):
        torch.save({"model": wrapped.state_dict()}, folder / "fsdp.pth")
    yield folder / "fsdp.pth", before, []
    second = build()
    before = clone(second.state_dict())
    fully_shard(second.backbone)
    fully_shard(second)
    full = get_model_state_dict(second, options=StateDictOptions(full_state_dict=True, cpu_offload=True))
    torch.save(full, folder / "fsdp2.pth")
    yield folder / "fsdp2.pth", before, []


@layout
def fsdp_shards(folder):
    """FSDP2's own state, of tensors that are distributed, and a folder of torch.distributed.checkpoint."""
    import torch.distributed.checkpoint
    from torch.distributed.fsdp import fully_shard

    alone()
    model = build()
    fully_shard(model)
    torch.save(model.state_dict(), folder / "dtensors.pth")
    yield folder / "dtensors.pth", None, ["is refused"]
    torch.distributed.checkpoint.save(build().state_dict(), checkpoint_id=folder / "dcp")
    yield folder / "dcp", None, ["is refused"]


@layout
def compiled(folder):
    """torch.compile of the whole and of a part."""
    model = build()
    state = clone(model.state_dict())
    torch.save(torch.compile(model).state_dict(), folder / "compiled.pth")
    yield folder / "compiled.pth", state, []
    model.backbone = torch.compile(model.backbone)
    torch.save({"model": model.state_dict()}, folder / "part.pth")
    yield folder / "part.pth", state, []
    wrapped = torch.nn.parallel.DataParallel(torch.compile(build()))
    torch.save(wrapped.state_dict(), folder / "both.pth")
    yield folder / "both.pth", state, []


@layout
def timm(folder):
    """timm's CheckpointSaver, with ModelEmaV3's average beside."""
    from timm.utils import CheckpointSaver, ModelEmaV3

    model = build()
    optimizer, _ = step(model)
    average = ModelEmaV3(model, decay=0.9)
    for parameter in model.parameters():
        parameter.data.add_(0.01)
    average.update(model)
    options = argparse.Namespace(model="maskrcnn", lr=0.1)
    saver = CheckpointSaver(model, optimizer, args=options, model_ema=average, checkpoint_dir=str(folder))
    saver.save_checkpoint(3, metric=0.5)
    yield folder / "last.pth.tar", clone(model.state_dict()), []
    yield folder / "last.pth.tar", clone(average.module.state_dict()), ["--weights-key", "state_dict_ema"]


@layout
def lightning(folder):
    """A LightningModule around the network, saved by ModelCheckpoint; with a metric, a compiled part, an average of weights."""
    import lightning as pl
    from lightning.pytorch.callbacks import EMAWeightAveraging, ModelCheckpoint

    class Module(pl.LightningModule):
        def __init__(self, lr, classes, path):
            super().__init__()
            self.save_hyperparameters()
            self.model = build()
            self.balance = torch.nn.Parameter(torch.ones(2))

        def training_step(self, batch, index):
            return sum(losses(self.model.train()).values()) + self.balance.sum()

        def configure_optimizers(self):
            optimizer = torch.optim.AdamW(self.parameters(), lr=self.hparams.lr)
            return [optimizer], [torch.optim.lr_scheduler.StepLR(optimizer, 1)]

    def run(name, *callbacks, module=None):
        module = module or Module(1e-4, ["a", "b", "c"], pathlib.PurePosixPath("data"))
        saving = ModelCheckpoint(dirpath=folder / name, save_last=True)
        trainer = pl.Trainer(
            max_steps=2, accelerator="cpu", logger=False, enable_progress_bar=False, enable_model_summary=False,
            callbacks=[saving, *callbacks])
        trainer.fit(module, torch.utils.data.DataLoader([0, 1], batch_size=1))
        return folder / name / "last.ckpt", module

    path, module = run("plain")
    yield path, clone(module.model.state_dict()), []
    path, module = run("averaged", EMAWeightAveraging(decay=0.5))
    # That callback gives the file's state_dict the average, and keeps the other beside it.
    saved = torch.load(path, weights_only=False)
    print("   keys:", ", ".join(saved))
    yield path, clone({n.removeprefix("model."): t for n, t in saved["state_dict"].items() if n.startswith("model.")}), []
    current = {n.removeprefix("model."): t for n, t in saved["current_model_state"].items() if n.startswith("model.")}
    yield path, clone(current), ["--weights-key", "current_model_state"]


@layout
def accelerate(folder):
    """Accelerate's save_state, a folder of a training's state, and save_model, whole and in shards of both layouts."""
    from accelerate import Accelerator

    accelerator = Accelerator(cpu=True)
    model = build()
    optimizer, scheduler = step(model)
    model, optimizer, scheduler = accelerator.prepare(model, optimizer, scheduler)
    state = clone(accelerator.unwrap_model(model).state_dict())
    accelerator.save_state(str(folder / "state"))
    yield folder / "state", state, []
    yield folder / "state" / "model.safetensors", state, []
    accelerator.save_state(str(folder / "pickled"), safe_serialization=False)
    yield folder / "pickled", state, []
    accelerator.save_model(model, str(folder / "whole"))
    yield folder / "whole", state, []
    accelerator.save_model(model, str(folder / "shards"), max_shard_size="8MB")
    yield folder / "shards", state, []
    yield folder / "shards" / "model.safetensors.index.json", state, []
    accelerator.save_model(model, str(folder / "bins"), max_shard_size="8MB", safe_serialization=False)
    yield folder / "bins", state, []
    yield folder / "bins" / "pytorch_model.bin.index.json", state, []


@layout
def hub(folder):
    """huggingface_hub's shards, and safetensors' save_model, which leaves shared tensors out."""
    import huggingface_hub
    import safetensors.torch

    model = build()
    state = clone(model.state_dict())
    (folder / "hub").mkdir()
    huggingface_hub.save_torch_model(model, folder / "hub", max_shard_size="10MB")
    yield folder / "hub", state, []
    safetensors.torch.save_model(model, str(folder / "one.safetensors"))
    yield folder / "one.safetensors", state, []


@layout
def mmengine(folder):
    """mmengine's Runner with its CheckpointHook, message hub and EMAHook."""
    from mmengine.model import BaseModel
    from mmengine.runner import Runner

    class Model(BaseModel):
        def __init__(self):
            super().__init__()
            self.detector = build()

        def forward(self, number, mode="tensor"):
            return losses(self.detector.train())

    def run(name, **settings):
        model = Model()
        runner = Runner(
            model=model, work_dir=str(folder / name), train_dataloader=dict(
                batch_size=1, dataset=[0, 1], sampler=dict(type="DefaultSampler", shuffle=False), num_workers=0),
            train_cfg=dict(by_epoch=True, max_epochs=2),
            optim_wrapper=dict(optimizer=dict(type="SGD", lr=1e-4, momentum=0.9)),
            param_scheduler=dict(type="MultiStepLR", milestones=[1]), log_level="ERROR",
            experiment_name=name, default_hooks=dict(checkpoint=dict(type="CheckpointHook", interval=1)), **settings)
        runner.train()
        return folder / name / "epoch_2.pth"

    path = run("plain")
    saved = torch.load(path, weights_only=False)
    print("   keys:", ", ".join(saved))
    yield path, clone({n.removeprefix("detector."): t for n, t in saved["state_dict"].items()}), []
    path = run("averaged", custom_hooks=[dict(type="EMAHook", momentum=0.5)])
    saved = torch.load(path, weights_only=False)
    print("   keys:", ", ".join(saved))
    yield path, clone({n.removeprefix("detector."): t for n, t in saved["state_dict"].items()}), []
    other = {n.removeprefix("module.detector."): t for n, t in saved["ema_state_dict"].items() if n.startswith("module.")}
    yield path, clone(other), ["--weights-key", "ema_state_dict"]


@layout
def hostile(folder):
    """Objects that would run something where they are made again: each file's tensors are read, or it is refused with their name."""
    marker = folder / "ran"

    def calling(function, *arguments):
        class Object:
            def __reduce__(self):
                return function, arguments

        return Object()

    command = f"touch {marker}"
    state = clone(build().state_dict())
    for name, beside in {
        "system": calling(os.system, command), "eval": calling(eval, f"open({str(marker)!r}, 'w')"),
        "run": calling(subprocess.run, ["touch", str(marker)]), "import": calling(__import__, "os"),
    }.items():
        torch.save({"model": state, "callback": beside}, folder / f"{name}.pth")
        yield folder / f"{name}.pth", None, ["is refused"]
    for name, beside in {
        "print": calling(print, "ran"), "touch": calling(pathlib.Path.touch, marker),
        "write": calling(pathlib.Path.write_text, marker, "ran"),
    }.items():
        torch.save({"model": state, "callback": beside}, folder / f"{name}.pth")
        yield folder / f"{name}.pth", state, []
    if marker.exists():
        sys.exit("a file was run")


def compare(program, path, expected, options):
    """Whether the program reads the expected tensors of a file, with what it says of it."""
    output = path.parent / "read.safetensors"
    command = [program, "weights", "convert", str(path), str(output), "--overwrite", *options]
    converted = subprocess.run(command, capture_output=True, text=True)
    if expected is None:
        print(f"   exit {converted.returncode}: {converted.stderr.strip()}")
        return converted.returncode in (64, 65, 66)
    if converted.returncode:
        print("  ", converted.stderr.strip())
        return False
    import safetensors.torch

    found = safetensors.torch.load_file(output)
    output.unlink()
    prefix = next((n[: -len("rpn.head.cls_logits.weight")] for n in found if n.endswith("rpn.head.cls_logits.weight")), "")
    found = {n.removeprefix(prefix): t for n, t in found.items() if n.startswith(prefix)}
    wrong = [n for n in expected if n not in found or not torch.equal(found[n], expected[n])]
    extra = [n for n in found if n not in expected]
    print(f"   {len(expected) - len(wrong)} of {len(expected)} tensors equal, {len(extra)} more {(wrong + extra)[:3] or ''}")
    shown = subprocess.run([program, "weights", "inspect", str(path), *options], capture_output=True, text=True)
    lines = shown.stdout.splitlines()
    for line in lines[: lines.index("") if "" in lines else None]:
        print("     ", line[:170])
    if shown.returncode:
        print("     ", shown.stderr.strip())
    return not wrong and not extra and shown.returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("names", nargs="*", default=list(LAYOUTS), metavar="NAME")
    options = parser.parse_args()
    failures = []
    for name in options.names:
        folder = options.folder / name
        folder.mkdir(parents=True)
        for path, expected, further in LAYOUTS[name](folder):
            print(f"{path.relative_to(options.folder)} {' '.join(further)}", flush=True)
            arguments = [] if expected is None else further
            if not compare(options.program.resolve(), path, expected, arguments):
                failures.append(f"{path.relative_to(options.folder)} {' '.join(further)}")
    print("all layouts are read" if not failures else "not read: " + ", ".join(failures))
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
