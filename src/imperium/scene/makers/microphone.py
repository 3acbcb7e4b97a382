"""A studio microphone: woven grille, a shock mount, a desk stand."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import spline
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import along, lathe, lathe_size, profile, tube

LIFT = 11.0


def microphone(
    *,
    color: Hex = "#2a2c31",
    accent: Hex = "#c9a45c",
    label: str = Field(default="", max_length=20),
    mark: Mark = "none",
    mount: bool = True,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` colours the rings of metal."""
    body = profile([(0.01, 0), (2.0, 0), (2.35, 0.3), (2.6, 9.0), (2.6, 9.6)], [0, 0.2, 0.3, 0.3, 0])
    decal = {"text": label, "mark": mark, "at": (0.5, along(body, 5.5)), "width": 2.6}
    coat = finish("coat", color=color, decal=decal, speckle=0.05, grain=0.2, roughness=0.34, seed=seed)
    ring = finish("metal", kind="steel", tint=accent, roughness=0.16, brushed="around")
    head = _head()
    black = finish("metal", kind="black", roughness=0.28)
    parts = [
        Part("body", lathe(body).moved(z=LIFT), coat, lathe_size(body)),
        Part("grille", lathe(head).moved(z=LIFT), finish("grille", pitch=0.22), lathe_size(head)),
        Part("rings", merge(lathe(_band(z, r)).moved(z=LIFT) for z, r in ((9.6, 2.72), (0.9, 2.42))), ring),
        Part("band", merge([lathe(_band(12.9, 2.78, 0.28)).moved(z=LIFT), _hoop()]), ring),
        Part("stand", _stand(), black),
    ]
    if mount:
        parts += [Part("mount", _mount(), black), Part("cords", _cords(), finish("rubber", color="#8f2f26"))]
    return tuple(parts)


def _head() -> Array:
    return profile([(2.55, 9.7), (2.68, 10.2), (2.68, 14.6), (1.6, 16.6), (0.01, 16.9)], [0, 0.3, 1.4, 1.2, 0])


def _band(height: float, radius: float, width: float = 0.5) -> Array:
    half = width / 2
    return profile(
        [
            (radius - 0.3, height - half),
            (radius, height - half),
            (radius, height + half),
            (radius - 0.3, height + half),
        ],
        [0, 0.08, 0.08, 0],
    )


def _hoop() -> Mesh:
    """The strip over the grille from side to side."""
    turn = np.linspace(0, np.pi, 60)
    arch = np.stack([2.74 * np.cos(turn), 0 * turn, LIFT + 14.2 + 2.78 * np.sin(turn)], -1)
    sides = np.linspace(9.8, 14.2, 12)[:-1, None]
    left = np.hstack([np.full_like(sides, 2.74), 0 * sides, LIFT + sides])
    path = np.vstack([left, arch, (left * [-1, 1, 1])[::-1]])
    return tube(path, 0.13, 12)


def _mount() -> Mesh:
    """Two outer hoops, four posts between them, a fork to the stand."""
    turn = np.linspace(0, 2 * np.pi, 97)
    hoops = [
        tube(np.stack([4.3 * np.cos(turn), 4.3 * np.sin(turn), 0 * turn + LIFT + z], -1), 0.24, 14) for z in (1.8, 7.4)
    ]
    posts = [
        tube(np.array([[4.3 * c, 4.3 * s, LIFT + z] for z in (1.8, 4.6, 7.4)]), 0.2, 12)
        for c, s in ((np.cos(a), np.sin(a)) for a in np.radians([45, 135, 225, 315]))
    ]
    fork = tube(spline([(0, 4.3, LIFT + 1.8), (0, 5.2, LIFT), (0, 3.6, LIFT - 2.2), (0, 0, LIFT - 3.0)], 32), 0.4, 14)
    return merge([*hoops, *posts, fork])


def _cords() -> Mesh:
    """Elastic zigzags from the hoops to the body."""
    strands = []
    for z in (1.8, 7.4):
        for k in range(8):
            a, b = np.radians(45 * k), np.radians(45 * k + 22.5 * (1 if k % 2 else -1))
            inner = 2.45 + 0.02 * z
            ends = [
                [4.3 * np.cos(a), 4.3 * np.sin(a), LIFT + z],
                [inner * np.cos(b), inner * np.sin(b), LIFT + z + 0.5],
            ]
            strands.append(tube(np.array([ends[0], np.mean(ends, axis=0), ends[1]]), 0.11, 8))
    return merge(strands)


def _stand() -> Mesh:
    foot = profile(
        [(0.01, 0.2), (6.2, 0.2), (6.6, 0), (7.0, 0.4), (6.6, 1.2), (1.2, 1.7), (0.8, 2.2)],
        [0, 0.1, 0.1, 0.3, 0.5, 0.4, 0],
    )
    pole = profile(
        [(0.8, 2.0), (0.8, LIFT - 3.6), (1.1, LIFT - 3.4), (1.1, LIFT - 2.2), (0.7, LIFT - 2.0), (0.6, LIFT + 0.1)],
        [0, 0.1, 0.1, 0.15, 0.1, 0],
    )
    return merge([lathe(foot), lathe(pole, 64)])


MAKER = Maker(microphone)
