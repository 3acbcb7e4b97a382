"""Balloons on ribbons that a weight holds: one, or a bunch."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.decal import Mark
from imperium.scene.forms import cushion, spline, superellipse
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import along, lathe, lathe_size, tube

HALF = [
    (0.1, -17.2),
    (0.7, -16.4),
    (3.2, -14.2),
    (7.6, -9.5),
    (11.6, -3.0),
    (12.6, 3.4),
    (10.6, 9.4),
    (6.4, 13.2),
    (0.01, 14.9),
]


def balloon(
    *,
    color: Hex = "#d9414e",
    accent: Hex = "#f2cf3a",
    label: str = Field(default="", max_length=16),
    mark: Mark = "none",
    count: int = Field(default=3, ge=1, le=7),
    metallic: bool = False,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """The front one has `color` and the print; the next `accent`, the others hues between."""
    rng = np.random.default_rng(seed)
    outline = spline(HALF, 70)
    decal = {"text": label, "mark": mark, "at": (0.5, along(outline, 1.0)), "width": 11.0}
    shades = [color, accent, *[shifted(color, hue=0.13 * k + 0.45, lightness=0.06) for k in range(5)]][:count]
    parts: list[Part] = []
    for k, (spot, shade) in enumerate(zip(_spots(count, rng), shades, strict=True)):
        print_ = decal if k == 0 else None
        skin = finish("lacquer", color=shade, decal=print_, flakes=1.0 if metallic else 0.0, seed=seed)
        lean = (float(spot[0]) * 0.5, float(-spot[1]) * 0.3)
        body = merge([lathe(outline), _knot()]).turned((0, 1, 0), lean[0]).turned((1, 0, 0), lean[1])
        parts.append(Part(f"balloon{k}", body.moved(*spot), skin, lathe_size(outline)))
        parts.append(Part(f"ribbon{k}", _ribbon(spot), finish("fabric", color="#efe9dc", threads=12)))
    weight = cushion(superellipse(6.5, 6.5, 4), 4.0, 0.8)
    return (*parts, Part("weight", weight, finish("lacquer", color=accent, flakes=0.8)))


def _spots(count: int, rng: np.random.Generator) -> Array:
    """Middles of the balloons: the first in front, the others round and above it."""
    places = [(0, -6, 48), (-15, 4, 56), (14, 3, 61), (-3, 9, 73), (-21, 12, 75), (19, 13, 80), (1, 4, 91)]
    found = np.array(places[:count], float)
    if count == 1:
        found = np.array([[0.0, 0.0, 48.0]])
    return np.asarray(found + rng.uniform(-1, 1, found.shape))


def _knot() -> Mesh:
    flare = np.array([[0.35, -16.8], [0.5, -17.3], [1.15, -18.3], [1.2, -18.5], [0.4, -17.8], [0.01, -17.6]])
    return lathe(spline(flare, 24).clip([0.01, -30], None), 40)


def _ribbon(spot: Array) -> Mesh:
    x, y, z = spot
    knots = [(x, y, z - 17), (0.7 * x + 0.8, 0.7 * y, z * 0.55), (0.25 * x - 0.6, 0.2 * y, z * 0.24), (0, 0, 3.9)]
    return tube(spline(knots, 60), 0.2, 8)


MAKER = Maker(balloon)
