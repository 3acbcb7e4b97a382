"""A room, open to the viewer: floorboards, plastered walls, skirting, a window that lets the day in."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish, maker
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import plane
from imperium.scene.solids import beam, plate, sides_up

WALL = 14.0


def room(
    *,
    color: Hex = "#e4ddd0",
    accent: Hex = "#a9814f",
    width: float = Field(default=420, ge=150, le=2000),
    depth: float = Field(default=360, ge=150, le=2000),
    height: float = Field(default=260, ge=180, le=600),
    window: Literal["left", "back", "none"] = "left",
    seed: int = 0,
) -> tuple[Part, ...]:
    """The origin is the middle of the floor; the walls stand at -x and +y. `accent` is the floor's wood."""
    planks = max(4, round(depth / 16))
    hole = _opening(height) if window != "none" else None
    back = _wall(width + 2 * WALL, height, hole if window == "back" else None).moved(y=depth / 2 + WALL)
    left = _wall(depth, height, hole if window == "left" else None).turned((0, 0, 1), 90).moved(x=-width / 2 - WALL)
    plaster = finish("plaster", color=color, depth=0.25, seed=seed)
    parts = [
        Part(
            "floor",
            plane(width, depth),
            finish("wood", color=accent, planks=min(planks, 40), seed=seed),
            (width, depth),
        ),
        Part("walls", merge([back, left]), plaster, (300, 300)),
        Part("skirting", _skirting(width, depth), finish("coat", color="#f3efe7", grain=0.05, speckle=0.02)),
    ]
    if hole is not None:
        parts += _window(window, width, depth, hole)
    return tuple(parts)


def _opening(height: float) -> Array:
    low, high = 85.0, min(height - 30.0, 225.0)
    return np.array([(-60, low), (60, low), (60, high), (-60, high)])


def _wall(length: float, height: float, hole: Array | None) -> Mesh:
    """A wall over x whose plastered side looks to -y, at y=-WALL."""
    half = length / 2
    outline = np.array([(-half, 0), (half, 0), (half, height), (-half, height)])
    return sides_up(plate(outline, WALL, 0.2, [] if hole is None else [hole], tile=(300, 300)))


def _skirting(width: float, depth: float) -> Mesh:
    x, y = width / 2, depth / 2
    return merge(
        [
            beam((-x, y - 0.7, 4.5), (x, y - 0.7, 4.5), 1.4, 9, bevel=0.4),
            beam((-x + 0.7, -y, 4.5), (-x + 0.7, y, 4.5), 1.4, 9, bevel=0.4),
        ]
    )


def _window(where: str, width: float, depth: float, hole: Array) -> list[Part]:
    tall = float(hole[2, 1] - hole[0, 1])
    parts = maker("window_frame").make({"width": 118, "height": tall - 6, "columns": 2, "rows": 3})
    kept = [part for part in parts if part.slot != "glass"]
    placed = []
    for part in kept:
        mesh = part.mesh.moved(y=-3, z=float(hole[0, 1]))
        mesh = (
            mesh.moved(y=depth / 2 + WALL / 2)
            if where == "back"
            else mesh.turned((0, 0, 1), 90).moved(x=-width / 2 - WALL / 2)
        )
        placed.append(Part(f"window_{part.slot}", mesh, part.finish, part.size))
    return placed


MAKER = Maker(room)
