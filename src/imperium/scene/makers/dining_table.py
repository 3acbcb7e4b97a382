"""A dining table: a solid top on tapered legs, rectangular or round."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import lathe, profile, rounded_rectangle
from imperium.scene.solids import beam, plate

HEIGHT, TOP = 75.0, 3.6


def dining_table(
    *,
    color: Hex = "#9c7146",
    accent: Hex | None = None,
    width: float = Field(default=180, ge=60, le=400),
    depth: float = Field(default=90, ge=50, le=160),
    shape: Literal["rectangle", "round"] = "rectangle",
    seed: int = 0,
) -> tuple[Part, ...]:
    """`accent` colours the legs, which take the top's wood where it is left out."""
    under = finish("wood", color=accent or color, gloss=0.4, seed=seed + 1)
    outline = rounded_rectangle(width, depth, 2.5) if shape == "rectangle" else _circle(depth * 0.66)
    span = np.ptp(outline, axis=0)
    tile = (float(span[0]), float(span[1]))
    top = plate(outline, TOP, 0.7, tile=tile).moved(z=HEIGHT - TOP)
    stand = _legs(width, depth) if shape == "rectangle" else _pedestal()
    wood = finish("wood", color=color, planks=6, gloss=0.55, seed=seed)
    return Part("top", top, wood, tile), Part("legs", stand, under, (90, 20))


def _circle(radius: float) -> np.ndarray:
    turn = np.linspace(0, 2 * np.pi, 128, endpoint=False)
    return radius * np.stack([np.cos(turn), np.sin(turn)], -1)


def _legs(width: float, depth: float) -> Mesh:
    x, y, z = width / 2 - 8, depth / 2 - 8, HEIGHT - TOP
    legs = [_leg(sx * x, sy * y, sx, sy) for sx in (-1, 1) for sy in (-1, 1)]
    aprons = [beam((-x, s * y, z - 4.4), (x, s * y, z - 4.4), 2.2, 8.5, tile=(90, 20)) for s in (-1, 1)]
    aprons += [beam((s * x, -y, z - 4.4), (s * x, y, z - 4.4), 2.2, 8.5, tile=(90, 20)) for s in (-1, 1)]
    return merge([*legs, *aprons])


def _leg(x: float, y: float, sx: int, sy: int) -> Mesh:
    """Square at the top, tapering on its inner sides to the floor."""
    leg = beam((0, 0, 0), (0, 0, HEIGHT - TOP), 7.4, 7.4, bevel=0.7, tile=(90, 20))
    taper = 0.58 + 0.42 * np.clip(leg.vertices[:, 2] / (HEIGHT * 0.8), 0, 1)
    points = leg.vertices.copy()
    points[:, 0] = x + points[:, 0] * taper + sx * 3.7 * (1 - taper)
    points[:, 1] = y + points[:, 1] * taper + sy * 3.7 * (1 - taper)
    return Mesh(points, leg.normals, leg.uvs, leg.faces)


def _pedestal() -> Mesh:
    z = HEIGHT - TOP
    return lathe(
        profile(
            [(0.01, 0), (29, 0), (29, 2.2), (7, 6), (5.2, 24), (6.2, 55), (17, z - 1), (17, z)],
            [0, 0.4, 1, 9, 12, 12, 2, 0],
        ),
        96,
    )


MAKER = Maker(dining_table)
