"""Wooden toy blocks with letters in painted frames, stacked."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.forms import flat_uvs
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import rounded_box, rounded_rectangle, sweep

SIDE = 4.5


def toy_block(
    *,
    color: Hex = "#d64541",
    accent: Hex = "#2f7fc1",
    label: str = Field(default="ABC", min_length=1, max_length=6),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """A block for each letter, two in the lowest row of three; frames in hues from `color` to `accent`."""
    rng = np.random.default_rng(seed)
    letters = [letter for letter in label.upper() if letter.strip()] or ["A"]
    shades = [color, accent, "#e8b02e", "#3f9a5a", shifted(color, hue=0.08), shifted(accent, hue=0.2)]
    parts = []
    for k, (letter, spot) in enumerate(zip(letters, _spots(len(letters)), strict=True)):
        turn = float(rng.uniform(-14, 14))
        cube = rounded_box(SIDE, SIDE, SIDE, 0.32)
        faces = merge(_face(a) for a in (0, 90, 180, 270))
        frames = merge([*[_frame().turned((0, 0, 1), a) for a in (0, 90, 180, 270)], _lid()])
        words = ({"text": letter, "at": (0.5, 0.5), "height": 3.1},)
        shade = shades[k % len(shades)]
        wood = finish("wood", color="#dcb883", gloss=0.25, seed=seed + k)
        panel = finish("lettering", color="#f0dcb6", ink=shade, words=words, roughness=0.4)
        for slot, mesh, look, size in (
            ("wood", cube, wood, SIDE),
            ("letter", faces, panel, 3.2),
            ("frame", frames, finish("coat", color=shade, grain=0.1), SIDE),
        ):
            parts.append(Part(f"{slot}{k}", mesh.turned((0, 0, 1), turn).moved(*spot), look, (size, size)))
    return tuple(parts)


def _spots(count: int) -> list[tuple[float, float, float]]:
    """A pyramid from below upward."""
    rows = {1: [1], 2: [2], 3: [2, 1], 4: [3, 1], 5: [3, 2], 6: [3, 2, 1]}[count]
    gap = SIDE * 1.14
    return [((k - (row - 1) / 2) * gap, 0.0, level * SIDE) for level, row in enumerate(rows) for k in range(row)]


def _face(turn: float) -> Mesh:
    panel = flat_uvs(rounded_box(3.2, 0.06, 3.2, 0.02, 2), 0, 2)
    return panel.moved(y=-SIDE / 2, z=(SIDE - 3.2) / 2).turned((0, 0, 1), turn)


def _frame() -> Mesh:
    """A painted strip round a face, a little proud of the wood."""
    outline = rounded_rectangle(3.5, 3.5, 0.25, 6)
    path = np.column_stack([outline[:, 0], np.full(len(outline), -SIDE / 2), outline[:, 1] + SIDE / 2])
    return sweep(path, (0, 1, 0), rounded_rectangle(0.14, 0.36, 0.06, 3), closed=True)


def _lid() -> Mesh:
    outline = rounded_rectangle(3.5, 3.5, 0.25, 6)
    path = np.column_stack([outline, np.full(len(outline), SIDE)])
    return sweep(path, (0, 0, 1), rounded_rectangle(0.14, 0.36, 0.06, 3), closed=True)


MAKER = Maker(toy_block)
