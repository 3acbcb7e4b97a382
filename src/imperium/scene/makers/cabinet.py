"""A sideboard: doors with a fine gap, turned knobs, on a slim frame."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import lathe, profile, tube
from imperium.scene.solids import block

DEPTH, FOOT = 42.0, 17.0


def cabinet(
    *,
    color: Hex = "#8f6239",
    accent: Hex = "#c9a45c",
    width: float = Field(default=150, ge=40, le=300),
    height: float = Field(default=74, ge=40, le=220),
    doors: int = Field(default=4, ge=1, le=8),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It looks to -y; `accent` tints the knobs."""
    body, each = height - FOOT, (width - 5) / doors
    xs = (np.arange(doors) - (doors - 1) / 2) * each
    fronts = [
        Part(
            f"door{k}",
            block(each - 0.5, 2.0, body - 5.5, 0.25, (120, each)).moved(x, -DEPTH / 2 - 0.3, FOOT + 2.75),
            finish("wood", color=color, planks=4, seed=seed + 1 + k),
            (120, each),
        )
        for k, x in enumerate(xs)
    ]
    knobs = [
        _knob().moved(x + (1 if k % 2 == 0 else -1) * (each / 2 - 4.5), -DEPTH / 2 - 1.2, FOOT + body * 0.58)
        for k, x in enumerate(xs)
    ]
    return (
        Part("case", _case(width, body).moved(z=FOOT), finish("wood", color=color, seed=seed), (width, DEPTH)),
        Part(
            "shadow",
            block(width - 4.4, 1, body - 4.4, 0.1).moved(0, -DEPTH / 2 + 1.4, FOOT + 2.2),
            finish("matte", color="#1c150f"),
        ),
        *fronts,
        Part("knobs", merge(knobs), finish("metal", kind="gold", roughness=0.25, tint=accent)),
        Part("frame", _frame(width), finish("metal", kind="black", roughness=0.3)),
    )


def _case(width: float, body: float) -> Mesh:
    tile = (width, DEPTH)
    boards = [block(width, DEPTH, 2.2, 0.35, tile).moved(z=z) for z in (0, body - 2.2)]
    sides = [block(2.2, DEPTH, body, 0.35, tile).moved(s * (width - 2.2) / 2) for s in (-1, 1)]
    back = block(width - 2, 1, body - 1, 0.1, tile).moved(0, DEPTH / 2 - 1, 0.5)
    return merge([*boards, *sides, back])


def _knob() -> Mesh:
    knob = lathe(profile([(0.5, 0), (0.45, 1.2), (1.35, 1.5), (1.4, 2.5), (0.01, 2.7)], [0, 0.3, 0.3, 0.5, 0]), 40)
    return knob.turned((1, 0, 0), 90)


def _frame(width: float) -> Mesh:
    x, y = width / 2 - 10, DEPTH / 2 - 5
    legs = [
        tube(np.array([[sx * x * 1.03, sy * y * 1.1, 0.0], [sx * x, sy * y, FOOT]]), 0.9, 16)
        for sx in (-1, 1)
        for sy in (-1, 1)
    ]
    rails = [tube(np.array([[-x, s * y, FOOT - 0.8], [x, s * y, FOOT - 0.8]]), 0.8, 12) for s in (-1, 1)]
    return merge([*legs, *rails])


MAKER = Maker(cabinet)
