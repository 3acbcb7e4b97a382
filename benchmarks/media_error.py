"""How far a noisy picture is from what it would become. Pictures are linear light (h, w, 3)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.floating]
LUMA = np.array([0.2126, 0.7152, 0.0722])
GREY = 0.18  # the mean luminance that exposures are made equal at
DARK = 0.01  # of the relative error: what is darker counts as this


def exposed(picture: Picture, reference: Picture) -> Picture:
    """The picture, exposed so that the reference's mean luminance is middle grey."""
    return np.asarray(picture, float) * (GREY / float((np.asarray(reference, float) @ LUMA).mean()))


def encoded(picture: Picture) -> Picture:
    """Display values in 0–1 (IEC 61966-2-1)."""
    light = np.clip(picture, 0, 1)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def display_error(picture: Picture, reference: Picture) -> float:
    """Root of the mean squared difference on a display, in steps of 255, at equal exposure."""
    seen, wanted = (encoded(exposed(each, reference)) for each in (picture, reference))
    return float(np.sqrt(np.mean((seen - wanted) ** 2)) * 255)


def relative_error(picture: Picture, reference: Picture) -> float:
    """Mean squared difference relative to the reference's brightness (relMSE): dark places count as bright ones do."""
    seen, wanted = (exposed(each, reference) for each in (picture, reference))
    return float(np.mean((seen - wanted) ** 2 / (wanted**2 + DARK)))


def look_error(first: Picture, second: Picture) -> float:
    """As `display_error`, of two pictures at an exposure of their own each."""
    seen, other = encoded(exposed(first, first)), encoded(exposed(second, second))
    return float(np.sqrt(np.mean((seen - other) ** 2)) * 255)


def seconds_for(error: float, errors: Sequence[float], seconds: Sequence[float]) -> float:
    """Seconds to a wanted error, by the straight line through errors and seconds in logarithms."""
    slope, start = np.polyfit(np.log(errors), np.log(seconds), 1)
    return float(np.exp(start + slope * np.log(error)))
