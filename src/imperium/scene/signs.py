"""Raised letters and marks: upright plates with bevelled edges, and what they are made of."""

from __future__ import annotations

from typing import Literal

import numpy as np

from imperium.scene.lettering import Region, lettered
from imperium.scene.maker import finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.scene import Finish
from imperium.scene.solids import plate, sides_up

Look = Literal["plastic", "metal", "wood", "stone", "glow"]


def raised(regions: list[Region], scale: float, thick: float, bevel: float) -> Mesh:
    """Regions as upright plates, centred on x, with their lowest point on z=0."""
    plates = [
        plate(r.outline * scale, thick, bevel, [hole * scale for hole in r.holes], (2 * scale, 2 * scale))
        for r in regions
    ]
    body = sides_up(merge(plates))
    low, high = body.bounds
    return body.moved(-(low[0] + high[0]) / 2, thick / 2, -low[2])


def named(label: str, height: float, width: float) -> Mesh:
    """Raised letters at most `width` wide, their foot on z=0 and their back at y=0."""
    word = raised(lettered(label), height / 0.72, 0.35, 0.04)
    scale = min(1.0, width / max(float(np.ptp(word.vertices[:, 0])), 1e-6))
    return Mesh(word.vertices * [scale, 1, scale], word.normals, word.uvs, word.faces)


def dressed(look: Look, color: str, seed: int) -> Finish:
    """The finish by its name."""
    return {
        "plastic": finish("plastic", color=color, roughness=0.08),
        "metal": finish("metal", kind="steel", tint=color, roughness=0.16),
        "wood": finish("wood", color=color, seed=seed),
        "stone": finish("stone", kind="marble", color=color, roughness=0.2, seed=seed),
        "glow": finish("glow", color=color, power=5),
    }[look]
