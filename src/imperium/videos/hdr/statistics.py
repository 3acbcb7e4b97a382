"""How bright a frame is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from imperium.scene.kernel import kernel
from imperium.videos.grading import nits_of
from imperium.videos.hdr.messages import FrameLight

STRIDE = 4  # every fourth row and column of what is counted rather than bounded
MARKS = (1, 99.98, 10, 25, 50, 75, 90, 95, 98)  # ST 2094-40's 5 % entry holds the 99.98th percentile, its 99 % the 98th
STEPS = 16384  # of the signal, that are told apart: sixteen of ten bits' one


def frame_light(signal: NDArray[np.float32]) -> FrameLight:
    """The light of a PQ signal (h, w, 3)."""
    brightest, counts = np.zeros(3, np.float32), np.zeros(STEPS + 1, np.int64)
    _counted(signal, brightest, counts)
    tenths = nits_of(np.arange(STEPS + 1) / STEPS) * 10
    total = np.cumsum(counts)
    marks = tenths[np.searchsorted(total, np.array(MARKS) / 100 * (total[-1] - 1), side="right")]
    red, green, blue = (round(float(value)) for value in nits_of(brightest) * 10)
    mean = float(counts @ tenths) / float(total[-1])
    return FrameLight((red, green, blue), round(mean), tuple(round(float(mark)) for mark in marks))


@kernel
def _counted(signal: Any, brightest: Any, counts: Any) -> None:
    """The largest value of each channel, and how many pixels' largest channel has each step of the signal."""
    for y in range(signal.shape[0]):
        red, green, blue = brightest[0], brightest[1], brightest[2]
        for x in range(signal.shape[1]):
            red, green, blue = max(red, signal[y, x, 0]), max(green, signal[y, x, 1]), max(blue, signal[y, x, 2])
        brightest[0], brightest[1], brightest[2] = red, green, blue
        if y % STRIDE == 0:
            for x in range(0, signal.shape[1], STRIDE):
                largest = max(max(signal[y, x, 0], signal[y, x, 1]), signal[y, x, 2])
                counts[int(largest * np.float32(STEPS) + np.float32(0.5))] += 1
