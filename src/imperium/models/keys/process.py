"""What this process leaves behind when it dies."""

from __future__ import annotations

import ctypes
import resource
import sys

PR_SET_DUMPABLE = 4  # <linux/prctl.h>


def forbid_core_dumps(*, production: bool) -> None:
    """No core dump is written. In production other processes of the same user can't read this one's memory either.

    A limit of zero keeps the kernel from writing a file. Where it hands dumps to a program (`core_pattern` begins with
    a pipe) it ignores the limit; there only the process's own mark helps, which also locks debuggers and py-spy out
    (proc(5), `PR_SET_DUMPABLE`), so outside of production it isn't set.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if production and sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
