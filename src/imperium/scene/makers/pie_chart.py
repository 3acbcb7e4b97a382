"""A pie chart as an object: bevelled slices true to their shares, the largest drawn out a little."""

from itertools import pairwise
from typing import Annotated

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.lettering import lettered
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.signs import raised
from imperium.scene.solids import plate

Value = Annotated[float, Field(ge=0, le=1e15)]
Name = Annotated[str, Field(max_length=14)]
RADIUS, THICK = 14.0, 4.0
KIN = ("#e2773a", "#e9bd5b", "#6d9a66", "#a85a6a", "#7f8fa3")


def pie_chart(
    *,
    values: tuple[Value, ...] = Field(default=(38, 24, 18, 12, 8), min_length=1, max_length=12),
    labels: tuple[Name, ...] = Field(default=(), max_length=12),
    color: Hex = "#2d6a8e",
    hole: float = Field(default=0.0, ge=0, le=0.8, description="Share of the radius that is cut out: a ring chart."),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It lies on z=0. Slices go round from the back; the first is of `color`."""
    total = max(sum(values), 1e-12)
    ends = np.concatenate([[0], np.cumsum([v / total for v in values])])
    best = int(np.argmax(values))
    parts, names = [], []
    for k, (low, high) in enumerate(pairwise(ends)):
        if high - low < 1e-4:
            continue
        middle = np.pi / 2 - np.pi * (low + high)
        out = 1.6 if k == best and len(values) > 1 else 0.12
        way = np.array([np.cos(middle), np.sin(middle)])
        slice_ = plate(_wedge(low, high, hole), THICK + (1.2 if k == best else 0), 0.35).moved(*(way * out))
        parts.append(Part(f"slice{k}", slice_, finish("plastic", color=_tone(color, k), roughness=0.14)))
        if k < len(labels) and lettered(labels[k]):
            names.append(
                _label(
                    labels[k],
                    way * (out + RADIUS * (0.62 + 0.25 * hole)),
                    THICK + (1.2 if k == best else 0),
                    high - low,
                )
            )
    return (
        (*parts, Part("names", merge(names), finish("plastic", color="#f4f1ea", roughness=0.3)))
        if names
        else tuple(parts)
    )


def _tone(color: str, k: int) -> str:
    """The colour itself, then five that go with it, lighter the second time round."""
    return color if k == 0 else shifted(KIN[(k - 1) % len(KIN)], lightness=0.12 * ((k - 1) // len(KIN)))


def _wedge(low: float, high: float, hole: float) -> np.ndarray:
    turn = np.pi / 2 - 2 * np.pi * np.linspace(low, min(high, low + 0.9995), max(6, int(160 * (high - low))))
    rim = np.stack([np.cos(turn), np.sin(turn)], -1) * RADIUS
    inner = rim[::-1] * hole if hole > 0.02 else np.zeros((1, 2))
    return np.vstack([rim, inner])


def _label(label: str, at: np.ndarray, z: float, share: float) -> Mesh:
    """Letters lying on the slice."""
    word = raised(lettered(label), 1.5 / 0.72, 0.3, 0.04)
    scale = min(1.0, (3.0 + 14 * share) / max(float(np.ptp(word.vertices[:, 0])), 1e-6))
    flat = word.turned((1, 0, 0), -90)
    low, high = flat.bounds
    flat = flat.moved(-(low[0] + high[0]) / 2, -(low[1] + high[1]) / 2, -low[2])
    return Mesh(flat.vertices * [scale, scale, 1], flat.normals, flat.uvs, flat.faces).moved(
        float(at[0]), float(at[1]), z
    )


MAKER = Maker(pie_chart)
