"""Stone: mottled minerals, fine pores; terrazzo with chips; marble with veins."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import Grid, fractal, mixed, relief, smoothstep


def stone(
    surface: Surface,
    *,
    color: Hex = "#8d8982",
    kind: Literal["river", "terrazzo", "marble", "slate"] = "river",
    roughness: float = Field(default=0.5, ge=0.02, le=1),
    seed: int = 0,
) -> Node:
    rng = np.random.default_rng(seed)
    width, height = surface.texels(24, 1024)
    tone = _PATTERNS[kind](width, height, surface, color, rng)
    body: Node = {"type": "roughplastic", "diffuse_reflectance": tone, "alpha": roughness}
    if kind in ("terrazzo", "marble"):
        return body
    return {"type": "normalmap", "normalmap": relief(fractal(width, height, 40, 40, rng, 4), 2.0), "bsdf": body}


def _river(width: int, height: int, surface: Surface, color: str, rng: np.random.Generator) -> Grid:
    grain = fractal(width, height, 12, 12, rng, 7, 0.65)
    return np.asarray(linear(color) * (0.45 + 1.1 * grain)[..., None], np.float32)


def _slate(width: int, height: int, surface: Surface, color: str, rng: np.random.Generator) -> Grid:
    layers = fractal(width, height, 5, 3, rng, 7, 0.6)
    return np.asarray(linear(color) * (0.6 + 0.8 * layers)[..., None], np.float32)


def _marble(width: int, height: int, surface: Surface, color: str, rng: np.random.Generator) -> Grid:
    cells = max(surface.width / 40, 2)
    bent = fractal(width, height, cells, cells, rng, 6)
    vein = 1 - np.abs(bent * 2 - 1) ** 0.35
    cloud = fractal(width, height, cells * 2, cells * 2, rng, 5)
    return mixed(
        linear(color), linear(shifted(color, lightness=-0.3, saturation=0.7)), (0.8 * vein**2.2 + 0.15 * cloud) * cloud
    )


def _terrazzo(width: int, height: int, surface: Surface, color: str, rng: np.random.Generator) -> Grid:
    """Chips are the cells of scattered points whose nearest neighbour is close."""
    tone = np.broadcast_to(linear(color), (height, width, 3)).astype(np.float32)
    shades = [shifted(color, lightness=d, hue=h) for d, h in ((-0.25, 0.0), (-0.12, 0.04), (0.1, -0.05), (-0.4, 0.02))]
    for scale, shade in zip((26, 40, 60, 90), shades, strict=True):
        field = fractal(width, height, surface.width / 100 * scale * 2.4, surface.height / 100 * scale * 2.4, rng, 2)
        tone = mixed(tone, linear(shade), smoothstep(0.68, 0.70, field))
    return tone


_PATTERNS = {"river": _river, "slate": _slate, "marble": _marble, "terrazzo": _terrazzo}


MATERIAL = Material(stone)
