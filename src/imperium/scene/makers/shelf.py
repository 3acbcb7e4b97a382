"""A bookcase with books, some leaning, and room for a vase."""

from itertools import pairwise

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import lathe, profile
from imperium.scene.solids import block

DEPTH, BOARD = 30.0, 2.2
CLOTHS = ("#7a2f2a", "#24405a", "#3e5b45", "#c9b48a", "#2d2c30", "#b5673a", "#e3dccb", "#6b5876")


def shelf(
    *,
    color: Hex = "#b58a58",
    width: float = Field(default=90, ge=40, le=240),
    height: float = Field(default=180, ge=40, le=260),
    books: float = Field(default=0.75, ge=0, le=1, description="How full it is."),
    seed: int = 0,
) -> tuple[Part, ...]:
    rng = np.random.default_rng(seed)
    floors = max(2, round(height / 36))
    levels = np.linspace(6, height - BOARD, floors + 1)
    shelves: dict[int, list[Mesh]] = {k: [] for k in range(len(CLOTHS))}
    for low, high in pairwise(levels):
        _fill(low + BOARD, high, width, books, shelves, rng)
    parts = [Part("case", _case(width, height, levels), finish("wood", color=color, seed=seed), (200, 40))]
    parts += [
        Part(
            f"books{k}",
            merge(meshes),
            finish("matte", color=shifted(CLOTHS[k], hue=rng.uniform(-0.02, 0.02))),
            (20, 20),
        )
        for k, meshes in shelves.items()
        if meshes
    ]
    pages = _pages(shelves)
    return (*parts, *pages)


def _case(width: float, height: float, levels: np.ndarray) -> Mesh:
    tile = (200, 40)
    sides = [block(BOARD, DEPTH, height, 0.2, tile).moved(s * (width - BOARD) / 2) for s in (-1, 1)]
    boards = [block(width - 2 * BOARD, DEPTH - 0.6, BOARD, 0.2, tile).moved(z=z) for z in levels]
    back = block(width - 1, 0.8, height - 6, 0.1, (200, 120)).moved(0, DEPTH / 2 - 0.6, 6)
    plinth = block(width - 6, 1.8, 6, 0.2, tile).moved(0, -DEPTH / 2 + 3, 0)
    return merge([*sides, *boards, back, plinth])


def _fill(
    low: float, high: float, width: float, full: float, shelves: dict[int, list[Mesh]], rng: np.random.Generator
) -> None:
    """Books from the left until the shelf is as full as it should be."""
    x, end = (
        -width / 2 + BOARD + 0.5,
        -width / 2 + BOARD + (width - 2 * BOARD) * min(full * rng.uniform(0.75, 1.25), 0.97),
    )
    room, colour = high - low, int(rng.integers(len(CLOTHS)))
    while x < end - 5:
        if rng.random() < 0.4:
            colour = int(rng.integers(len(CLOTHS)))
        thick, tall = rng.uniform(1.6, 4.6), room * rng.uniform(0.62, 0.9)
        deep = rng.uniform(15, 22)
        book = block(thick - 0.15, deep, tall, 0.25, (20, 20), 2)
        lean = rng.uniform(6, 13) if rng.random() < 0.06 else 0.0
        shelves[colour].append(
            book.turned((0, 1, 0), lean).moved(
                x + thick / 2 + 0.02 * lean * tall / 2, -DEPTH / 2 + 4 + deep / 2, low + 0.05 * lean
            )
        )
        x += thick + (np.sin(np.radians(lean)) * tall + 0.5 if lean else 0.0)
    if end < width / 2 - BOARD - 22 and rng.random() < 0.8:
        shelves[int(rng.choice([3, 6, 5]))].append(_vase(room * rng.uniform(0.55, 0.75)).moved(end + 11, 0, low))


def _vase(height: float) -> Mesh:
    h = height
    return lathe(
        profile(
            [
                (0.01, 0),
                (0.2 * h, 0),
                (0.36 * h, 0.4 * h),
                (0.12 * h, 0.8 * h),
                (0.17 * h, h),
                (0.14 * h, h),
                (0.1 * h, 0.8 * h),
            ],
            [0, 0.5, 0.3 * h, 0.2 * h, 0.3, 0.2, 0],
        ),
        64,
    )


def _pages(shelves: dict[int, list[Mesh]]) -> list[Part]:
    """The paper seen at the head of each book."""
    heads = []
    for mesh in (mesh for meshes in shelves.values() for mesh in meshes if len(mesh.vertices) == 96):
        low, high = mesh.bounds
        x, y, _ = (low + high) / 2
        heads.append(
            block(max(high[0] - low[0] - 0.7, 0.3), high[1] - low[1] - 1.0, 0.3, 0.05).moved(x, y + 0.3, high[2] - 0.22)
        )
    return [Part("pages", merge(heads), finish("matte", color="#e9e0cb"))] if heads else []


MAKER = Maker(shelf)
