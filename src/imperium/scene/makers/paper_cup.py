"""A paper cup to go, with a lid and a sleeve of corrugated board."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import cushion, superellipse
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import along, lathe, lathe_size, profile


def paper_cup(
    *,
    color: Hex = "#efe9dd",
    accent: Hex = "#b58a58",
    label: str = Field(default="", max_length=40),
    mark: Mark = "none",
    lid: Hex = "#26231f",
    sleeve: bool = True,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` colours the sleeve, which carries the print; without one the cup does."""
    cup = profile(
        [(0.01, 0.5), (2.75, 0.5), (2.78, 0), (2.9, 0), (3.95, 11.0), (4.08, 11.15), (3.95, 11.3)],
        [0, 0.05, 0.04, 0.08, 0.05, 0.1, 0],
    )
    band = profile([(3.13, 2.6), (3.2, 2.6), (3.77, 8.4), (3.7, 8.4)], [0, 0.04, 0.04, 0])
    decal = {"text": label, "mark": mark, "width": 3.8}
    on_sleeve = decal | {"at": (0.5, along(band, 5.4))}
    on_cup = decal | {"at": (0.5, along(cup, 6.0))}
    board = finish("cardboard", color=color, decal=None if sleeve else on_cup, fibres=0.15, gloss=0.25, seed=seed)
    parts = [Part("cup", lathe(cup), board, lathe_size(cup)), Part("lid", _lid(), finish("plastic", color=lid))]
    if sleeve:
        kraft = finish("cardboard", color=accent, decal=on_sleeve, corrugated=0.5, seed=seed)
        parts.append(Part("sleeve", lathe(band), kraft, lathe_size(band)))
    return tuple(parts)


def _lid() -> Mesh:
    """The snap rim, the dome, the drinking spout and its hole's lip."""
    dome = profile(
        [
            (3.9, 10.75),
            (4.3, 10.75),
            (4.34, 11.35),
            (4.05, 11.45),
            (3.85, 12.5),
            (3.6, 12.62),
            (3.35, 12.35),
            (0.01, 12.3),
        ],
        [0, 0.1, 0.14, 0.08, 0.14, 0.12, 0.2, 0],
    )
    spout = cushion(superellipse(3.2, 1.5, 2.6), 0.6, 0.25)
    hole = np.array([[0.5, 0.0], [0.44, 0.1], [0.34, 0.1], [0.3, 0.0]])
    ring = lathe(hole, 40).moved(y=-2.75, z=12.9)
    return merge([lathe(dome), spout.moved(y=-2.65, z=12.32), ring])


MAKER = Maker(paper_cup)
