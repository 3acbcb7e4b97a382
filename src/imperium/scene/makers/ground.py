"""Open ground seen from near: grass, sand, snow, soil, asphalt or paving, uneven as these are."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, lattice
from imperium.scene.texture import fractal, looked_up

CELLS, FINER = 220, 2.2
TEXELS, HUMPS = 512, 9
TILES = {"meadow": 1400.0, "sand": 700.0, "snow": 900.0, "soil": 500.0, "asphalt": 500.0, "concrete": 400.0}
COLOURS = {"meadow": "#66763f", "sand": "#d2b483", "snow": "#eef2f7", "soil": "#4f3b2a", "asphalt": "#3a3a3b"}


def ground(
    *,
    kind: Literal["meadow", "sand", "snow", "soil", "asphalt", "concrete"] = "meadow",
    color: Hex | None = None,
    size: float = Field(default=20_000, gt=0, le=1e6, description="Its width and its depth."),
    relief: float = Field(default=20, ge=0, le=5000, description="Height of its humps; flat round the origin."),
    clear: float = Field(default=300, ge=0, le=1e5, description="Radius that is flat."),
    seed: int = 0,
) -> tuple[Part, ...]:
    """Cells are finer towards the origin."""
    spread = np.sign(t := np.linspace(-1, 1, CELLS)) * np.abs(t) ** FINER * size / 2
    x, y = np.meshgrid(spread, spread)
    humps = _humps(x, y, size / 2, seed)
    away = np.clip((np.hypot(x, y) - clear) / max(3 * clear, 1.0), 0, 1)
    z = np.asarray(humps * away * 2 * relief - away * 0.2 * relief, np.float64)
    tile = TILES[kind]
    params = {"color": color or COLOURS.get(kind, "#9b9893"), "seed": seed}
    mesh = lattice(np.stack([x, y, z], -1), np.stack([x, y], -1) / tile)
    return (Part("ground", mesh, finish(kind, **params), (tile, tile)),)


def _humps(x: Array, y: Array, reach: float, seed: int) -> Array:
    """Heights in about -0.5 to 0.5 of humps that grow with the distance from the origin, the same in all directions."""
    tile = fractal(TEXELS, TEXELS, HUMPS, HUMPS, np.random.default_rng(seed), 5, 0.5)
    away = np.maximum(np.hypot(x, y), 1e-6)
    drawn_in = (away / reach) ** (1 / FINER) / away / 2
    return looked_up(tile, 0.5 + x * drawn_in, 0.5 + y * drawn_in) - 0.5


MAKER = Maker(ground)
