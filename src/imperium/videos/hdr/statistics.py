"""How bright a frame is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from imperium.videos.grading import nits_of
from imperium.videos.hdr.messages import FrameLight

STRIDE = 4  # every fourth row and column of what is counted rather than bounded
MARKS = (1, 99.98, 10, 25, 50, 75, 90, 95, 98)  # ST 2094-40's 5 % entry holds the 99.98th percentile, its 99 % the 98th


def frame_light(signal: NDArray[np.float32]) -> FrameLight:
    """The light of a PQ signal (h, w, 3)."""
    brightest = nits_of(signal.reshape(-1, 3).max(0)) * 10
    largest = nits_of(signal[::STRIDE, ::STRIDE].max(-1)) * 10
    marks = np.percentile(largest, MARKS)
    red, green, blue = (round(float(value)) for value in brightest)
    return FrameLight((red, green, blue), round(float(largest.mean())), tuple(round(float(mark)) for mark in marks))
