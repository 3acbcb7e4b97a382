"""A drinks can: printed aluminium, necked in, with a ring pull."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import cushion, superellipse
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import along, lathe, lathe_size, profile, tube


def can(
    *,
    color: Hex = "#c8382f",
    accent: Hex = "#f2ece0",
    label: str = Field(default="", max_length=40),
    mark: Mark = "none",
    height: float = Field(default=12.2, ge=7, le=20),
    slim: bool = False,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` is the ink of the print and of the bands."""
    r, h = (2.65, height * 1.1) if slim else (3.3, height)
    side = profile([(r - 0.35, 0.5), (r, 1.15), (r, h - 1.5), (r - 0.62, h - 0.35)], [0, 0.4, 0.9, 0])
    decal = {"text": label, "mark": mark, "at": (0.5, along(side, h * 0.5)), "width": r * 1.35}
    paint = finish("lacquer", color=color, ink=accent, decal=decal, flakes=0.55, seed=seed)
    bands = [_band(r, z, w) for z, w in ((1.35, 0.22), (1.75, 0.07), (h - 1.95, 0.22), (h - 2.3, 0.07))]
    bare = finish("metal", kind="aluminium", roughness=0.16, brushed="around")
    return (
        Part("side", lathe(side), paint, lathe_size(side)),
        Part("bands", merge(bands), finish("lacquer", color=accent, flakes=0.2)),
        Part("ends", merge([lathe(_foot(r)), lathe(_lid(r, h))]), bare),
        Part("tab", _tab(h), finish("metal", kind="aluminium", roughness=0.12)),
    )


def _band(radius: float, height: float, width: float) -> Mesh:
    return lathe(np.array([[radius + 0.006, height - width / 2], [radius + 0.006, height + width / 2]]))


def _foot(r: float) -> np.ndarray:
    return profile([(0.01, 0.9), (r - 1.2, 0.5), (r - 0.75, 0), (r - 0.6, 0), (r - 0.33, 0.54)], [0, 0.6, 0.1, 0.1, 0])


def _lid(r: float, h: float) -> np.ndarray:
    return profile(
        [
            (r - 0.64, h - 0.38),
            (r - 0.5, h - 0.3),
            (r - 0.5, h),
            (r - 0.64, h + 0.02),
            (r - 0.72, h - 0.45),
            (r - 0.86, h - 0.52),
            (r - 0.95, h - 0.3),
            (0.01, h - 0.3),
        ],
        [0, 0.06, 0.08, 0.06, 0.08, 0.06, 0.08, 0],
    )


def _tab(h: float) -> Mesh:
    """The ring pull with its rivet, and the score line of the opening."""
    ring = superellipse(1.25, 1.0, 2.4, 48)
    loop = tube(np.column_stack([np.vstack([ring, ring[:1]]), np.full(49, 0.0)]), 0.11, 10)
    nose = cushion(superellipse(1.25, 1.1, 2.6), 0.1, 0.05)
    rivet = cushion(superellipse(0.4, 0.4), 0.12, 0.05)
    score = superellipse(1.5, 1.2, 2.4, 48)
    line = tube(np.column_stack([np.vstack([score, score[:1]]), np.full(49, 0.0)]), 0.035, 6)
    top = h - 0.3
    return merge(
        [loop.moved(y=0.62, z=top + 0.15), nose.moved(y=-0.42, z=top + 0.09), rivet.moved(z=top + 0.17),
         line.moved(y=-1.15, z=top + 0.01)]
    )  # fmt: skip


MAKER = Maker(can)
