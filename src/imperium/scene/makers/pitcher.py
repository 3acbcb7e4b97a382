"""A pitcher with a drawn lip and a handle."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import deformed, spline, walled
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh
from imperium.scene.shapes import along, disc, lathe, lathe_size, rounded_rectangle, sweep


def pitcher(
    *,
    color: Hex = "#e9dfcb",
    accent: Hex = "#41566b",
    label: str = Field(default="", max_length=40),
    mark: Mark = "none",
    filled: bool = True,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """The lip points to -x, the handle to +x; `accent` is a band round the rim; filled with milk."""
    wall = spline([(4.9, 0.0), (5.4, 0.4), (6.6, 4.5), (6.4, 9.5), (4.9, 14.5), (4.7, 18), (5.2, 20.4)], 90)
    outer = np.vstack([[[0.01, 0.15], [4.5, 0.15]], wall])
    whole = walled(outer, 0.42, 0.7)
    decal = {"text": label, "mark": mark, "at": (0.5, along(whole, 8)), "width": 5.5}
    glaze = finish("ceramic", color=color, decal=decal, mottle=0.15, roughness=0.14, seed=seed)
    band = wall[(wall[:, 1] > 17.6)] + [0.015, 0]
    parts = [
        Part("body", _lipped(lathe(whole, 192)), glaze, lathe_size(whole)),
        Part("band", _lipped(lathe(band, 192)), finish("ceramic", color=accent, roughness=0.14)),
        Part("handle", _handle(), finish("ceramic", color=color, roughness=0.14, seed=seed), (22, 5)),
    ]
    if filled:
        milk = finish("liquid", color="#f4efe4", clear=False)
        parts.append(Part("milk", _lipped(disc(4.45).moved(z=16.6)), milk))
    return tuple(parts)


def _lipped(mesh: Mesh) -> Mesh:
    return deformed(mesh, _pulled)


def _pulled(points: Array) -> Array:
    """The rim drawn out and up towards -x, a little pinched beside."""
    turn = np.arctan2(points[:, 1], -points[:, 0])
    rise = np.clip((points[:, 2] - 13.5) / 6.9, 0, 1) ** 2
    lip = np.exp(-((turn / 0.34) ** 2)) - 0.22 * np.exp(-(((np.abs(turn) - 0.75) / 0.32) ** 2))
    moved = points.copy()
    moved[:, :2] *= (1 + 0.42 * rise * lip)[:, None]
    moved[:, 2] += 1.1 * rise * lip.clip(0)
    return moved


def _handle() -> Mesh:
    path = spline([(4.6, 0, 16.8), (7.4, 0, 18.4), (9.9, 0, 16.2), (9.8, 0, 11.6), (8.2, 0, 7.6), (6.2, 0, 5.8)], 60)
    return sweep(path[::-1], (0, 1, 0), rounded_rectangle(1.7, 0.9, 0.42, 6))


MAKER = Maker(pitcher)
