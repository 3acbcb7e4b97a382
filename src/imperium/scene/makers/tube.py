"""A tube of cream or toothpaste, standing on its cap, crimped at the top."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import flat_uvs, fluted, rings, superellipse
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import profile, rounded_box


def tube(
    *,
    color: Hex = "#e8ded0",
    accent: Hex = "#7f9c8a",
    label: str = Field(default="", max_length=40),
    mark: Mark = "leaf",
    radius: float = Field(default=2.4, ge=1, le=5),
    height: float = Field(default=15.0, ge=6, le=30),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` colours the cap, which carries the tube."""
    wide = np.pi * radius * 0.98
    decal = {"text": label, "mark": mark, "at": (0.5, 0.56), "width": 1.45 * radius}
    skin = finish("coat", color=color, decal=decal, grain=0, speckle=0.02, roughness=0.3, seed=seed)
    cap = profile([(0.01, 0), (radius * 0.93, 0), (radius * 0.97, 2.7), (radius * 0.6, 2.75)], [0, 0.25, 0.15, 0])
    seam = [rounded_box(wide - 0.1, 0.16, 0.05, 0.02, 2).moved(z=height - 0.2 * k - 0.15) for k in range(5)]
    return (
        Part("skin", _skin(radius, height, wide), skin, (wide, height - 2.8)),
        Part("crimp", merge(seam), finish("coat", color=color, grain=0, speckle=0.02, roughness=0.3)),
        Part("cap", fluted(cap, 64, 0.06, 0.5, 2.4), finish("plastic", color=accent, roughness=0.28)),
    )


def _skin(radius: float, height: float, wide: float) -> Mesh:
    """Round at the shoulder, flat as a blade at the crimp, its girth kept."""
    levels = [(0.55, 2.75, 0.0), (0.98, 2.82, 0.0), (1.0, 3.0, 0.0)]
    levels += [(1.0, 3.0 + (height - 3.9) * t, float(t**1.25)) for t in np.linspace(0.03, 1, 24)]
    levels += [(1.0, height - 0.45, 1.0), (1.0, height, 1.0), (0.5, height + 0.01, 1.0)]
    stack = []
    for size, z, flat in levels:
        width = 2 * radius + (wide - 2 * radius) * flat
        depth = max(2 * radius * np.sqrt(max(1 - flat**1.4, 0)), 0.14)
        ring = superellipse(width * size, depth * size, 2 + 1.2 * flat)
        stack.append(np.column_stack([ring, np.full(len(ring), z)]))
    return flat_uvs(rings(np.stack(stack)), 0, 2)


MAKER = Maker(tube)
