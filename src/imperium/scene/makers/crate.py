"""A wooden crate of slats, with a printed side; empty, or full of fruit."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.scene import Finish
from imperium.scene.shapes import ellipsoid, lathe, profile, rounded_box

SLATS, SLAT, THICK = 4, 5.4, 1.0
FRUIT = {"apples": ("#c9a33f", "#a3232a", 0.0), "oranges": ("#ef8a1f", None, 0.8), "lemons": ("#f2cf3a", None, 0.6)}


def crate(
    *,
    color: Hex = "#c79a66",
    label: str = Field(default="", max_length=40),
    mark: Mark = "none",
    width: float = Field(default=40, ge=15, le=120),
    depth: float = Field(default=28, ge=12, le=90),
    content: Literal["none", "apples", "oranges", "lemons"] = "none",
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """The print is branded on a plate of the front."""
    wood = [finish("wood", color=color, gloss=0.15, seed=seed + k) for k in range(3)]
    high = SLATS * (SLAT + 0.7)
    parts = [
        Part("faces", merge(_slats(width, -depth / 2) + _slats(width, depth / 2)), wood[0], (width, SLAT)),
        Part("ends", _ends(width, depth), wood[1], (depth, SLAT)),
        Part("posts", _posts(width, depth, high), wood[2], (3, high)),
        Part("floor", _floor(width, depth), wood[1], (width, 6)),
        Part("nails", _nails(width, depth), finish("metal", kind="steel", roughness=0.35)),
    ]  # fmt: skip
    if label or mark != "none":
        decal = {"text": label, "mark": mark, "width": 0.36 * width}
        board = rounded_box(0.62 * width, 0.5, 10.4, 0.08).moved(y=-depth / 2 - THICK / 2 - 0.26, z=6.6)
        look = finish("cardboard", color="#d9b380", ink="#3b2616", decal=decal, fibres=1.0, seed=seed)
        parts.append(Part("plate", board, look, (0.62 * width, 10.4)))
    if content != "none":
        parts.append(Part("content", _heap(content, width, depth, high, seed), _skin(content, seed), (24, 12)))
    return tuple(parts)


def _slats(length: float, y: float) -> list[Mesh]:
    slat = rounded_box(length, THICK, SLAT, 0.12, 3)
    return [slat.moved(y=y, z=0.35 + k * (SLAT + 0.7)) for k in range(SLATS)]


def _ends(width: float, depth: float) -> Mesh:
    places = [side * (width / 2 - THICK / 2) for side in (-1, 1)]
    return merge(slat.turned((0, 0, 1), 90) for place in places for slat in _slats(depth - 2 * THICK, place))


def _posts(width: float, depth: float, high: float) -> Mesh:
    post = rounded_box(2.6, 2.6, high + 0.3, 0.15, 3)
    x, y = width / 2 - THICK - 1.3, depth / 2 - THICK / 2 - 1.3
    return merge(post.moved(sx * x, sy * y) for sx in (-1, 1) for sy in (-1, 1))


def _floor(width: float, depth: float) -> Mesh:
    count = max(2, int((depth - 2) / 6.2))
    board = rounded_box(width - 2.2, (depth - 2) / count - 0.5, 0.9, 0.1, 3)
    return merge(board.moved(y=(k + 0.5 - count / 2) * (depth - 2) / count, z=0.5) for k in range(count))


def _nails(width: float, depth: float) -> Mesh:
    head = lathe(profile([(0.24, 0), (0.22, 0.08), (0.01, 0.1)], [0, 0.04, 0]), 20).turned((1, 0, 0), 90)
    places = [(sx * (width / 2 - THICK - 1.3) + dx, 0.35 + k * (SLAT + 0.7) + SLAT * dz)
              for sx in (-1, 1) for k in range(SLATS) for dx, dz in ((-0.5, 0.3), (0.5, 0.7))]  # fmt: skip
    return merge(head.moved(x, -depth / 2 - THICK / 2, z) for x, z in places)


def _heap(content: str, width: float, depth: float, high: float, seed: int) -> Mesh:
    """Rows of fruit in a bed near the rim, a second layer in the hollows of the first."""
    rng = np.random.default_rng(seed)
    size = 3.0 if content == "lemons" else 3.6
    shape = (1.3 * size, size, size) if content == "lemons" else (size, size, 0.93 * size)
    fruit, step = [], 1.93 * size
    for layer, (z, inset) in enumerate(((high - 2.6, 0.0), (high + 0.62 * size, 0.55))):
        xs = np.arange(-width / 2 + 2.2 + size * (1 + layer), width / 2 - 2 - size * (0.9 + inset), step)
        ys = np.arange(-depth / 2 + 1.4 + size * (1 + layer), depth / 2 - 1 - size * (0.9 + inset), step)
        for x in xs:
            for y in ys:
                one = ellipsoid(*shape, rows=28).turned(rng.normal(size=3).tolist(), rng.uniform(0, 360))
                fruit.append(
                    one.moved(x + rng.uniform(-0.2, 0.2), y + rng.uniform(-0.2, 0.2), z + rng.uniform(-0.4, 0.4))
                )
    return merge(fruit or [ellipsoid(*shape, rows=28).moved(z=high - 2)])


def _skin(content: str, seed: int) -> Finish:
    color, blush, pores = FRUIT[content]
    return finish("peel", color=color, blush=blush, pores=pores, seed=seed)


MAKER = Maker(crate)
