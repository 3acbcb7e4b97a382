"""A small bird in turned wood or ceramic, sitting: a round body, a beak, folded wings."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge, scaling
from imperium.scene.scene import Finish
from imperium.scene.shapes import ellipsoid, lathe, profile, tube
from imperium.scene.solids import curve, loft, mirrored, superellipse


def bird(
    *,
    color: Hex = "#5b87a6",
    accent: Hex = "#e9a53a",
    made_of: Literal["ceramic", "wood"] = "ceramic",
    height: float = Field(default=14, gt=1, le=300),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It looks to +x. `accent` is the beak's and the feet's."""
    s = scaling(*[height / 14] * 3)

    def look(tone: str) -> Finish:
        return (
            finish("wood", color=tone, seed=seed)
            if made_of == "wood"
            else finish("ceramic", color=tone, roughness=0.08, mottle=0.2, seed=seed)
        )

    parts = [
        Part("body", _body(), look(color), (16, 16)),
        Part("breast", _breast(), look(shifted(color, hue=-0.5, lightness=0.22, saturation=0.6)), (16, 16)),
        Part("wings", mirrored(_wing()), look(shifted(color, lightness=-0.1)), (16, 16)),
        Part("beak", _beak(), finish("ceramic", color=accent, roughness=0.15)),
        Part(
            "eyes",
            mirrored(ellipsoid(0.36, 0.2, 0.36, 18).moved(4.35, -1.92, 11.7)),
            finish("plastic", color="#0c0c0d", roughness=0.03),
        ),
        Part("feet", merge(_feet()), finish("metal", kind="gold", tint=accent, roughness=0.3)),
    ]
    return tuple(Part(p.slot, p.mesh.transformed(s), p.finish, p.size) for p in parts)


SPINE = (
    (-9.6, 4.6, 0.25, 0.9),
    (-7.6, 5.2, 0.5, 1.2),
    (-5.2, 6.0, 1.4, 1.5),
    (-2.6, 6.4, 3.1, 2.7),
    (0.4, 6.9, 3.9, 3.5),
    (2.6, 8.6, 3.5, 3.2),
    (3.6, 10.6, 2.5, 2.35),
    (4.3, 12.0, 2.2, 2.05),
    (5.0, 13.0, 1.4, 1.35),
    (5.3, 13.5, 0.15, 0.15),
)


def _body(grow: float = 0.0, low: float = 0.0, high: float = 1.0) -> Mesh:
    """Rings square to a line from the tail over the back to the crown."""
    line = curve(np.array(SPINE), 90)
    chosen = line[int(low * 89) : int(high * 89) + 1]
    way = np.gradient(chosen[:, :2], axis=0)
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    sections = []
    for (x, z, tall, wide), (dx, dz) in zip(chosen, way, strict=True):
        ring = superellipse(2 * max(wide + grow, 0.05), 2 * max(tall + grow, 0.05), 2.0, 60)
        sections.append(np.column_stack([x - dz * ring[:, 1], ring[:, 0], z + dx * ring[:, 1]]))
    return loft(np.array(sections))


def _breast() -> Mesh:
    return ellipsoid(3.3, 3.05, 3.7, 40).turned((0, 1, 0), 24).moved(2.25, 0, 6.9)


def _wing() -> Mesh:
    """Folded along the side, pointed to the tail."""
    t = np.linspace(0, 1, 40)
    sections = []
    for k in t:
        tall, wide = (
            2.5 * np.sin(np.pi * (0.10 + 0.88 * k) ** 0.72) ** 0.8 + 0.04,
            0.75 * np.sin(np.pi * (0.08 + 0.9 * k) ** 0.8) + 0.03,
        )
        ring = superellipse(2 * wide, 2 * tall, 2.2, 36)
        lean = ring[:, 1] * 0.3
        sections.append(
            np.column_stack([2.4 - 10.2 * k + lean, -3.25 + 2.0 * k**1.6 + ring[:, 0], 7.5 - 1.9 * k + ring[:, 1]])
        )
    return loft(np.array(sections))


def _beak() -> Mesh:
    cone = lathe(profile([(0.75, 0), (0.55, 0.7), (0.02, 2.1)], [0, 0.6, 0]), 32).transformed(scaling(0.85, 1, 1))
    return cone.turned((0, 1, 0), 96).moved(5.85, 0, 11.7)


def _feet() -> list[Mesh]:
    toes = []
    for side in (-1, 1):
        toes.append(
            tube(np.array([[0.3, side * 1.2, 3.6], [0.6, side * 1.25, 1.8], [0.6, side * 1.3, 0.35]]), 0.24, 10)
        )
        for turn in (-28, 0, 28, 180):
            a = np.radians(turn)
            end = np.array([0.6 + 2.0 * np.cos(a), side * 1.3 + 2.0 * np.sin(a), 0.2])
            toes.append(
                tube(
                    np.array([[0.6, side * 1.3, 0.34], (np.array([0.6, side * 1.3, 0.45]) + end) / 2, end]),
                    np.array([0.24, 0.22, 0.1]),
                    8,
                )
            )
    return toes


MAKER = Maker(bird)
