"""A wine glass on its stem, filled as far as wanted."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import above, below, spline
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.shapes import lathe

WINES = {"red": "#5a0a1c", "white": "#e8d48a", "rose": "#eaa08c", "none": "#ffffff"}
# Radius and height of the cup's outer wall.
CUP = [(0.45, 9.2), (2.4, 10.4), (3.9, 13), (4.15, 15.5), (3.75, 18.6), (3.2, 21.5)]
WALL = 0.13


def wine_glass(
    *,
    wine: Literal["red", "white", "rose", "none"] = "red",
    color: Hex | None = None,
    fill: float = Field(default=0.42, ge=0.05, le=0.95, description="Part of the cup's height."),
    tint: Hex = "#f6fbf9",
) -> tuple[Part, ...]:
    """`color` replaces the wine's own."""
    cup = spline(CUP, 70)
    inner = np.vstack([[0.01, 9.62], [0.9, 9.85], _inside(cup)])
    glass = finish("glass", tint=tint)
    if wine == "none":
        return (Part("glass", lathe(np.vstack([_stem(), cup, _rim(), inner[::-1]])), glass),)
    level = 10 + 11 * fill
    dry, wet = above(inner, level), below(inner, level)
    shade = color or WINES[wine]
    top = np.array([[wet[-1, 0], level], [wet[-1, 0] * 0.5, level], [0.01, level]])
    return (
        Part("glass", lathe(np.vstack([_stem(), cup, _rim(), dry[::-1]])), glass),
        Part("wine", lathe(wet), finish("liquid", color=shade, within="glass")),
        Part("surface", lathe(top), finish("liquid", color=shade)),
    )


def _inside(cup: np.ndarray) -> np.ndarray:
    wall = cup[cup[:, 1] > 10.2]
    return np.asarray(wall - [WALL, 0])


def _rim() -> np.ndarray:
    turn = np.linspace(0, np.pi, 7)[1:-1]
    return np.stack([3.2 - WALL / 2 + WALL / 2 * np.cos(turn), 21.5 + WALL / 2 * np.sin(turn)], -1)


def _stem() -> np.ndarray:
    foot = [(0.01, 0.22), (2.6, 0.06), (3.45, 0.0), (3.52, 0.1), (3.4, 0.2)]
    stem = spline([(3.4, 0.2), (1.6, 0.42), (0.55, 0.95), (0.36, 2.2), (0.33, 5.5), (0.38, 8.4), (0.45, 9.2)], 60)
    return np.vstack([foot[:-1], stem[:-1]])


MAKER = Maker(wine_glass)
