"""A teapot: a round body, a lid with a knob, a poured spout and a handle."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import spline
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Mesh
from imperium.scene.shapes import along, lathe, lathe_size, profile, rounded_rectangle, sweep, tube


def teapot(
    *,
    color: Hex = "#2f6f73",
    accent: Hex | None = None,
    label: str = Field(default="", max_length=40),
    mark: Mark = "none",
    wooden: bool = True,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """The spout points to -x; `accent` colours the lid, `wooden` makes its knob of wood."""
    wall = spline([(4.6, 0.25), (6.6, 2.2), (7.9, 5.6), (7.3, 9.2), (4.9, 11.6), (3.9, 12.2)], 70)
    body = np.vstack([[[0.01, 0.2], [4.1, 0.2], [4.3, 0.0]], wall, [[3.8, 12.3], [3.7, 12.1]]])
    lid = profile([(3.75, 12.1), (3.95, 12.2), (4.0, 12.45), (2.6, 13.3), (0.01, 13.55)], [0, 0.1, 0.15, 0.9, 0])
    knob = profile(
        [(0.55, 13.4), (0.5, 14.0), (1.15, 14.4), (1.2, 15.0), (0.8, 15.4), (0.01, 15.5)], [0, 0.2, 0.3, 0.3, 0.3, 0]
    )
    decal = {"text": label, "mark": mark, "at": (0.5, along(body, 6.0)), "width": 5.5}
    glaze = finish("ceramic", color=color, decal=decal, mottle=0.18, roughness=0.1, seed=seed)
    plain = finish("ceramic", color=color, mottle=0.18, roughness=0.1, seed=seed)
    top = finish("ceramic", color=accent or color, mottle=0.18, roughness=0.1, seed=seed)
    return (
        Part("body", lathe(body), glaze, lathe_size(body)),
        Part("lid", lathe(lid), top, (20, 6)),
        Part("knob", lathe(knob, 64), finish("wood", upright=True, seed=seed) if wooden else top, (6, 3)),
        Part("spout", _spout(), plain, (8, 12)),
        Part("handle", _handle(), plain, (18, 5)),
    )


def _spout() -> Mesh:
    path = spline([(-6.2, 0, 4.2), (-9.0, 0, 5.0), (-10.6, 0, 7.6), (-11.8, 0, 10.4), (-13.2, 0, 11.8)], 50)
    along_it = np.linspace(0, 1, 50)
    radius = 1.0 + 1.25 * (1 - along_it) ** 1.5
    lip = np.vstack([path, path[-1] - [0.0, 0, 0.02], path[-1] + [0.5, 0, -0.35], path[-1] + [2.0, 0, -1.9]])
    return tube(lip, np.concatenate([radius, [0.9, 0.78, 0.7]]), 40)


def _handle() -> Mesh:
    path = spline([(6.3, 0, 10.4), (9.2, 0, 11.6), (11.6, 0, 9.6), (11.2, 0, 6.0), (9.0, 0, 3.6), (7.0, 0, 3.4)], 60)
    return sweep(path[::-1], (0, 1, 0), rounded_rectangle(1.5, 0.95, 0.44, 6))


MAKER = Maker(teapot)
