"""Starts a program as many times as said, as torchrun does, and passes on what the processes print.

    launch.py COUNT STORE PROGRAM ARGUMENT...

STORE is `standalone`, where the launcher chooses the port, or a port.
"""
import sys

from torch.distributed.run import main


def run():
    count, store, *command = sys.argv[1:]
    place = ["--standalone"] if store == "standalone" else ["--master-addr", "127.0.0.1", "--master-port", store]
    main(["--no-python", "--nproc-per-node", count, *place, *command])


if __name__ == "__main__":
    run()
