"""A tower's glass front: 16 by 32 windows a tile, some lit, in rows or columns of one mood."""

import numpy as np
from pydantic import Field

from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import Grid

COLUMNS, ROWS, TEXELS = 16, 32, 12
MOODS = (
    ("#ffd9a0", "#1d2733"),
    ("#bfe4ff", "#17222c"),
    ("#ffe9c9", "#2a2622"),
    ("#7fd0ff", "#131b26"),
    ("#ffc58a", "#20242c"),
)


def facade(
    surface: Surface,
    *,
    look: int = Field(default=0, ge=0, lt=len(MOODS)),
    lit: float = Field(default=0.30, ge=0, le=1),
    power: float = Field(default=1.7, ge=0, le=50),
    futuristic: bool = True,
    seed: int = 0,
) -> Node:
    rng = np.random.default_rng(seed)
    lamp, wall = MOODS[look]
    window = _window(ribbon=futuristic and look % 2 == 1)
    share = np.clip(rng.normal(lit, 0.22, (ROWS, 1)), 0.05, 0.95)
    on = (rng.random((ROWS, COLUMNS)) < share) * rng.uniform(0.12, 1.0, (ROWS, COLUMNS)) ** 1.6
    warm = rng.random((ROWS, COLUMNS, 1)) < 0.25
    tint = np.where(warm, linear("#ffcf94"), linear(lamp)) * on[..., None]
    light = np.kron(tint, np.ones((TEXELS, TEXELS, 1))) * np.tile(window, (ROWS, COLUMNS))[..., None] * power
    glass = np.tile(window, (ROWS, COLUMNS))[..., None]
    tone = linear(wall) * (2.6 - 1.4 * glass)
    return {
        "type": "roughplastic",
        "diffuse_reflectance": np.asarray(tone, np.float32),
        "alpha": 0.12,
        "emission": np.asarray(light, np.float32),
    }


def _window(ribbon: bool) -> Grid:
    """Coverage of one window in its cell."""
    cell = np.zeros((TEXELS, TEXELS), np.float32)
    cell[3:10, 0 if ribbon else 2 : TEXELS if ribbon else 10] = 1
    return cell


MATERIAL = Material(facade)
