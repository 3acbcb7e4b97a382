"""Masonry: bricks in running bond, or larger squared stones, in mortar."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.material import MAX_TEXELS, Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, relief, smoothstep

UNIT = {"brick": (25.0, 8.3), "ashlar": (62.0, 31.0), "rubble": (42.0, 24.0)}
JOINT_CM = {"brick": 1.0, "ashlar": 0.9, "rubble": 2.6}


def brick(
    surface: Surface,
    *,
    color: Hex = "#9a5642",
    mortar: Hex = "#b9b0a2",
    kind: Literal["brick", "ashlar", "rubble"] = "brick",
    variety: float = Field(default=0.5, ge=0, le=1, description="How much one brick differs from the next."),
    seed: int = 0,
) -> Node:
    """A unit is 25 by 8.3 cm with its joint (the metric brick), an ashlar 62 by 31 cm."""
    rng = np.random.default_rng(seed)
    columns = max(2, round(surface.width / UNIT[kind][0]))
    rows = max(2, round(surface.height / UNIT[kind][1] / 2) * 2)
    width, height = min(max(columns * 24, 256), MAX_TEXELS), min(max(rows * 16, 256), MAX_TEXELS)
    rough = fractal(width, height, columns * 3, rows * 3, rng, 4)
    bend = 0.16 if kind == "rubble" else 0.02
    u = np.linspace(0, columns, width, endpoint=False)[None] + bend * (
        fractal(width, height, columns, rows, rng, 2) - 0.5
    )
    v = np.linspace(0, rows, height, endpoint=False)[:, None] + bend * 2 * (
        fractal(width, height, columns, rows, rng, 2) - 0.5
    )
    row = np.floor(v)
    shifted_u = u + 0.5 * (row % 2)
    column = np.floor(shifted_u)
    cm_u, cm_v = surface.width / columns, surface.height / rows
    edge = np.minimum(_edge(shifted_u % 1) * cm_u, _edge(v % 1) * cm_v)
    joint = JOINT_CM[kind]
    face = smoothstep(0.35 * joint, 0.5 * joint + 0.5, edge + 0.5 * joint * (rough - 0.5))
    table = rng.normal(0, 1, (rows, columns))
    shade = table[row.astype(int) % rows, column.astype(int) % columns]
    light, dark = linear(shifted(color, lightness=0.08, hue=0.01)), linear(shifted(color, lightness=-0.12, hue=-0.015))
    blend = np.clip(0.5 + 0.38 * variety * shade, 0, 1)[..., None]
    stone = (dark + (light - dark) * blend) * (0.72 + 0.5 * rough)[..., None]
    grout = linear(mortar) * (0.65 + 0.5 * rough)[..., None]
    tone = grout + (stone - grout) * face[..., None]
    ground = (face * (1.0 + 0.25 * rough + 0.05 * shade)).astype(np.float32)
    body = {"type": "diffuse", "reflectance": tone.astype(np.float32)}
    return {"type": "normalmap", "normalmap": relief(ground, 2.2), "bsdf": body}


def _edge(part: np.ndarray) -> np.ndarray:
    """Distance to the nearer end of a unit, in units."""
    return np.asarray(np.minimum(part, 1 - part))


MATERIAL = Material(brick)
