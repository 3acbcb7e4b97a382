"""A trophy: a chased cup with handles on a base with a plate."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.forms import flat_uvs, fluted, spline
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import ellipsoid, lathe, lathe_size, profile, rounded_box, tube


def trophy(
    *,
    metal: Literal["gold", "silver", "copper"] = "gold",
    label: str = Field(default="No 1", max_length=16),
    base: Literal["wood", "marble"] = "wood",
    lid: bool = False,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    kind = {"gold": "gold", "silver": "aluminium", "copper": "copper"}[metal]
    polished = finish("metal", kind=kind, roughness=0.12)
    foot = finish("wood", color="#4a2c18", gloss=0.9, seed=seed) if base == "wood" else finish(
        "stone", kind="marble", color="#23252a", roughness=0.08, seed=seed)  # fmt: skip
    words = ({"text": label, "at": (0.5, 0.5), "height": 1.25},)
    cup = _cup()
    parts = [
        Part("cup", fluted(cup, 20, 0.28, 14.2, 20.5), polished, lathe_size(cup)),
        Part("handles", merge(_handle(s) for s in (-1, 1)), polished),
        Part("base", _base(), foot, (16, 8)),
        Part("plate", flat_uvs(rounded_box(6.4, 0.2, 2.2, 0.09), 0, 2).moved(y=-5.06, z=1.9),
             finish("lettering", color="#d9b968", ink="#2b2116", words=words, roughness=0.12), (6.4, 2.2)),
    ]  # fmt: skip
    if lid:
        cover = profile(
            [(6.9, 30.4), (7.1, 30.7), (4.5, 32.4), (1.2, 33.6), (0.7, 34.6), (0.01, 34.6)], [0, 0.2, 1.5, 0.8, 0.2, 0]
        )
        parts.append(Part("lid", merge([lathe(cover), ellipsoid(1.2, 1.2, 1.4, 32).moved(z=35.6)]), polished))
    return tuple(parts)


def _cup() -> Array:
    """Foot, knop, bowl, a turned lip, and the bowl's inside."""
    stem = [
        (0.01, 6.0),
        (3.6, 6.0),
        (3.9, 6.6),
        (2.4, 7.6),
        (1.1, 9.2),
        (0.9, 10.4),
        (1.7, 11.1),
        (1.7, 11.7),
        (0.95, 12.3),
    ]
    bowl = [(1.6, 13.4), (4.4, 15.4), (6.0, 19.0), (6.4, 24.0), (6.7, 28.6), (7.3, 30.3)]
    inside = [(7.0, 30.5), (6.3, 28.6), (6.0, 24.0), (5.6, 19.4), (3.6, 16.6), (0.01, 15.6)]
    outer = profile(stem, [0, 0.2, 0.3, 0.6, 0.7, 0.4, 0.25, 0.25, 0])
    return np.vstack([outer, spline(bowl, 60), spline(inside, 50)])


def _handle(side: int) -> Mesh:
    knots = [
        (5.0, 0, 17.0),
        (7.4, 0, 17.6),
        (10.2, 0, 20.6),
        (10.9, 0, 24.6),
        (9.6, 0, 27.6),
        (7.6, 0, 28.2),
        (6.6, 0, 26.6),
    ]
    path = spline([(side * x, y, z) for x, y, z in knots], 70)
    scroll = ellipsoid(0.62, 0.5, 0.62, 20).moved(side * 8.9, 0, 17.9)
    return merge([tube(path, 0.48 + 0.16 * np.sin(np.linspace(0, np.pi, 70)), 18), scroll])


def _base() -> Mesh:
    return merge(
        [
            rounded_box(11.4, 11.4, 1.4, 0.3),
            rounded_box(10.0, 10.0, 4.9, 0.25).moved(z=1.0),
            rounded_box(8.6, 8.6, 0.7, 0.2).moved(z=5.6),
        ]
    )


MAKER = Maker(trophy)
