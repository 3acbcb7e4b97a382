"""A bar chart as an object: bevelled columns on a plinth, their names and figures in raised letters."""

from typing import Annotated

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.lettering import lettered
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import merge
from imperium.scene.signs import named
from imperium.scene.solids import block

Value = Annotated[float, Field(ge=0, le=1e15)]
Name = Annotated[str, Field(max_length=12)]
PITCH, WIDE, TALL, DEEP = 6.0, 4.2, 24.0, 9.0


def bar_chart(
    *,
    values: tuple[Value, ...] = Field(default=(12, 19, 16, 27, 34), min_length=1, max_length=24),
    labels: tuple[Name, ...] = Field(default=("2021", "2022", "2023", "2024", "2025"), max_length=24),
    color: Hex = "#2d6a8e",
    accent: Hex = "#e2773a",
    figures: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    """Heights are true to the values, from zero; the largest is in `accent`. It looks to -y."""
    peak = max(max(values), 1e-12)
    xs = (np.arange(len(values)) - (len(values) - 1) / 2) * PITCH
    bars = [
        block(WIDE, WIDE, max(TALL * v / peak, 0.25), 0.28).moved(float(x), 0, 2)
        for x, v in zip(xs, values, strict=True)
    ]
    best = int(np.argmax(values))
    rest = [bar for k, bar in enumerate(bars) if k != best]
    paper = finish("plastic", color="#2b2d31", roughness=0.3)
    width = len(values) * PITCH + 3
    parts = [
        Part(
            "plinth",
            block(width, DEEP, 2, 0.5),
            finish("stone", kind="marble", color="#ece8e0", roughness=0.25, seed=seed),
            (40, 40),
        ),
        Part("best", bars[best], finish("plastic", color=accent, roughness=0.12)),
    ]
    if rest:
        parts.append(Part("bars", merge(rest), finish("plastic", color=shifted(color), roughness=0.12)))
    names = [
        named(label, 1.25, PITCH * 0.86).moved(float(x), -DEEP / 2, 0.45)
        for x, label in zip(xs, labels, strict=False)
        if lettered(label)
    ]
    if figures:
        names += [
            named(_written(v), 1.7, PITCH * 0.9).moved(float(x), 0, 2.5 + TALL * v / peak)
            for x, v in zip(xs, values, strict=True)
        ]
    return (*parts, Part("names", merge(names), paper)) if names else tuple(parts)


def _written(value: float) -> str:
    """A figure in at most five signs: 34, 1.5k, 2.3M."""
    for limit, sign in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        if value >= limit:
            return f"{value / limit:.3g}{sign}"
    return f"{value:.3g}"


MAKER = Maker(bar_chart)
