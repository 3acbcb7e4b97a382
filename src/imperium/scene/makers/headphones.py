"""Over-ear headphones standing on their cups."""

import numpy as np

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import lathe, profile, rounded_rectangle, sweep, tube

CUP_X, CUP_Z = 8.2, 4.4


def headphones(*, color: Hex = "#e6e0d4", accent: Hex = "#b98a52") -> tuple[Part, ...]:
    """`color` is the shells', `accent` the plates'."""
    return (
        Part("shells", _both(_shell()), finish("plastic", color=color, roughness=0.3)),
        Part("cushions", _both(_cushion()), finish("leather", color="#33302d"), (20, 8)),
        Part("plates", _both(_plate()), finish("metal", kind="gold", roughness=0.22, brushed="around", tint=accent)),
        Part("arms", _arms(), finish("metal", kind="aluminium", roughness=0.15)),
        Part("band", _band(), finish("leather", color="#33302d"), (40, 6)),
    )


def _both(mesh: Mesh) -> Mesh:
    """The part on the right, facing out, and its twin on the left."""
    return merge(mesh.turned((0, 1, 0), 90 * side).moved(CUP_X * side, 0, CUP_Z) for side in (1, -1))


def _shell() -> Mesh:
    return lathe(profile([(4.0, -0.4), (4.3, 0.2), (4.0, 1.6), (3.1, 2.1), (0.01, 2.2)], [0, 0.4, 0.9, 0.4, 0]), 96)


def _plate() -> Mesh:
    return lathe(profile([(2.7, 2.1), (2.7, 2.3), (0.01, 2.32)], [0, 0.08, 0]), 96)


def _cushion() -> Mesh:
    return lathe(profile([(2.2, -0.4), (2.1, -1.8), (3.9, -1.9), (4.25, -0.4)], [0, 0.8, 0.9, 0]), 96)


def _arc(reach: float, top: float) -> Array:
    turn = np.linspace(0.0, np.pi, 80)
    return np.stack([reach * np.cos(turn), 0 * turn, CUP_Z + 3 + top * np.sin(turn) ** 0.8], -1)


def _band() -> Mesh:
    path = _arc(CUP_X + 0.5, 11.4)[14:-14]
    return sweep(path, (0, 1, 0), rounded_rectangle(3.0, 1.0, 0.45, 5))


def _arms() -> Mesh:
    path = _arc(CUP_X + 0.7, 11.4)
    posts = [np.vstack([[side * (CUP_X + 0.9), 0, CUP_Z - 0.4], path[:18] * [side, 1, 1]]) for side in (1, -1)]
    return merge(tube(post, 0.34, 14) for post in posts)


MAKER = Maker(headphones)
