"""What a piece of work costs on any machine: its calls are counted, or it is compared with a larger piece of its kind.

A clock on the wall tells of the machine and of who else uses it; these tell of the code.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import log
from types import FrameType
from typing import Any

ROUNDS = 3
MOST_ROUNDS = 12


def calls(work: Callable[[], object]) -> int:
    """How many functions of Python and of C it calls in this thread."""
    counted = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return counted


def check_growth(work: Callable[[int], object], size: int, below: float = 1.5, times: int = 8) -> None:
    """Whether the effort of `work(size)` grows by a lower power of the size than `below`: about 0 is an effort that
    stays as it is, 1 a linear one, 2 a quadratic one. The cheapest of several rounds counts, of either size; on a
    machine that is busy with other things there are more of them. Raises AssertionError."""
    small, large, power = float("inf"), float("inf"), float("inf")
    with _uncollected():
        for done in range(1, MOST_ROUNDS + 1):
            small, large = min(small, _cpu_s(work, size // times)), min(large, _cpu_s(work, size))
            power = log(large / small, times)
            if done >= ROUNDS and power < below:
                return
    raise AssertionError(f"from {size // times:,} to {size:,} the effort grows by the power of {power:.2f}")


def _cpu_s(work: Callable[[int], object], size: int) -> float:
    """Seconds of CPU time: those in which other processes had their turn don't count."""
    began = time.process_time()
    work(size)
    return time.process_time() - began


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector, which looks at everything that other tests have left, at any moment."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
