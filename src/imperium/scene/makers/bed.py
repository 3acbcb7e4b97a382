"""A double bed: a timber frame, an upholstered headboard, bedding with folds."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, lattice, merge
from imperium.scene.solids import beam, block, cushion
from imperium.scene.texture import noise
from imperium.scene.upholstery import padded, pinched

LENGTH = 204.0


def bed(
    *,
    color: Hex = "#dcd6ca",
    accent: Hex = "#7f8f86",
    frame: Hex = "#a77c4e",
    width: float = Field(default=160, ge=80, le=220),
    seed: int = 0,
) -> tuple[Part, ...]:
    """Its foot is at -y. `color` is the bedding's, `accent` the headboard's and the throw's."""
    rng = np.random.default_rng(seed)
    panels = 2 if width < 130 else 4
    wide = (width + 8) / panels
    padding = [
        padded(wide - 0.6, 9, 62, 0.16).moved((k - (panels - 1) / 2) * wide, LENGTH / 2 + 4, 42) for k in range(panels)
    ]
    linen = finish("fabric", color=color, threads=9, seed=seed)
    heads = [-width / 4, width / 4] if width > 110 else [0.0]
    pillows = [_pillow(x, rng) for x in heads]
    return (
        Part("frame", _frame(width), finish("wood", color=frame, seed=seed), (200, 28)),
        Part(
            "mattress",
            cushion(width - 3, LENGTH - 4, 24, 0.02).moved(z=31),
            finish("fabric", color="#eeebe4", threads=8),
            (100, 100),
        ),
        Part("headboard", merge(padding), finish("fabric", color=accent, threads=3, seed=seed), (60, 60)),
        Part("duvet", _cover(width, -LENGTH / 2 - 1.5, 46, 57.4, 26, rng), linen, (width, 160)),
        Part(
            "fold",
            _cover(width, 30, 62, 59.6, 20, rng),
            finish("fabric", color="#f2efe9", threads=9, seed=seed),
            (width, 40),
        ),
        Part(
            "throw",
            _cover(width, -LENGTH / 2 + 12, -28, 59.5, 36, rng),
            finish("fabric", color=accent, threads=2, seed=seed + 2),
            (width, 60),
        ),
        Part("pillows", merge(pillows), linen, (60, 60)),
    )


def _frame(width: float) -> Mesh:
    x, y = width / 2 + 2, LENGTH / 2 + 2
    sides = [beam((s * x, -y, 24), (s * x, y, 24), 4, 17, bevel=0.6, tile=(200, 28)) for s in (-1, 1)]
    foot = beam((-x - 2, -y, 24), (x + 2, -y, 24), 4, 17, bevel=0.6, tile=(200, 28))
    legs = [block(8, 8, 17, 0.6, (200, 28)).moved(sx * (x - 2), sy * (y - 2), 0) for sx in (-1, 1) for sy in (-1, 1)]
    slab = block(width, LENGTH, 3, 0.3, (200, 28)).moved(z=29)
    board = block(width + 10, 4, 106, 0.8, (200, 130)).moved(y=LENGTH / 2 + 10)
    return merge([*sides, foot, *legs, slab, board])


def _cover(width: float, low: float, high: float, top: float, drop: float, rng: np.random.Generator) -> Mesh:
    """Cloth from y=`low` to `high` over the mattress, hanging `drop` cm at both sides in folds."""
    rows, columns = 90, 140
    half = width / 2 + 1.2
    s = np.linspace(-half - drop, half + drop, columns)[None]
    y = np.linspace(low, high, rows)[:, None]
    over = np.clip(np.abs(s) - half, 0, None)
    round_off = np.clip((np.abs(s) - half + 9) / 9, 0, 1) ** 2
    x = np.sign(s) * np.minimum(np.abs(s), half + 0.5 + 0.07 * over)
    waves = noise(columns, rows, 9, 7, rng) - 0.5 + 0.5 * (noise(columns, rows, 22, 16, rng) - 0.5)
    creases = np.sin(y / 6.5 + 2.2 * noise(columns, rows, 4, 5, rng)) * np.clip(over / 14, 0, 1)
    z = top + 2.6 * waves * (over == 0) - 4.5 * round_off * (over == 0) - np.where(over > 0, 4.5 + over, 0)
    x = x + np.sign(s) * 1.3 * creases
    falls = np.clip((low + 9 - y) / 9, 0, 1) * (low < -LENGTH / 2)
    return lattice(np.stack(np.broadcast_arrays(x, y + 0.6 * waves, z - 6 * falls**2), -1))


def _pillow(x: float, rng: np.random.Generator) -> Mesh:
    lying = pinched(62, 24)
    flat = Mesh(lying.vertices * [1.08, 1, 0.72], lying.normals, lying.uvs, lying.faces)
    return flat.turned((1, 0, 0), -62).turned((0, 0, 1), rng.uniform(-4, 4)).moved(x, LENGTH / 2 - 27, 60)


MAKER = Maker(bed)
