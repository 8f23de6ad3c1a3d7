"""How much memory a process took."""
import resource
import sys


def peak_bytes():
    """The most bytes that this process ever had in memory. On Linux `ru_maxrss` begins with what the parent had."""
    if sys.platform == "linux":
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM:"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
