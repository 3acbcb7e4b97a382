"""A stand-up pouch: coffee, snacks, powder; filled below, sealed flat at the top."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import deformed, flat_uvs, loft, superellipse
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import lathe, profile, rounded_box


def pouch(
    *,
    color: Hex = "#2d2f33",
    accent: Hex = "#d9a441",
    label: str = Field(default="", max_length=40),
    mark: Mark = "leaf",
    width: float = Field(default=14, ge=5, le=40),
    height: float = Field(default=21, ge=8, le=60),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` is a band low on the front."""
    decal = {"text": label, "mark": mark, "at": (0.5, 0.56), "width": 0.5 * width}
    foil = finish("coat", color=color, decal=decal, grain=0.12, speckle=0.05, roughness=0.34, seed=seed)
    body = _bag(width, height, seed)
    low, high = 0.16 * height, 0.235 * height
    band = _bag(width, height, seed, low, high, 0.03)
    seals = [
        rounded_box(width - 0.4, 0.24, 0.16, 0.07, 2).moved(z=height * z) for z in (0.885, 0.9, 0.95, 0.962, 0.974)
    ]
    return (
        Part("bag", body, foil, (width, height)),
        Part("band", band, finish("coat", color=accent, grain=0.12, speckle=0.05, roughness=0.34)),
        Part("valve", _valve(body, height), finish("plastic", color=color, roughness=0.3)),
        Part("seals", merge(seals), finish("coat", color=color, grain=0, speckle=0.05, roughness=0.3)),
    )


def _bag(width: float, height: float, seed: int, low: float = 0.0, high: float = 1e9, grow: float = 0.0) -> Mesh:
    """The filled bag between two heights, `grow` cm thicker on each side."""
    heights = np.linspace(low, min(high, height), 60)
    sections = []
    for z in heights:
        t = z / height
        depth = width * 0.52 * (1 - t**1.7) ** 0.9 * (0.86 + 0.14 * min(t * 9, 1)) + 0.2
        wide = width * (0.93 + 0.07 * min(t * 5, 1))
        sections.append((_lens(wide + grow, depth + 2 * grow, 2 - 0.7 * min(t * 2.5, 1)), z))
    return flat_uvs(deformed(loft(sections), lambda points: _creased(points, width, height, seed)), 0, 2)


def _valve(body: Mesh, height: float) -> Mesh:
    """The button that lets gas out of roasted coffee, above the print."""
    near = body.vertices[np.abs(body.vertices[:, 0]) < 0.8]
    front = float(near[np.abs(near[:, 2] - 0.8 * height) < 0.02 * height][:, 1].min())
    ring = profile([(0.75, -0.05), (0.72, 0.1), (0.5, 0.12), (0.42, 0.06), (0.01, 0.06)], [0, 0.04, 0.04, 0.03, 0])
    return lathe(ring, 48).turned((1, 0, 0), 82).moved(y=front + 0.02, z=0.8 * height)


def _lens(width: float, depth: float, power: float) -> Array:
    """An outline pinched at both sides, as two welded sheets are; a power of 2 is an ellipse."""
    outline = superellipse(width, depth, 2.0, 120)
    reach = np.clip(1 - np.abs(2 * outline[:, 0] / width) ** 2, 0, 1) ** (1 - power / 4)
    outline[:, 1] = np.sign(outline[:, 1]) * np.maximum(depth / 2 * reach, 0.06)
    return outline


def _creased(points: Array, width: float, height: float, seed: int) -> Array:
    """Soft dents that grow towards the empty top."""
    rng = np.random.default_rng(seed)
    x, z = points[:, 0] / width, points[:, 2] / height
    face = np.tanh(points[:, 1] / 0.6)
    dent = np.zeros(len(points))
    for _ in range(7):
        a, b, phase = rng.uniform(3, 9), rng.uniform(-7, 7), rng.uniform(0, 6)
        dent += np.sin(a * x + b * z + phase)
    fade = np.clip(z * 3, 0, 1) * np.clip((0.87 - z) * 5, 0, 1) * np.clip((0.5 - np.abs(x)) * 5, 0, 1)
    moved = points.copy()
    moved[:, 1] += face * dent * fade * 0.014 * width
    return moved


MAKER = Maker(pouch)
