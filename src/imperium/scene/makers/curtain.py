"""Curtains on a rod: pleats that open towards the hem."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, lattice, merge
from imperium.scene.shapes import ellipsoid, tube
from imperium.scene.texture import noise


def curtain(
    *,
    color: Hex = "#c9b79c",
    accent: Hex = "#7b5b34",
    width: float = Field(default=220, ge=60, le=800),
    height: float = Field(default=240, ge=80, le=600),
    open: float = Field(default=0.4, ge=0, le=0.85, description="Share of the width that is drawn open."),
    seed: int = 0,
) -> tuple[Part, ...]:
    """Two panels that hang in the plane y=0; `accent` colours the rod."""
    rng = np.random.default_rng(seed)
    panel = width * (1 - open) / 2
    sheets = [_panel(panel, height, side, width, rng) for side in (-1, 1)]
    rod = tube(
        np.array([[-width / 2 - 12, 0, height + 3], [0, 0, height + 3], [width / 2 + 12, 0, height + 3]]), 1.3, 20
    )
    ends = [ellipsoid(3.0, 2.6, 2.6, 20).moved(s * (width / 2 + 13), 0, height + 3) for s in (-1, 1)]
    wood = finish("metal", kind="gold", tint=accent, roughness=0.35)
    cloth = finish("fabric", color=color, threads=5, seed=seed)
    return (
        Part("cloth", merge(sheets), cloth, (60, 60)),
        Part("rod", merge([rod, *ends]), wood),
        Part("rings", merge(_rings(panel, width, height)), wood),
    )


def _panel(panel: float, height: float, side: int, width: float, rng: np.random.Generator) -> Mesh:
    rows, pleats = 70, max(4, round(panel / 9))
    columns = pleats * 14
    u, v = np.linspace(0, 1, columns)[None], np.linspace(0, 1, rows)[:, None]
    drift = 0.6 * (noise(columns, rows, 5, 3, rng) - 0.5) * (1 - v) + rng.normal(0, 0.12, pleats).repeat(14)[None]
    phase = 2 * np.pi * (pleats * u + drift)
    deep = 2.6 + 2.4 * (1 - v) ** 0.7
    spread = 1 + 0.05 * (1 - v) * (2 * u - 1)
    x = side * (width / 2 - panel * u * spread) + 1.4 * np.sin(2 * phase) * side
    y = deep * np.sin(phase) * (1 + 0.25 * np.sin(phase / 2.7))
    points = np.stack(np.broadcast_arrays(x, y, 0.2 + v * (height - 0.5)), -1)
    return lattice(points, np.stack(np.broadcast_arrays(u * panel * 2 / 60, v * height / 60), -1))


def _rings(panel: float, width: float, height: float) -> list[Mesh]:
    turn = np.linspace(0, 2 * np.pi, 24)
    hoop = tube(np.stack([0 * turn, np.cos(turn) * 2.1, np.sin(turn) * 2.1], -1), 0.28, 8)
    count = max(4, round(panel / 9)) + 1
    spots = [side * (width / 2 - panel * t) for side in (-1, 1) for t in np.linspace(0.02, 0.98, count)]
    return [hoop.moved(x, 0, height + 2.3) for x in spots]


MAKER = Maker(curtain)
