"""A woven rug with a border, lozenges and fringes at its ends."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, lattice, merge
from imperium.scene.shapes import tube
from imperium.scene.texture import noise

THICK = 1.0


def rug(
    *,
    color: Hex = "#8e4a3c",
    accent: Hex = "#e2d3b5",
    width: float = Field(default=200, ge=40, le=800),
    depth: float = Field(default=140, ge=40, le=800),
    pattern: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    """`accent` is the border, the pattern and the fringe."""
    rng = np.random.default_rng(seed)
    parts = [
        Part("pile", _sheet(width, depth, 0.0, rng), finish("fabric", color=color, threads=2.2, seed=seed), (50, 50))
    ]
    if pattern:
        lines = merge([*_border(width, depth), *_lozenges(width, depth)])
        parts.append(Part("pattern", lines, finish("fabric", color=accent, threads=2.2, seed=seed + 1), (50, 50)))
    parts.append(Part("fringe", _fringe(width, depth, rng), finish("fabric", color=accent, threads=6), (10, 10)))
    return tuple(parts)


def _sheet(width: float, depth: float, lift: float, rng: np.random.Generator) -> Mesh:
    """A pile that is rounded down to the floor at its edges."""
    edge = np.concatenate([[0, 0.15, 0.5, 1.2], np.linspace(3, 97, 60), [98.8, 99.5, 99.85, 100]]) / 100
    x, y = np.meshgrid((edge - 0.5) * width, (edge - 0.5) * depth)
    near = np.minimum(np.minimum(edge, 1 - edge)[None] * width, np.minimum(edge, 1 - edge)[:, None] * depth)
    z = THICK * np.clip(near / 1.0, 0, 1) ** 0.5 + 0.25 * (noise(68, 68, 7, 6, rng) - 0.5) * np.clip(near / 8, 0, 1)
    return lattice(np.stack([x, y, z + lift], -1), np.stack([x, y], -1) / 50)


def _strip(a: tuple[float, float], b: tuple[float, float], wide: float) -> Mesh:
    """A band of another yarn, a little above the pile."""
    start, end = np.array(a), np.array(b)
    along = (end - start) / np.linalg.norm(end - start)
    side = np.array([-along[1], along[0]])
    t, s = np.meshgrid(np.linspace(0, 1, 12), np.array([-1, -0.85, 0, 0.85, 1]))
    points = start + (end - start) * t[..., None] + side * (s * wide / 2)[..., None]
    z = THICK + 0.2 + 0.16 * (1 - np.abs(s) ** 6)
    return lattice(np.dstack([points, z]), points / 50)


def _border(width: float, depth: float) -> list[Mesh]:
    bands = []
    for margin, wide in ((9.0, 3.4), (15.0, 1.2)):
        x, y = width / 2 - margin, depth / 2 - margin
        bands += [_strip((-x, s * y), (x, s * y), wide) for s in (-1, 1)]
        bands += [_strip((s * x, -y), (s * x, y), wide) for s in (-1, 1)]
    return bands


def _lozenges(width: float, depth: float) -> list[Mesh]:
    inner = width - 44
    count = max(1, round(inner / (depth * 0.55)))
    reach, tall = inner / count / 2, depth / 2 - 24
    bands = []
    for k in range(count):
        x = (k - (count - 1) / 2) * 2 * reach
        for size in (0.97, 0.6, 0.24):
            corners = [(x + reach * size, 0.0), (x, tall * size), (x - reach * size, 0.0), (x, -tall * size)]
            bands += [_strip(a, b, 2.0) for a, b in zip(corners, corners[1:] + corners[:1], strict=True)]
    return bands


def _fringe(width: float, depth: float, rng: np.random.Generator) -> Mesh:
    strands = []
    for side in (-1, 1):
        for y in np.arange(-depth / 2 + 1, depth / 2, 1.9):
            end = y + rng.normal(0, 0.7)
            path = [
                (side * width / 2, y, 0.6),
                (side * (width / 2 + 2.2), (y + end) / 2, 0.6),
                (side * (width / 2 + rng.uniform(5, 6.5)), end, 0.26),
            ]
            strands.append(tube(np.array(path), np.array([0.42, 0.36, 0.24]), 6))
    return merge(strands)


MAKER = Maker(rug)
