"""How the Python interpreter is set for a server: thousands of runs at once, hot paths of microseconds."""

from __future__ import annotations

import gc
import sys

YOUNG, MIDDLE, OLD = 200_000, 20, 50  # allocations, then collections of the younger generation, between two collections
SWITCH_SECONDS = 0.0005  # Python's own is ten times longer: a write in the journal's thread would wait that long


def tune() -> None:
    """Once, in the event loop's thread, after everything is loaded.

    What is loaded by now is never collected again, and the rest less often; another thread gets the interpreter's
    lock back sooner. The loop keeps no list of open asynchronous generators, which costs a set's work for each: who
    opens a stream closes it. One that is dropped is still closed by the loop when it is collected."""
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
    sys.setswitchinterval(SWITCH_SECONDS)
    sys.set_asyncgen_hooks(firstiter=None)
