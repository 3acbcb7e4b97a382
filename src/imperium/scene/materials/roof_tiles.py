"""Overlapping roof tiles: clay pans, or flat slates."""

from typing import Literal

import numpy as np

from imperium.scene.colour import Hex, shifted
from imperium.scene.material import MAX_TEXELS, Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, mixed, relief, smoothstep

UNIT = (24.0, 30.0)


def roof_tiles(
    surface: Surface, *, color: Hex = "#a4573c", kind: Literal["clay", "slate"] = "clay", seed: int = 0
) -> Node:
    """u runs along the eaves, v from the eaves up to the ridge. A tile shows 24 by 30 cm."""
    rng = np.random.default_rng(seed)
    columns, rows = (
        max(2, round(side / unit / 2) * 2) for side, unit in zip((surface.width, surface.height), UNIT, strict=True)
    )
    width, height = min(columns * 24, MAX_TEXELS), min(rows * 28, MAX_TEXELS)
    v = np.linspace(0, rows, height, endpoint=False)[:, None] + np.zeros((1, width))
    row = np.floor(v).astype(int)
    u = np.linspace(0, columns, width, endpoint=False)[None] + (0.5 * (row % 2) if kind == "slate" else 0.0)
    column = np.floor(u).astype(int)
    shade = rng.normal(0, 1, (rows, columns))[row % rows, column % columns]
    step = 1 - v % 1
    arch = np.sin(np.pi * (u % 1)) if kind == "clay" else np.minimum(1.0, np.minimum(u % 1, 1 - u % 1) * 14)
    weather = fractal(width, height, columns / 2, rows / 2, rng, 5)
    blend = np.clip(0.5 + 0.25 * shade + 0.5 * (weather - 0.5), 0, 1)
    tone = mixed(linear(shifted(color, lightness=-0.1)), linear(shifted(color, lightness=0.08, hue=0.01)), blend)
    tone = mixed(tone, linear("#6c6a55"), 0.4 * smoothstep(0.55, 0.8, weather))
    under = smoothstep(0.0, 0.16, v % 1) * (0.55 + 0.45 * arch if kind == "clay" else 0.5 + 0.5 * arch)
    ground = (0.9 * step + (1.3 if kind == "clay" else 0.3) * arch).astype(np.float32)
    body = {
        "type": "principled",
        "base_color": (tone * under[..., None]).astype(np.float32),
        "roughness": 0.7,
        "specular": 0.3,
    }
    return {"type": "normalmap", "normalmap": relief(ground, 5.0), "bsdf": body}


MATERIAL = Material(roof_tiles)
