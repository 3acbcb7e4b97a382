"""An open umbrella: eight panels between ribs, a shaft, a crook of wood."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import spline
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge
from imperium.scene.shapes import ellipsoid, lathe, profile, tube

PANELS, HIGH, RISE = 8, 80.0, 24.0


def umbrella(
    *,
    color: Hex = "#b8323a",
    accent: Hex | None = None,
    radius: float = Field(default=50, ge=25, le=120),
    lean: float = Field(default=0, ge=0, le=40, description="Degrees that it leans to the side."),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` colours every other panel."""
    cloth = [finish("fabric", color=shade, threads=11, seed=seed) for shade in (color, accent or color)]
    steel = finish("metal", kind="aluminium", roughness=0.22)
    parts = [
        Part("panels", merge(_panel(k, radius) for k in range(0, PANELS, 2)), cloth[0], (40, 50)),
        Part("others", merge(_panel(k, radius) for k in range(1, PANELS, 2)), cloth[1], (40, 50)),
        Part("seams", merge(_seam(k, radius) for k in range(PANELS)), cloth[0], (50, 2)),
        Part("ribs", merge(_rib(k, radius) for k in range(PANELS)), steel),
        Part("shaft", tube(np.array([[0, 0, 14], [0, 0, 40], [0, 0, HIGH + 4]]), 0.55, 20), steel),
        Part("tips", _tips(radius), steel),
        Part("runner", lathe(profile([(0.6, 49), (1.4, 49.2), (1.4, 52), (0.6, 52.4)], [0, 0.2, 0.2, 0])), steel),
        Part("crook", _crook(), finish("wood", color="#8a5a30", gloss=0.8, seed=seed), (50, 8)),
    ]
    leaned = [Part(p.slot, p.mesh.turned((0, 1, 0), lean), p.finish, p.size) for p in parts]
    low = min(float(p.mesh.bounds[0][2]) for p in leaned)
    return tuple(Part(p.slot, p.mesh.moved(z=-low), p.finish, p.size) for p in leaned)


def _point(turn: Array, t: Array, radius: float) -> Array:
    """The canopy: taut along the ribs, hollow between them, its edge scalloped. `turn` counts panels."""
    between = np.sin(np.pi * (turn % 1.0)) ** 2
    reach = radius * t * (1 - 0.13 * between * t**2)
    angle = 2 * np.pi * (turn + 0.5) / PANELS
    z = HIGH - RISE * t**2.1 - 0.5 * t - 2.6 * between * np.sin(np.pi * t) + 1.2 * between * t**4
    return np.stack([reach * np.cos(angle), reach * np.sin(angle), z], -1)


def _panel(number: int, radius: float) -> Mesh:
    turn, t = np.meshgrid(number + np.linspace(0, 0.9999, 24), np.linspace(1, 0.004, 40))
    return lattice(_point(turn, t, radius))


def _seam(number: int, radius: float) -> Mesh:
    """The felled seam over a rib."""
    return tube(_point(np.full(30, float(number)), np.linspace(0.02, 1.0, 30), radius), 0.3, 10)


def _rib(number: int, radius: float) -> Mesh:
    """A rib under the seam and the stretcher that holds it."""
    t = np.linspace(0.02, 1.0, 30)
    path = _point(np.full(30, float(number)), t, radius) - [0, 0, 0.35]
    joint = path[15]
    stretcher = np.array([[0, 0, 51.0], joint * [0.5, 0.5, 0] + [0, 0, (51 + joint[2]) / 2], joint])
    return merge([tube(path, 0.22, 8), tube(stretcher, 0.2, 8)])


def _tips(radius: float) -> Mesh:
    ends = _point(np.arange(PANELS, dtype=float), np.full(PANELS, 1.0), radius)
    ferrule = lathe(
        profile([(0.9, HIGH - 0.3), (0.7, HIGH + 0.6), (0.5, HIGH + 5), (0.01, HIGH + 5.6)], [0, 0.2, 0.3, 0])
    )
    return merge([ferrule, *[ellipsoid(0.55, 0.55, 0.55, 14).moved(*end) for end in ends]])


def _crook() -> Mesh:
    turn = np.linspace(0, np.pi, 40)
    bend = np.stack([-5 + 5 * np.cos(turn), 0 * turn, 6.5 - 5.2 * np.sin(turn)], -1)
    path = spline(np.vstack([[[0, 0, 19], [0, 0, 15], [0, 0, 10]], bend[::4], [[-10, 0, 8.4]]]), 90)
    return tube(path, np.concatenate([np.linspace(0.8, 1.25, 20), np.full(66, 1.25), [1.2, 1.05, 0.75, 0.1]]), 28)


MAKER = Maker(umbrella)
