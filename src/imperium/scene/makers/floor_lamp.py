"""A floor lamp: a linen shade that glows, on a tripod or a slim pole."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.scene import Finish
from imperium.scene.shapes import ellipsoid, lathe, profile, tube


def floor_lamp(
    *,
    color: Hex = "#e8dcc4",
    accent: Hex = "#a4733f",
    style: Literal["tripod", "pole"] = "tripod",
    height: float = Field(default=152, ge=90, le=220),
    power: float = Field(default=9, ge=0, le=200),
    seed: int = 0,
) -> tuple[Part, ...]:
    """`color` is the shade's, `accent` the stand's; `power` 0 is off."""
    top = height - 34
    stand = _tripod(top) if style == "tripod" else _pole(top)
    look = (
        finish("wood", color=accent, seed=seed)
        if style == "tripod"
        else finish("metal", kind="black", tint=accent, roughness=0.3)
    )
    rims = [tube(_ring(r, z), 0.35, 8) for r, z in ((23.0, top + 1), (17.0, top + 33))]
    return (
        Part("stand", stand, look, (120, 12)),
        Part("shade", lathe(np.array([[23.0, top + 1], [17.0, top + 33]])), _shade(color, power), (144, 33)),
        Part("rims", merge(rims), finish("matte", color=color)),
        Part("bulb", ellipsoid(3.2, 3.2, 4.2, 20).moved(z=top + 13), finish("glow", color="#ffd6a0", power=power * 3)),
        Part(
            "fitting",
            lathe(profile([(0.01, top - 5), (2.2, top - 5), (2.2, top + 8), (0.01, top + 9)], [0, 0.3, 0.3, 0]), 32),
            finish("metal", kind="gold", roughness=0.25),
        ),
    )


def _shade(color: str, power: float) -> Finish:
    return finish("glow", color=color, power=0.11 * power) if power else finish("fabric", color=color, threads=6)


def _ring(radius: float, z: float) -> np.ndarray:
    turn = np.linspace(0, 2 * np.pi, 96)
    return np.stack([np.cos(turn) * radius, np.sin(turn) * radius, np.full(96, z)], -1)


def _tripod(top: float) -> Mesh:
    legs = []
    for turn in np.radians([-90, 30, 150]):
        ray = np.array([np.cos(turn), np.sin(turn), 0])
        path = np.linspace(ray * 31, ray * 2.2 + [0, 0, top], 10)
        legs.append(tube(path, np.linspace(1.0, 1.7, 10), 20))
    hub = lathe(profile([(0.01, top - 6), (3.6, top - 6), (3.6, top - 1), (0.01, top - 1)], [0, 0.4, 0.4, 0]), 40)
    return merge([*legs, hub])


def _pole(top: float) -> Mesh:
    foot = lathe(profile([(0.01, 0), (14.5, 0), (14.5, 1.6), (1.4, 2.6), (0.01, 2.7)], [0, 0.2, 0.6, 0.6, 0]), 96)
    return merge([foot, tube(np.array([[0, 0, 2.0], [0, 0, top / 2], [0, 0, top]]), 1.1, 24)])


MAKER = Maker(floor_lamp)
