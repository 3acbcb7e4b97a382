"""Stuffed furniture: cushions that stand, pillows, what covers them, and the legs under them."""

from __future__ import annotations

import numpy as np

from imperium.scene.maker import finish
from imperium.scene.mesh import Mesh, merge, smooth_normals
from imperium.scene.scene import Finish
from imperium.scene.shapes import lathe, profile
from imperium.scene.solids import cushion

WEAVE = (60.0, 60.0)


def upholstery(cover: str, color: str, seed: int) -> Finish:
    """Cloth, or leather, of a colour."""
    return (
        finish("leather", color=color, seed=seed)
        if cover == "leather"
        else finish("fabric", color=color, threads=3, seed=seed)
    )


def tapered_legs(places: list[tuple[float, float]], height: float) -> Mesh:
    """Round legs that grow thicker to their top."""
    leg = lathe(profile([(0.01, 0), (1.3, 0), (2.3, height), (0.01, height + 1)], [0, 0.2, 0.2, 0]), 32)
    return merge(leg.moved(x, y) for x, y in places)


def padded(width: float, depth: float, height: float, puff: float = 0.4) -> Mesh:
    """An upright cushion, fuller in the middle of its faces."""
    pad = cushion(width, depth, height, 0.0, WEAVE)
    full = pad.vertices.copy()
    x, z = full[:, 0] * 2 / width, full[:, 2] * 2 / height - 1
    full[:, 1] *= 1 + puff * np.clip(1 - x**2, 0, 1) * np.clip(1 - z**2, 0, 1) - 0.35 * puff * x**2 * z**2
    return Mesh(full, pad.normals, pad.uvs, pad.faces)


def pinched(size: float, thickness: float) -> Mesh:
    """A square pillow standing on its edge, full in the middle and pointed at the corners."""
    pillow = padded(size, thickness, size, 0.0)
    points = pillow.vertices.copy()
    x, z = points[:, 0] * 2 / size, points[:, 2] * 2 / size - 1
    full = 0.12 + 1.05 * np.clip((1 - x**2) * (1 - z**2), 0, 1) ** 0.42
    points[:, 1] *= full
    points[:, 0] *= 1 - 0.09 * (1 - z**2) * np.abs(x) ** 2
    points[:, 2] = size / 2 * (1 + z * (1 - 0.09 * (1 - x**2)))
    return Mesh(points, smooth_normals(points, pillow.faces), pillow.uvs, pillow.faces)
