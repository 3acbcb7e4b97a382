"""A style: how light becomes a picture. A photographic one changes the grade, a drawn one also what is put down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from imperium.kit.kinds import discover
from imperium.kit.suggest import did_you_mean
from imperium.platform.errors import NotFound
from imperium.scene.scene import Grade
from imperium.scene.tone import Picture, display
from imperium.scene.trace import Guides
from imperium.scene.window import Window as Window

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Exposed:
    """Light (h, w, 3) with its guides and grade, and the window that it fills."""

    light: Picture
    guides: Guides
    grade: Grade
    window: Window


def photographed(shot: Exposed) -> Pixels:
    return display(shot.light, shot.grade, shot.window)


@dataclass(frozen=True, slots=True)
class Style:
    """`graded` gives a scene's grade in this style. `draw` is a pure function of what was exposed.

    What `draw` puts at a pixel depends on `REACH` pixels round it at most, and on where it lies in the whole, so a
    picture may be drawn tile by tile. A style that draws wants everything sharp: `lens` is then false.
    """

    summary: str
    graded: dict[str, float]
    draw: Callable[[Exposed], Pixels] = photographed
    lens: bool = True

    def grade(self, grade: Grade) -> Grade:
        """The grade with what `graded` adds to each of its figures, contrast and saturation multiplied."""
        return grade.model_copy(update={name: _changed(name, grade, by) for name, by in self.graded.items()})


def _changed(name: str, grade: Grade, by: float) -> float:
    now: float = getattr(grade, name)
    changed = now * by if name in ("contrast", "saturation", "vignette") else now + by
    low, high = LIMITS[name]
    return min(max(changed, low), high)


REACH = 28
LIMITS = {
    "exposure": (-8.0, 8.0),
    "contrast": (0.3, 2.5),
    "saturation": (0.0, 2.5),
    "warmth": (-1.0, 1.0),
    "bloom": (0.0, 0.5),
    "vignette": (0.0, 1.0),
}


@cache
def styles() -> dict[str, Style]:
    """Every style by name."""
    return discover("imperium.scene.styles", Style, "imperium.scene.styles")


def style(name: str) -> Style:
    """Raises NotFound with the nearest known name."""
    try:
        return styles()[name]
    except KeyError:
        raise NotFound(
            f"There is no style {name!r}.", field="scene.style", remedy=did_you_mean(name, styles())
        ) from None


def developed(name: str, light: Picture, guides: Guides | None, grade: Grade, window: Window | None = None) -> Pixels:
    """sRGB pixels (h, w, 3) of linear light (h, w, 3) in the style of that name.

    Clouds have no guides: then the light itself serves as the albedo. `window` is the whole picture unless given.
    Raises NotFound for an unknown name.
    """
    height, width = light.shape[:2]
    return style(name).draw(Exposed(light, guides or _plain(light), grade, window or Window(width, height)))


def _plain(light: Picture) -> Guides:
    brightest = np.maximum(light.max(-1, keepdims=True), 1.0)
    return Guides(light / brightest, np.zeros_like(light), np.zeros(light.shape[:2], np.float32))
