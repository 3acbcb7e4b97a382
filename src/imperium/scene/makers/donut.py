"""A doughnut: fried dough with its pale belt, running icing, sprinkles."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import capsule, lumpy, rings, scattered
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh

SPRINKLES = ("#ffffff", "#f2cf3a", "#3d9fd9", "#6abf69", "#8a5bd0")
BIG, SMALL, FLAT = 3.4, 1.9, 0.86


def donut(
    *,
    color: Hex = "#e77ba0",
    dough: Hex = "#c98a46",
    sprinkles: int = Field(default=120, ge=0, le=400),
    drips: float = Field(default=0.5, ge=0, le=1),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`color` is the icing's."""
    rng = np.random.default_rng(seed)
    turn = np.linspace(0, 2 * np.pi, 160, endpoint=False)
    edge = 0.0 + drips * (0.26 * np.sin(5 * turn + rng.uniform(0, 6)) + 0.2 * np.sin(9 * turn + rng.uniform(0, 6)))
    edge += drips * 0.14 * np.sin(14 * turn + rng.uniform(0, 6))
    parts = [
        Part("dough", lumpy(_torus(), 1.8, 0.04, seed), finish("peel", color=dough, blush="#8f4f1e", dots=0.1,
             pores=0.25, roughness=0.5, seed=seed), (33, 12)),
        Part("belt", _belt(turn), finish("crumb", color="#e8bf7c", coarse=0.2, seed=seed), (33, 2)),
        Part("icing", _icing(turn, edge), finish("icing", color=color, roughness=0.12, lumps=0.12, seed=seed), (33, 8)),
    ]  # fmt: skip
    if sprinkles:
        parts += _sprinkled(sprinkles, rng)
    return tuple(parts)


def _around(turn: Array, bow: Array, small: float) -> Array:
    """Points of a torus: `turn` round the hole, `bow` round the dough (0 outward, π/2 up)."""
    reach = BIG + small * np.cos(bow)
    up = SMALL * FLAT + small * FLAT * np.sin(bow)
    return np.stack(np.broadcast_arrays(reach * np.cos(turn), reach * np.sin(turn), up), -1)


def _torus() -> Mesh:
    turn, bow = np.linspace(0, 2 * np.pi, 160, endpoint=False), np.linspace(-np.pi, np.pi, 64)
    return rings(_around(turn[None], bow[:, None], SMALL))


def _belt(turn: Array) -> Mesh:
    """The pale line where the dough floated on the oil."""
    wave = 0.05 * np.sin(7 * turn)
    bow = np.linspace(-0.2, 0.02, 8)[:, None] + wave[None]
    return rings(_around(turn[None], bow, SMALL + 0.03))


def _icing(turn: Array, edge: Array) -> Mesh:
    """From the running edge outside, thick at its lip, over the top and down into the hole."""
    outer, inner = 0.22 - edge, np.pi - 0.35 + 0.5 * edge
    t = np.linspace(0, 1, 48)[:, None]
    bow = outer + (inner - outer) * t
    lip = 0.26 * np.clip(np.minimum(t, 1 - t) * 14, 0, 1) ** 0.5
    return rings(_around(turn[None], bow, SMALL - 0.03 + lip))


def _sprinkled(count: int, rng: np.random.Generator) -> list[Part]:
    strand = capsule(np.array([[-0.3, 0, 0.03], [0.3, 0, 0.03]]), 0.1)
    parts = []
    for k, colour in enumerate(SPRINKLES):
        turn, bow = rng.uniform(0, 2 * np.pi, count // 5 + 1), rng.normal(1.5, 0.5, count // 5 + 1).clip(0.55, 2.5)
        spots = _around(turn, bow, SMALL + 0.24)
        normals = np.stack([np.cos(bow) * np.cos(turn), np.cos(bow) * np.sin(turn), np.sin(bow)], -1)
        mesh = scattered(spots, normals, strand, rng)
        parts.append(Part(f"sprinkles{k}", mesh, finish("plastic", color=colour, roughness=0.15)))
    return parts


MAKER = Maker(donut)
