"""A gable-top carton for milk or juice, with a screw cap."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import flat_uvs, fluted, rings
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh
from imperium.scene.shapes import profile, rounded_box, rounded_rectangle

SIDE, SHOULDER, RIDGE = 7.0, 16.0, 19.6


def carton(
    *,
    color: Hex = "#e9efe9",
    accent: Hex = "#2f77b8",
    label: str = Field(default="", max_length=40),
    mark: Mark = "drop",
    cap: bool = True,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` colours the roof, the cap and the print."""
    decal = {"text": label, "mark": mark, "at": (0.5, 0.56), "width": 4.6, "spacing": 0.15}
    board = finish("cardboard", color=color, ink=accent, decal=decal, fibres=0.05, gloss=0.45, seed=seed)
    tinted = finish("cardboard", color=accent, fibres=0.05, gloss=0.45)
    body = rings(np.stack([_ring(z, grow) for z, grow in ((0, -0.12), (0.12, 0), (8, 0.05), (SHOULDER, 0))]))
    parts = [
        Part("body", flat_uvs(body, 0, 2), board, (SIDE, SHOULDER)),
        Part("roof", _roof(), tinted, (SIDE, 4)),
        Part("fin", rounded_box(SIDE, 0.32, 1.75, 0.1, 3).moved(z=RIDGE - 0.1), tinted, (SIDE, 2)),
    ]
    if cap:
        parts.append(Part("cap", _cap(), finish("plastic", color=accent, roughness=0.25)))
    return tuple(parts)


def _ring(height: float, grow: float) -> Array:
    outline = rounded_rectangle(SIDE + 2 * grow, SIDE + 2 * grow, 0.22, 6)
    return np.column_stack([_dense(outline), np.full(4 * 6 * 6, height)])


def _dense(outline: Array) -> Array:
    """Six points for each edge of the outline, so that folds have somewhere to bend."""
    after = np.roll(outline, -1, axis=0)
    steps = np.linspace(0, 1, 6, endpoint=False)[None, :, None]
    return np.asarray((outline[:, None] + (after - outline)[:, None] * steps).reshape(-1, 2))


def _roof() -> Mesh:
    """From the square shoulder to the ridge; the ends fold inward in a V."""
    base = _dense(rounded_rectangle(SIDE, SIDE, 0.22, 6))
    levels = []
    for t in np.linspace(0, 1, 12):
        half = SIDE / 2 * (1 - t) + 0.14 * t
        y = base[:, 1] / (SIDE / 2) * half
        fold = np.where(np.abs(base[:, 0]) > SIDE / 2 - 0.05, 1 - np.abs(y) / half, 0)
        x = base[:, 0] - np.sign(base[:, 0]) * fold * 2.3 * t
        levels.append(np.column_stack([x, y, np.full(len(base), SHOULDER + (RIDGE - SHOULDER) * t)]))
    return flat_uvs(rings(np.stack(levels)), 0, 2)


def _cap() -> Mesh:
    outline = profile([(1.62, 0), (1.62, 0.3), (1.4, 0.35), (1.36, 1.35), (0.01, 1.4)], [0, 0.08, 0.08, 0.2, 0])
    slope = np.degrees(np.arctan2(RIDGE - SHOULDER, SIDE / 2))
    return fluted(outline, 40, 0.07, 0.35, 1.35).turned((1, 0, 0), slope).moved(y=-1.85, z=SHOULDER + 1.72)


MAKER = Maker(carton)
