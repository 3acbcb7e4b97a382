"""A dispenser bottle with a pump: soap, lotion, shampoo."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import along, lathe, lathe_size, profile, tube


def pump(
    *,
    color: Hex = "#a9b8a0",
    accent: Hex = "#23242a",
    label: str = Field(default="", max_length=40),
    mark: Mark = "leaf",
    seed: int = 0,
) -> tuple[Part, ...]:
    body = profile(
        [(0.01, 0.1), (2.9, 0.1), (3.05, 0), (3.4, 0.4), (3.4, 13), (1.3, 14), (1.25, 14.8), (0.4, 14.8)],
        [0, 0.1, 0.2, 0.5, 1.1, 0.4, 0.1, 0],
    )
    decal = {"text": label, "mark": mark, "at": (0.5, along(body, 6.8)), "width": 3.8}
    return (
        Part("body", lathe(body), finish("coat", color=color, decal=decal, roughness=0.3, seed=seed), lathe_size(body)),
        Part("pump", _head(), finish("plastic", color=accent, roughness=0.25)),
    )


def _head() -> Mesh:
    collar = profile([(1.2, 14.5), (1.55, 14.5), (1.55, 15.9), (0.5, 16.0), (0.45, 17.6)], [0, 0.1, 0.3, 0.1, 0])
    knob = profile([(0.45, 17.5), (1.25, 17.5), (1.25, 18.2), (0.01, 18.4)], [0, 0.2, 0.35, 0])
    bend = np.linspace(0, 1, 24)[:, None]
    spout = np.array([0, -0.8, 17.9]) + bend * [0, -3.2, 0.25] + bend**4 * [0, -0.2, -0.75]
    return merge([lathe(collar, 64), lathe(knob, 64), tube(spout, np.linspace(0.36, 0.26, 24), 16)])


MAKER = Maker(pump)
