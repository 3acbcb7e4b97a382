"""A window: casement, glazing bars, panes and a sill."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import plane
from imperium.scene.solids import beam, block


def window_frame(
    *,
    color: Hex = "#f0ece3",
    width: float = Field(default=120, ge=40, le=600),
    height: float = Field(default=150, ge=40, le=600),
    columns: int = Field(default=2, ge=1, le=12),
    rows: int = Field(default=3, ge=1, le=12),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It stands in the plane y=0; the sill points to -y."""
    paint = finish("coat", color=color, grain=0.1, speckle=0.03, roughness=0.35, seed=seed)
    glass = plane(width - 10, height - 10).turned((1, 0, 0), 90).moved(z=height / 2 + 4)
    return (
        Part("frame", merge([*_frame(width, height), *_bars(width, height, columns, rows)]), paint, (60, 60)),
        Part("glass", glass, finish("glass", thin=True)),
        Part("sill", block(width + 12, 18, 4, 0.9).moved(y=-4), paint, (100, 100)),
        Part("handle", _handle(height), finish("metal", kind="aluminium", roughness=0.2)),
    )


def _frame(width: float, height: float) -> list[Mesh]:
    x, top = width / 2 - 3.5, height + 0.5
    outer = [beam((s * x, 0, 4), (s * x, 0, top + 3.5), 9, 7, bevel=0.7, up=(1, 0, 0)) for s in (-1, 1)]
    outer += [beam((-x, 0, z), (x, 0, z), 9, 7, bevel=0.7) for z in (7.5, top)]
    inner = [beam((s * (x - 6), -1, 9), (s * (x - 6), -1, top - 2), 6, 5, bevel=0.5, up=(1, 0, 0)) for s in (-1, 1)]
    return outer + inner + [beam((3.5 - x, -1, z), (x - 3.5, -1, z), 6, 5, bevel=0.5) for z in (13, top - 5.5)]


def _bars(width: float, height: float, columns: int, rows: int) -> list[Mesh]:
    x, low, high = width / 2 - 9, 13.0, height - 5.0
    upright = [
        beam((t, 0, low), (t, 0, high), 3.4, 6.5 if columns == 2 else 2.6, bevel=0.5, up=(1, 0, 0))
        for t in np.linspace(-x, x, columns + 1)[1:-1]
    ]
    return upright + [beam((-x, 0, z), (x, 0, z), 3.2, 2.4, bevel=0.5) for z in np.linspace(low, high, rows + 1)[1:-1]]


def _handle(height: float) -> Mesh:
    plate = block(2.6, 0.8, 7, 0.3).moved(0, -4.0, height / 2 - 4)
    return merge(
        [
            plate,
            beam((0, -5.4, height / 2), (0, -5.4, height / 2 - 12), 1.3, 1.6, bevel=0.5, up=(1, 0, 0)),
            block(1.3, 2, 1.3, 0.3).moved(0, -4.6, height / 2 - 1),
        ]
    )


MAKER = Maker(window_frame)
