"""A trigger spray: cleaner, plant mister, hair spray."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import cushion, deformed, flat_uvs, fluted, loft, superellipse, superellipsoid
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import lathe, profile, rounded_rectangle


def spray_bottle(
    *,
    color: Hex = "#dfe7e4",
    accent: Hex = "#2c7a78",
    label: str = Field(default="", max_length=40),
    mark: Mark = "drop",
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """The nozzle points to -x; `accent` colours the trigger."""
    decal = {"text": label, "mark": mark, "at": (0.5, 0.4), "width": 4.4}
    shell = finish("coat", color=color, decal=decal, grain=0, speckle=0.02, roughness=0.26, seed=seed)
    white = finish("plastic", color="#f1f0ec", roughness=0.25)
    collar = profile([(1.4, 18.0), (1.72, 18.0), (1.62, 19.9), (1.2, 20.0)], [0, 0.12, 0.12, 0])
    return (
        Part("body", _body(), shell, (8.6, 18.4)),
        Part("collar", fluted(collar, 36, 0.06, 18.1, 19.8), white),
        Part("head", _head(), white),
        Part("trigger", _trigger(), finish("plastic", color=accent, roughness=0.22)),
        Part("nozzle", _nozzle(), finish("plastic", color=accent, roughness=0.22)),
    )


def _body() -> Mesh:
    """Oval below, a waist for the hand, a round neck."""
    levels = [(7.6, 4.6, 0.0), (8.4, 5.2, 0.25), (8.6, 5.4, 0.9), (8.6, 5.4, 9.5), (8.2, 5.2, 11.5), (6.6, 4.6, 13.6)]
    levels += [(5.0, 4.0, 15.2), (3.6, 3.4, 16.6), (2.8, 2.8, 17.4), (2.7, 2.7, 18.4)]
    dense = np.stack([np.interp(np.linspace(0, 9, 73), range(10), column) for column in zip(*levels, strict=True)], -1)
    smooth = dense.copy()
    for _ in range(3):
        smooth[5:-1] = (smooth[4:-2] + 2 * smooth[5:-1] + smooth[6:]) / 4
    return flat_uvs(loft([(superellipse(w, d, 2.6), z) for w, d, z in smooth]), 0, 2)


def _head() -> Mesh:
    side = [(-3.9, 21.2), (-3.7, 20.6), (-1.2, 20.3), (-1.0, 19.6), (1.0, 19.6), (2.4, 20.6), (3.0, 22.2)]
    side += [(2.4, 23.0), (-2.0, 23.1), (-3.8, 22.6)]
    outline = np.array(side, float)
    shell = cushion(outline, 2.0, 0.35).turned((1, 0, 0), 90)
    return shell.moved(y=1.0)


def _trigger() -> Mesh:
    blade = cushion(rounded_rectangle(0.9, 4.4, 0.4), 1.3, 0.25, dome=0.1).turned((1, 0, 0), 90).moved(y=0.65)
    return deformed(blade, _curled).moved(-2.2, 0, 18.6)


def _curled(points: Array) -> Array:
    moved = points.copy()
    moved[:, 0] -= 0.16 * (points[:, 2] - 0.3) ** 2 - 0.35 + 0.12 * points[:, 2]
    return moved


def _nozzle() -> Mesh:
    outline = profile(
        [(0.01, 0), (0.85, 0), (0.8, 0.9), (0.42, 0.95), (0.35, 1.1), (0.01, 1.1)], [0, 0.1, 0.15, 0.05, 0.05, 0]
    )
    knob = fluted(outline, 24, 0.06, 0.05, 0.85).turned((0, 1, 0), -90).moved(-3.7, 0, 21.85)
    pump = superellipsoid(0.55, 0.55, 1.0).moved(z=20.6)
    return merge([knob, pump, lathe(profile([(1.2, 19.9), (1.3, 20.1), (0.9, 20.4)], [0, 0.1, 0]))])


MAKER = Maker(spray_bottle)
