"""A ring with a cut stone in prongs, standing."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import brilliant, capsule
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import rounded_rectangle, sweep, tube


def jewel_ring(
    *,
    metal: Literal["gold", "silver", "copper"] = "gold",
    stone: Literal["diamond", "sapphire", "ruby", "emerald", "amethyst", "topaz"] = "sapphire",
    color: Hex | None = None,
    carat: float = Field(default=1.5, ge=0.2, le=8),
    pave: bool = True,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`color` replaces the stone's own; `pave` sets small diamonds into the shoulders."""
    size = 0.34 * carat ** (1 / 3)  # half the girdle of a brilliant of that weight, in cm
    inner, band = 0.88, 0.17
    top = 2 * inner + 2 * band - 0.05
    kind = {"gold": "gold", "silver": "aluminium", "copper": "copper"}[metal]
    polished = finish("metal", kind=kind, roughness=0.07)
    gem = brilliant(size).moved(z=top + 0.62 * size)
    parts = [
        Part("band", _band(inner, band), polished),
        Part("stone", gem, finish("gemstone", kind=stone, color=color)),
        Part("prongs", _prongs(size, top), polished),
    ]
    if pave:
        parts.append(Part("pave", _pave(inner + band * 1.55, inner + band), finish("gemstone", kind="diamond")))
    return tuple(parts)


def _band(inner: float, band: float) -> Mesh:
    """Round inside, wider at the shoulders."""
    turn = np.linspace(0, 2 * np.pi, 160, endpoint=False)
    radius = inner + band / 2
    path = np.stack([radius * np.sin(turn), 0 * turn, inner + band + radius * np.cos(turn)], -1)
    ring = sweep(path, (0, 1, 0), rounded_rectangle(0.24, band, 0.075, 6), closed=True)
    return ring.moved(z=-float(ring.bounds[0][2]))


def _prongs(size: float, top: float) -> Mesh:
    """Six claws from the gallery to the girdle, with two wires round them."""
    claws = []
    for k in range(6):
        c, s = np.cos(k * np.pi / 3 + 0.3), np.sin(k * np.pi / 3 + 0.3)
        line = [(0.35, -0.12), (0.72, 0.25), (1.02, 0.55), (1.04, 0.72), (0.9, 0.8)]
        claws.append(
            capsule(np.array([[r * size * c, r * size * s, top + z * size] for r, z in line]), 0.085 * size + 0.01, 12)
        )
    wires = [_wire(r * size, top + z * size, 0.05 * size) for r, z in ((0.55, 0.1), (0.86, 0.38))]
    return merge([*claws, *wires])


def _wire(radius: float, height: float, thick: float) -> Mesh:
    turn = np.linspace(0, 2 * np.pi, 65)
    return tube(np.stack([radius * np.cos(turn), radius * np.sin(turn), 0 * turn + height], -1), thick, 12)


def _pave(radius: float, centre: float) -> Mesh:
    """Small stones along both shoulders, their tables outward."""
    small = brilliant(0.075)
    stones = []
    for k in range(2, 8):
        for side in (-1, 1):
            angle = side * (12 + 8.5 * k)
            stones.append(small.moved(z=radius - 0.075).turned((0, 1, 0), angle).moved(z=centre))
    return merge(stones)


MAKER = Maker(jewel_ring)
