"""Runs a program that ends with its parent, also when that is killed: `python leash.py PARENT PROGRAM ARGUMENT …`.

The leash is fastened between fork and exec, and holds across exec. It is a file of its own, started by its path, so
that the interpreter loads nothing else.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def main(parent: int, command: list[str]) -> None:
    """Becomes the program. On systems other than Linux the parent has to end it."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("the parent ended before its child began")
    os.execv(command[0], command)  # noqa: S606  (no shell is what is wanted)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
