"""A line chart as an object: a line through beads before a ruled wall, with the area under it as a slab of glass."""

from itertools import pairwise
from typing import Annotated

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.lettering import lettered
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import merge
from imperium.scene.shapes import ellipsoid, tube
from imperium.scene.signs import named
from imperium.scene.solids import beam, block, plate, sides_up

Value = Annotated[float, Field(ge=-1e15, le=1e15)]
Name = Annotated[str, Field(max_length=12)]
TALL, PITCH = 22.0, 6.0


def line_chart(
    *,
    values: tuple[Value, ...] = Field(default=(4, 7, 6, 11, 15, 14, 21), min_length=2, max_length=36),
    labels: tuple[Name, ...] = Field(default=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), max_length=36),
    color: Hex = "#d9542f",
    accent: Hex = "#eef0f2",
    area: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    """Heights are true to the values, from zero or from the lowest where one is below it. It looks to -y."""
    low, high = min(0.0, *values), max(*values, min(values) + 1e-9)
    pitch = min(PITCH, 60 / len(values))
    xs = (np.arange(len(values)) - (len(values) - 1) / 2) * pitch
    heights = 3 + TALL * (np.array(values) - low) / max(high - low, 1e-9)
    path = np.stack([xs, np.zeros(len(xs)), heights], -1)
    line = merge(
        [
            *(tube(np.array([a, b]), 0.42, 16) for a, b in pairwise(path)),
            *(ellipsoid(0.95, 0.95, 0.95, 24).moved(*p) for p in path),
        ]
    )
    width = float(np.ptp(xs)) + 7
    rules = [
        beam((-width / 2 + 1, 2.3, z), (width / 2 - 1, 2.3, z), 0.18, 0.3, bevel=0.05)
        for z in np.linspace(3, 3 + TALL, 5)
    ]
    paint = finish("plastic", color=accent, roughness=0.3)
    parts = [
        Part("wall", block(width, 1.2, TALL + 7, 0.4).moved(0, 3.1, 0), paint),
        Part("base", block(width, 9, 2, 0.5).moved(0, -0.8, 0), paint),
        Part("rules", merge(rules), finish("plastic", color="#aab0b6", roughness=0.4)),
        Part("line", line, finish("plastic", color=color, roughness=0.08)),
    ]
    if area:
        outline = np.vstack([[[xs[0], 2.1], [xs[-1], 2.1]], path[::-1][:, [0, 2]] - [0, 0.2]])
        slab = sides_up(plate(outline, 1.1, 0.12)).moved(y=1.5)
        parts.append(Part("area", slab, finish("plastic", color=_pale(color), roughness=0.2)))
    names = [
        named(label, min(1.25, pitch * 0.3), pitch * 0.86).moved(float(x), -5.3, 0.45)
        for x, label in zip(xs, labels, strict=False)
        if lettered(label)
    ]
    return (
        (*parts, Part("names", merge(names), finish("plastic", color="#2b2d31", roughness=0.3)))
        if names
        else tuple(parts)
    )


def _pale(color: str) -> str:
    return shifted(color, lightness=0.22, saturation=0.8)


MAKER = Maker(line_chart)
