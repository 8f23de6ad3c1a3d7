#!/usr/bin/env bash
# Guessed: one flipped bit in a checkpoint is an error of `torch.load`: the file is a zip, every part of it has a CRC-32, and
# `torch.save` takes care (and an option) to compute them.
# Found in torch 2.13.0: nothing compares them, neither `torch.load` (mapped, or with `weights_only=False`) nor `torch.jit.load`. One weight
# of 1000 goes from 100 to 3e-37, or with another bit a tensor's name changes, and no word is said. `unzip -t` finds it.
. "$(dirname "$0")/environment.sh"
run_with torch==2.13.0 numpy==2.3.5 <<'PY'
import zipfile
import torch

weights = torch.arange(1000, dtype=torch.float32)

network = torch.nn.Linear(1000, 1, bias=False)
network.weight.data[0] = weights

def flipped(path, at, bit):  # one bit of a byte of weight 100, or of what is said to be there
    data = bytearray(open(path, "rb").read())
    data[data.index(at) + len(at) - 1] ^= bit
    open("flipped", "wb").write(data)
    return "flipped"

torch.save(network.state_dict(), "model.pth")
torch.jit.save(torch.jit.script(network), "model.pt")
hundred = weights[:101].numpy().tobytes()
loads = {
    "torch.load": lambda: torch.load(flipped("model.pth", hundred, 0x40))["weight"],
    "torch.load, mapped": lambda: torch.load(flipped("model.pth", hundred, 0x40), mmap=True)["weight"],
    "torch.load, not only weights": lambda: torch.load(flipped("model.pth", hundred, 0x40), weights_only=False)["weight"],
    "torch.jit.load": lambda: torch.jit.load(flipped("model.pt", hundred, 0x40)).weight.detach(),
}
for name, load in loads.items():
    loaded = load()[0]
    wrong = torch.nonzero(loaded != weights).flatten().tolist()
    print(name, "says nothing; weights that differ:", {index: float(loaded[index]) for index in wrong})
    assert wrong == [100] and float(loaded[100]) < 1e-30
    assert zipfile.ZipFile("flipped").testzip() is not None
names = list(torch.load(flipped("model.pth", b"weight", 0x01)))
print("a bit of a name:", names)
assert names == ["weighu"]
PY
