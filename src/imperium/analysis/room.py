"""Room for an analysis: frames that may nest, objects that may be made before the collector looks at all of them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

FRAMES = 30_000
"""Frames of Python that may nest: the depth of what is read, times the calls that are followed, times some."""

OBJECTS = 200_000
"""New objects between two looks of the collector. With its own 700 a third of the time goes into looking."""


@contextmanager
def room() -> Iterator[None]:
    """Give an analysis its room, and afterwards what was set before."""
    frames, thresholds = sys.getrecursionlimit(), gc.get_threshold()
    sys.setrecursionlimit(max(frames, FRAMES))
    gc.set_threshold(max(thresholds[0], OBJECTS), *thresholds[1:])
    try:
        yield
    finally:
        sys.setrecursionlimit(frames)
        gc.set_threshold(*thresholds)
