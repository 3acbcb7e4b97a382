"""Ice cream: rough scoops in a waffle cone that stands in a wooden holder, or in a paper tub."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.decal import Mark
from imperium.scene.forms import capsule, deformed, lumpy, scattered
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh
from imperium.scene.shapes import along, ellipsoid, lathe, lathe_size, profile, rounded_box

SPRINKLES = ("#e4572e", "#f2cf3a", "#3d9fd9", "#6abf69", "#f6f0e6")
R = 3.1  # of a scoop


def ice_cream(
    *,
    color: Hex = "#f2b8c0",
    accent: Hex = "#6b4326",
    label: str = Field(default="", max_length=40),
    mark: Mark = "none",
    scoops: int = Field(default=2, ge=1, le=3),
    served: Literal["cone", "tub"] = "cone",
    sprinkles: bool = True,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`color` is the top scoop, `accent` the one below; the print is the tub's."""
    rim = 13.2 if served == "cone" else 6.0
    centres = [(0.0, 0.0, rim + 1.5 + 3.9 * k) for k in range(scoops)]
    if served == "tub":
        centres = [(-2.3, 0.4, rim + 1.2), (2.2, 0.6, rim + 1.1), (0.1, -0.9, rim + 4.2)][-scoops:]
    flavours = [accent, shifted(accent, hue=0.08, lightness=0.25), color][-scoops:]
    parts = [
        Part(
            f"scoop{k}",
            _scoop(seed + k).moved(*centre),
            finish("icing", color=flavour, lumps=1.6, seed=seed + k),
            (20, 10),
        )
        for k, (centre, flavour) in enumerate(zip(centres, flavours, strict=True))
    ]
    parts += _cone(seed) if served == "cone" else _tub(color, label, mark, seed)
    if sprinkles:
        parts += _sprinkled(centres[-1], seed)
    return tuple(parts)


def _scoop(seed: int) -> Mesh:
    """A ball with a torn skirt where the scoop let go."""
    ball = ellipsoid(R, R, R * 0.95, 96)

    def skirted(points: Array) -> Array:
        turn = np.arctan2(points[:, 1], points[:, 0])
        band = np.exp(-(((points[:, 2] + 1.45) / 0.42) ** 2))
        frill = 1 + band * (0.15 + 0.05 * np.sin(9 * turn + seed) + 0.035 * np.sin(17 * turn))
        return np.asarray(points * np.stack([frill, frill, np.ones_like(frill)], -1))

    return lumpy(lumpy(deformed(ball, skirted), 2.4, 0.09, seed), 0.6, 0.035, seed + 1, 24)


def _cone(seed: int) -> list[Part]:
    """The waffle, its rolled rim, and the holder that it stands in."""
    wall = profile([(0.35, 0.9), (2.75, 12.6), (2.95, 13.3), (2.6, 13.4), (2.45, 12.6)], [0, 0.3, 0.15, 0.15, 0])

    def waffled(points: Array) -> Array:
        turn, rise = np.arctan2(points[:, 1], points[:, 0]), points[:, 2]
        ridge = sum(
            np.exp(-((((t / (2 * np.pi)) % 1 - 0.5) / 0.1) ** 2))
            for t in (9 * turn + 4.2 * rise, 9 * turn - 4.2 * rise)
        )
        grow = 1 + 0.045 * ridge * np.clip((12.7 - rise) / 0.5, 0, 1)
        return np.asarray(points * np.stack([grow, grow, np.ones_like(grow)], -1))

    cone = deformed(lathe(_dense(wall), 360), waffled)
    waffle = finish("crumb", color="#d69a4c", coarse=0.2, seed=seed)
    holder = rounded_box(9, 9, 4.2, 0.5)
    hole = lathe(np.array([[1.5, 4.22], [1.18, 4.24], [1.16, 4.2]]))
    return [
        Part("cone", cone, waffle, (18, 13)),
        Part("holder", holder, finish("wood", color="#a8703f", seed=seed), (9, 4.2)),
        Part("hole", hole, finish("matte", color="#3a2412")),
    ]


def _dense(outline: Array) -> Array:
    steps = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(outline, axis=0).T))])
    even = np.linspace(0, steps[-1], 160)
    return np.stack([np.interp(even, steps, outline[:, k]) for k in range(2)], -1)


def _tub(color: str, label: str, mark: str, seed: int) -> list[Part]:
    cup = profile(
        [(0.01, 0.4), (3.6, 0.4), (3.65, 0), (3.8, 0), (4.9, 6.2), (5.05, 6.35), (4.9, 6.5), (4.7, 6.2), (3.8, 1)],
        [0, 0.05, 0.04, 0.08, 0.05, 0.1, 0.1, 0.1, 0],
    )
    decal = {"text": label, "mark": mark, "at": (0.5, along(cup, 3.2)), "width": 4.4}
    board = finish("cardboard", color=shifted(color, lightness=-0.05), decal=decal, fibres=0.1, gloss=0.3, seed=seed)
    spoon = rounded_box(1.2, 0.16, 8, 0.07, 3).turned((0, 1, 0), 24).moved(3.4, 1.6, 4.8)
    return [Part("tub", lathe(cup), board, lathe_size(cup)), Part("spoon", spoon, finish("wood", color="#d8b07a"))]


def _sprinkled(centre: tuple[float, float, float], seed: int) -> list[Part]:
    rng = np.random.default_rng(seed)
    strand = capsule(np.array([[-0.32, 0, 0.04], [0.32, 0, 0.04]]), 0.11)
    parts = []
    for k, colour in enumerate(SPRINKLES):
        directions = rng.normal(size=(16, 3)) + np.array([0, 0, 1.1])
        directions[:, 2] = np.abs(directions[:, 2])
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        mesh = scattered(centre + directions * R * np.array([1, 1, 0.95]), directions, strand, rng)
        parts.append(Part(f"sprinkles{k}", mesh, finish("plastic", color=colour, roughness=0.15)))
    return parts


MAKER = Maker(ice_cream)
