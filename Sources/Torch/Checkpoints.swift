// Who computes with tensors also reads and writes them, and a tensor's element type is the same in both.
@_exported public import Checkpoints
