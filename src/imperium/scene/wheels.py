"""Wheels of vehicles: a tyre with grooves and a rim, and skins whose panes are another material."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import lathe, profile
from imperium.scene.solids import beam, loft


def wheel(radius: float, width: float, spokes: int = 5, rim: float = 0.66) -> tuple[Mesh, Mesh]:
    """Tyre and rim about the origin, turning on the y axis, the outer side to -y."""
    return _tyre(radius, width, rim), _rim(radius * rim, width, spokes)


def on_axles(mesh: Mesh, places: Sequence[tuple[float, float, float]]) -> Mesh:
    """The mesh at each place, turned so that its outer side looks away from y=0."""
    return merge((mesh if y < 0 else mesh.turned((0, 0, 1), 180)).moved(x, y, z) for x, y, z in places)


def _tyre(radius: float, width: float, rim: float) -> Mesh:
    r, w, bead = radius, width / 2, radius * rim
    tread = [(r - 0.02 * r, -w * 0.86)]
    for at in (-0.45, 0.0, 0.45):
        tread += [
            (r, w * (at - 0.12)),
            (r * 0.975, w * (at - 0.08)),
            (r * 0.975, w * (at + 0.08)),
            (r, w * (at + 0.12)),
        ]
    outline = [
        (bead, -w * 0.8),
        (bead * 1.08, -w),
        (r * 0.93, -w),
        *tread,
        (r * 0.98, w * 0.86),
        (r * 0.93, w),
        (bead * 1.08, w),
        (bead, w * 0.8),
    ]
    radii = [0.0, 0.02 * r, 0.06 * r, *[0.005 * r] * len(tread), 0.03 * r, 0.06 * r, 0.02 * r, 0.0]
    return lathe(profile(outline, radii, 5), 72).turned((1, 0, 0), 90)


def _rim(radius: float, width: float, spokes: int) -> Mesh:
    r, w = radius, width / 2
    barrel = lathe(
        profile(
            [(r * 1.02, w * 0.82), (r * 0.97, w * 0.9), (r * 0.9, w * 0.7), (r * 0.88, -w * 0.7), (r, -w * 0.8)],
            [0, 0.02 * r, 0.03 * r, 0.03 * r, 0],
        ),
        64,
    )
    disc = lathe(profile([(r * 0.88, -w * 0.2), (r * 0.3, -w * 0.1), (0.01, -w * 0.1)], [0, 0.1 * r, 0]), 48)
    hub = lathe(
        profile(
            [(r * 0.26, 0), (r * 0.24, w * 0.62), (r * 0.12, w * 0.7), (0.01, w * 0.7)], [0, 0.05 * r, 0.03 * r, 0]
        ),
        40,
    )
    arms = [_arm(r, w, k * 2 * np.pi / spokes) for k in range(spokes)]
    return merge([barrel, disc, hub, *arms]).turned((1, 0, 0), 90)


def _arm(r: float, w: float, turn: float) -> Mesh:
    way = np.array([np.cos(turn), np.sin(turn), 0])
    return beam(way * r * 0.16 + [0, 0, w * 0.52], way * r * 0.94 + [0, 0, w * 0.66], r * 0.3, w * 0.22, bevel=r * 0.03)


def glazed(sections: Array, panes: NDArray[np.bool_], sink: float = 0.8) -> tuple[Mesh, Mesh]:
    """A lofted skin over (n, m, 3) sections in two parts: the body, and the (n-1, m) cells that are panes.

    Panes lie `sink` cm below the skin.
    """
    skin = loft(sections, caps=False)
    chosen = np.concatenate([panes.ravel(), panes.ravel()])
    body = Mesh(skin.vertices, skin.normals, skin.uvs, skin.faces[~chosen])
    return body, Mesh(skin.vertices - skin.normals * sink, skin.normals, skin.uvs, skin.faces[chosen])
