"""A mug with coffee in it."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh
from imperium.scene.shapes import along, disc, lathe, lathe_size, profile, rounded_rectangle, sweep


def mug(
    *,
    color: Hex = "#b23a32",
    accent: Hex = "#f2ece0",
    label: str = Field(default="", max_length=40),
    mark: Mark = "none",
    filled: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    """The handle points to +x; `accent` colours the inside."""
    outer = profile(
        [(0.01, 0.12), (2.6, 0.12), (2.9, 0), (4.0, 0.5), (4.15, 9.3), (3.98, 9.5)], [0, 0.1, 0.1, 0.8, 0.14, 0]
    )
    inner = profile([(3.98, 9.5), (3.83, 9.3), (3.66, 0.9), (0.01, 0.7)], [0, 0.14, 0.7, 0])
    decal = {"text": label, "mark": mark, "at": (0.5, along(outer, 4.9)), "width": 4.6}
    glaze = finish("ceramic", color=color, decal=decal, roughness=0.1, seed=seed)
    parts = [
        Part("body", lathe(outer), glaze, lathe_size(outer)),
        Part("inside", lathe(inner), finish("ceramic", color=accent, mottle=0.05, roughness=0.1), lathe_size(inner)),
        Part("handle", _handle(), finish("ceramic", color=color, roughness=0.1, seed=seed), (10, 3)),
    ]
    if filled:
        coffee = finish("plastic", color="#2c170d", roughness=0.05)
        parts.append(Part("coffee", disc(3.78).moved(z=7.9), coffee))
        parts.append(Part("crema", _crema(), finish("plastic", color="#8a5a2b", roughness=0.2)))
    return tuple(parts)


def _handle() -> Mesh:
    turn = np.linspace(-1.5, 1.5, 60)
    path = np.stack([3.7 + 3.0 * np.abs(np.cos(turn)) ** 0.7, 0 * turn, 4.9 + 3.0 * np.sin(turn)], -1)
    return sweep(path, (0, 1, 0), rounded_rectangle(1.15, 0.72, 0.33, 5))


def _crema() -> Mesh:
    rim = np.array([[3.8, 7.93], [3.74, 7.95], [3.62, 7.91]])
    return lathe(rim)


MAKER = Maker(mug)
