"""A stretch of street: worn asphalt, markings, kerbs and pavements of slabs."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, lattice, merge
from imperium.scene.shapes import lathe, plane, profile
from imperium.scene.solids import block

LANE, KERB = 325.0, 13.0


def road(
    *,
    color: Hex = "#3a3a3b",
    accent: Hex = "#e9e6dc",
    length: float = Field(default=4000, ge=300, le=200000),
    lanes: int = Field(default=2, ge=1, le=8),
    pavement: float = Field(default=260, ge=0, le=1500),
    crossing: bool = True,
    wet: float = Field(default=0.0, ge=0, le=1),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It runs along y; the asphalt's crown is 6 cm high. `accent` is the paint's."""
    width = lanes * LANE
    paint = finish("matte", color=accent, mottle=0.5, seed=seed)
    parts = [
        Part("asphalt", _crowned(width, length), finish("asphalt", color=color, wet=wet, seed=seed), (700, 700)),
        Part("markings", merge(_markings(width, length, lanes, crossing)), paint, (80, 80)),
        Part("drains", merge(_drains(width, length)), finish("metal", kind="black", roughness=0.4)),
    ]
    if pavement:
        kerbs = [
            block(98.6, 15, KERB + 2, 1.2, (300, 300)).turned((0, 0, 1), 90).moved(s * (width / 2 + 7.5), y, 0)
            for s in (-1, 1)
            for y in np.arange(-length / 2 + 50, length / 2, 100)
        ]
        parts.append(Part("kerbs", merge(kerbs), finish("concrete", color="#a5a29b", seed=seed), (300, 300)))
        parts.append(
            Part(
                "pavement",
                merge(_pavement(width, length, pavement)),
                finish("brick", kind="ashlar", color="#a29d94", mortar="#77736b", variety=0.25, seed=seed),
                (620, 620),
            )
        )
    return tuple(parts)


def _height(x: np.ndarray, width: float) -> np.ndarray:
    """The crown: a parabola, so that rain runs to the kerbs."""
    return np.asarray(6.0 * (1 - (2 * x / width) ** 2))


def _crowned(width: float, length: float) -> Mesh:
    x, y = np.meshgrid(np.linspace(-width / 2, width / 2, 33), np.linspace(-length / 2, length / 2, 60))
    return lattice(np.stack([x, y, _height(x, width)], -1), np.stack([x, y], -1) / 700)


def _stripe(x: float, y: float, wide: float, long: float, width: float) -> Mesh:
    """Paint that follows the crown, a hair above it."""
    gx, gy = np.meshgrid(
        np.linspace(x - wide / 2, x + wide / 2, max(2, int(wide / 60))), np.linspace(y - long / 2, y + long / 2, 2)
    )
    return lattice(np.stack([gx, gy, _height(gx, width) + 0.35], -1), np.stack([gx, gy], -1) / 80)


def _markings(width: float, length: float, lanes: int, crossing: bool) -> list[Mesh]:
    lines = [_stripe(s * (width / 2 - 28), 0, 12, length, width) for s in (-1, 1)]
    free = np.arange(-length / 2 + 150, length / 2, 450)
    for k in range(1, lanes):
        x = -width / 2 + k * LANE
        if lanes > 2 and k == lanes // 2:
            lines += [_stripe(x + d, 0, 10, length, width) for d in (-11, 11)]
        else:
            lines += [_stripe(x, float(y), 12, 200, width) for y in free if not crossing or abs(y) > 420]
    if crossing:
        lines += [_stripe(float(x), 0, 48, 330, width) for x in np.arange(-width / 2 + 60, width / 2 - 40, 96)]
        lines += [_stripe(s * width / 4, -s * 290, width / 2 - 50, 32, width) for s in (-1, 1)]
    return lines


def _drains(width: float, length: float) -> list[Mesh]:
    grates = [
        block(3, 44, 1.6, 0.4).moved(s * (width / 2 - 27) + dx, y, 0.6)
        for s in (-1, 1)
        for y in np.arange(-length / 2 + 600, length / 2, 1600)
        for dx in range(-18, 19, 6)
    ]
    cover = lathe(profile([(0.01, 0.9), (31, 0.9), (33, 0.5), (33, 0)], [0, 0.2, 0.2, 0]), 48)
    return [*grates, cover.moved(width * 0.12, -length * 0.22, 5.6)]


def _pavement(width: float, length: float, pavement: float) -> list[Mesh]:
    sheet = plane(pavement, length)
    mesh = Mesh(sheet.vertices, sheet.normals, sheet.vertices[:, :2] / 620, sheet.faces)
    return [mesh.moved(s * (width / 2 + 15 + pavement / 2), 0, KERB + 1.6) for s in (-1, 1)]


MAKER = Maker(road)
