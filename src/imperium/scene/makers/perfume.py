"""A perfume flacon: thick clear glass, the scent inside, a metal collar, a heavy cap."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import cushion, flat_uvs, superellipse
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array
from imperium.scene.shapes import lathe, profile, rounded_box, rounded_rectangle, tube


def perfume(
    *,
    color: Hex = "#e9b98a",
    accent: Hex = "#1d1b1e",
    label: str = Field(default="", max_length=40),
    mark: Mark = "none",
    shape: Literal["square", "round", "slim"] = "square",
    metal: Literal["gold", "steel", "copper"] = "gold",
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`color` is the scent's, `accent` the cap's."""
    wide, deep, high = {"square": (6.4, 3.6, 7.4), "round": (6.8, 4.4, 6.8), "slim": (4.2, 4.2, 10.0)}[shape]
    outside, inside = _outline(shape, wide, deep, 0.0), _outline(shape, wide, deep, 0.5)
    collar = profile([(1.35, high - 0.1), (1.4, high + 0.1), (1.1, high + 0.2), (1.1, high + 0.8)], [0, 0.1, 0.1, 0])
    straw = np.array([[0, 0, 1.2], [0.1, 0, high * 0.5], [0, 0, high]])
    parts = [
        Part("glass", cushion(outside, high, 0.45), finish("glass", tint="#fbfdfc")),
        Part("scent", cushion(inside, high - 2.0, 0.3).moved(z=0.95),
             finish("liquid", color=color, within="glass")),
        Part("straw", tube(straw, 0.12), finish("plastic", color="#e8e4dc")),
        Part("collar", lathe(collar), finish("metal", kind=metal, roughness=0.14, brushed="around")),
        Part("cap", rounded_box(2.9, 2.9, 3.0, 0.22).moved(z=high + 0.5), finish("lacquer", color=accent, flakes=0.0)),
    ]  # fmt: skip
    if label or mark != "none":
        plate = flat_uvs(rounded_box(wide * 0.52, 0.06, wide * 0.36, 0.03), 0, 2)
        decal = {"text": label, "mark": mark, "at": (0.5, 0.5), "width": wide * 0.4}
        paper = finish("cardboard", color="#f2ece0", decal=decal, fibres=0.1, seed=seed)
        parts.append(Part("label", plate.moved(y=-deep / 2 - 0.02, z=high * 0.3), paper, (wide * 0.52, wide * 0.36)))
    return tuple(parts)


def _outline(shape: str, wide: float, deep: float, wall: float) -> Array:
    if shape == "round":
        return superellipse(wide - 2 * wall, deep - 2 * wall, 2.4)
    return rounded_rectangle(wide - 2 * wall, deep - 2 * wall, 0.5, 8)


MAKER = Maker(perfume)
