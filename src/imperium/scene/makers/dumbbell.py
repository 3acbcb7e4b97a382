"""A dumbbell: six-sided rubber heads, a knurled handle of steel."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import cushion, flat_uvs
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import lathe, lathe_size, profile


def dumbbell(
    *,
    color: Hex = "#26282c",
    accent: Hex = "#e9e6df",
    label: str = Field(default="", max_length=8),
    weight: float = Field(default=10, ge=1, le=60, description="Kilograms."),
    pair: bool = False,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` is the print on the heads' ends, the weight where no label is given."""
    size = (weight / 10) ** (1 / 3)
    wide, thick = 5.6 * size, 7.2 * size
    half, high = 6.4, wide * np.cos(np.pi / 6)
    words = ({"text": label or f"{weight:g} KG", "at": (0.5, 0.5), "height": 1.9 * size},)
    badge = finish("lettering", color=color, ink=accent, words=words, roughness=0.5)
    bar = _bar(half)
    parts = [
        Part(
            "heads", merge(_head(s, wide, thick, half) for s in (-1, 1)), finish("rubber", color=color, roughness=0.55)
        ),
        Part(
            "bar", lathe(bar, 96).turned((0, 1, 0), 90), finish("metal", kind="steel", roughness=0.2), lathe_size(bar)
        ),
        Part("knurl", _knurl(half), finish("grille", color="#b4b7bc", pitch=0.16), (9.5, 9)),
        Part("badges", merge(_badge(s, wide, thick, half) for s in (-1, 1)), badge, (wide, wide)),
    ]
    placed = [Part(p.slot, p.mesh.moved(z=high), p.finish, p.size) for p in parts]
    if not pair:
        return tuple(placed)
    return tuple(
        Part(p.slot, merge([p.mesh, p.mesh.turned((0, 0, 1), 24).moved(4, 3.1 * wide)]), p.finish, p.size)
        for p in placed
    )


def _hexagon(wide: float) -> Array:
    """Flat below; its corners rounded."""
    corners = wide * np.stack([(np.cos(a), np.sin(a)) for a in np.arange(6) * np.pi / 3])
    after, before = np.roll(corners, -1, axis=0), np.roll(corners, 1, axis=0)
    t = np.linspace(0, 1, 8)[None, :, None]
    start, end = corners + (before - corners) * 0.12, corners + (after - corners) * 0.12
    arc = (1 - t) ** 2 * start[:, None] + 2 * t * (1 - t) * corners[:, None] + t**2 * end[:, None]
    return np.asarray(arc.reshape(-1, 2))


def _head(side: int, wide: float, thick: float, half: float) -> Mesh:
    block = cushion(_hexagon(wide), thick, 0.9, dome=0.15)
    return block.turned((0, 0, 1), 30).turned((0, 1, 0), 90 * side).turned((1, 0, 0), 0).moved(side * half)


def _badge(side: int, wide: float, thick: float, half: float) -> Mesh:
    turn = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    plate = flat_uvs(cushion(0.5 * wide * np.stack([np.cos(turn), np.sin(turn)], -1), 0.1, 0.04))
    upright = plate.turned((1, 0, 0), 90).turned((0, 0, 1), 90 * side)
    return upright.moved(side * (half + thick + 0.12))


def _bar(half: float) -> Array:
    return profile(
        [
            (1.45, -half - 0.5),
            (1.45, -half + 0.5),
            (1.25, -half + 0.8),
            (1.25, half - 0.8),
            (1.45, half - 0.5),
            (1.45, half + 0.5),
        ],
        [0, 0.1, 0.2, 0.2, 0.1, 0],
    )


def _knurl(half: float) -> Mesh:
    z = np.linspace(-half + 1.1, half - 1.1, 40)
    return lathe(np.stack([1.3 + 0.18 * np.cos(z / half * np.pi / 2), z], -1), 96).turned((0, 1, 0), 90)


MAKER = Maker(dumbbell)
