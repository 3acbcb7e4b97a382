"""A round loaf of sourdough with a scored crust."""

import numpy as np
from pydantic import Field

from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, lattice
from imperium.scene.texture import noise


def bread(*, size: float = Field(default=11, gt=1, le=60), seed: int = 0) -> tuple[Part, ...]:
    """`size` is the loaf's radius along x."""
    return (Part("crust", _loaf(size, np.random.default_rng(seed)), finish("crust", seed=seed), (4 * size, 2 * size)),)


def _loaf(size: float, rng: np.random.Generator) -> Mesh:
    rows, columns = 96, 192
    polar = np.linspace(np.pi * 0.72, 1e-3, rows)[:, None]
    azimuth = np.linspace(0, 2 * np.pi, columns)[None]
    up = np.cos(polar) + 0 * azimuth
    out = np.sin(polar)
    x, y = out * np.cos(azimuth), out * np.sin(azimuth)
    bumps = noise(columns, rows, 14, 7, rng) * 0.06 + noise(columns, rows, 40, 20, rng) * 0.02
    bumps[:, -1] = bumps[:, 0]
    cuts = sum(np.exp(-(((x * 0.94 + y * 0.34 - where) / 0.045) ** 2)) for where in (-0.45, -0.15, 0.15, 0.45))
    radius = 1 + bumps - 0.07 * cuts * np.clip(up, 0, 1)
    points = np.stack([x * radius * size, y * radius * size * 0.72, (up * radius * 0.56 + 0.2) * size], -1)
    points[..., 2] = np.maximum(points[..., 2], 0)
    angle = np.broadcast_to(azimuth / (2 * np.pi), x.shape)
    return lattice(points, np.stack([angle, np.broadcast_to(1 - polar / np.pi, x.shape)], -1))


MAKER = Maker(bread)
