"""A painted landscape: sky, sun, and hills that fade with distance. Printed, or shining as a display."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import Grid, mixed, smoothstep


def picture(
    surface: Surface,
    *,
    color: Hex = "#e58a4e",
    lit: bool = False,
    ranges: int = Field(default=5, ge=1, le=9),
    power: float = Field(default=1.1, ge=0, le=100),
    seed: int = 0,
) -> Node:
    """`color` is the evening's; a display shines with `power`."""
    width = 1024
    height = max(64, min(1024, round(width * surface.height / surface.width)))
    sheet = _painted(width, height, color, ranges, np.random.default_rng(seed))
    if not lit:
        return {"type": "diffuse", "reflectance": sheet}
    dark = np.full(3, 0.02, np.float32)
    return {"type": "diffuse", "reflectance": dark, "emission": sheet * np.float32(power)}


def _painted(width: int, height: int, color: str, ranges: int, rng: np.random.Generator) -> Grid:
    x = np.linspace(0, width / height, width, dtype=np.float32)[None]
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    high, low = linear(shifted(color, hue=0.52, lightness=0.02)), linear(shifted(color, lightness=0.22))
    sky = mixed(low, high, smoothstep(0.35, 1.0, y) + 0 * x)
    sun = np.hypot(x - width / height * rng.uniform(0.3, 0.7), y - 0.62)
    sky = mixed(sky, linear("#fff1d6"), smoothstep(0.075, 0.065, sun) + 0.5 * np.exp(-sun * 5))
    near = linear(shifted(color, hue=0.5, lightness=-0.42, saturation=0.6))
    for k in range(ranges):
        depth = (k + 1) / ranges
        crest = 0.56 - 0.42 * depth + _ridge(x, 0.5 + depth, rng) * (0.16 - 0.06 * depth)
        sky = mixed(sky, mixed(low, near, np.full((height, width), depth**0.8)), smoothstep(0.004, -0.004, y - crest))
    return sky


def _ridge(x: Grid, pitch: float, rng: np.random.Generator) -> Grid:
    waves = [np.sin(x * pitch * 2.3 * 2.0**k + rng.uniform(0, 6)) / 1.9**k for k in range(6)]
    return np.asarray(sum(waves), np.float32)


MATERIAL = Material(picture)
