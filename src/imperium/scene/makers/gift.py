"""A gift: a wrapped box with a lid, a ribbon both ways, and a bow."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.decal import Mark
from imperium.scene.forms import spline
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import ellipsoid, rounded_box, rounded_rectangle, sweep


def gift(
    *,
    color: Hex = "#b8433f",
    accent: Hex = "#ecd9a6",
    label: str = Field(default="", max_length=40),
    mark: Mark = "none",
    width: float = Field(default=16, ge=4, le=100),
    height: float = Field(default=12, ge=3, le=100),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` colours the ribbon."""
    band, lid = max(0.14 * width, 0.6), 0.26 * height
    decal = {"text": label, "mark": mark, "at": (0.24, 0.4), "width": 0.3 * width}
    paper = finish("cardboard", color=color, decal=decal, fibres=0.1, gloss=0.35, seed=seed)
    cover = finish("cardboard", color=shifted(color, lightness=0.02), fibres=0.1, gloss=0.35, seed=seed + 1)
    satin = finish("lacquer", color=accent, flakes=0.25)
    box = rounded_box(width, width, height - lid + 0.2, 0.1)
    top = rounded_box(width + 0.5, width + 0.5, lid, 0.14).moved(z=height - lid)
    return (
        Part("box", box, paper, (width, height)),
        Part("lid", top, cover, (width, lid)),
        Part("ribbon", _ribbon(width, height, lid, band), satin, (4 * width, band)),
        Part("bow", _bow(width, height, band), satin, (3 * width, band)),
    )


def _ribbon(width: float, height: float, lid: float, band: float) -> Mesh:
    """Two loops round the box that follow the lid's edge."""
    low, out = width / 2 + 0.04, width / 2 + 0.29
    half = [(0, height + 0.04), (out - 0.1, height + 0.04), (out, height - 0.1), (out, height - lid)]
    half += [(low, height - lid - 0.1), (low, 0.02), (low - 0.1, 0.0), (0, 0.0)]
    path = np.array([(x, 0, z) for x, z in half] + [(-x, 0, z) for x, z in half[-2:0:-1]])
    loop = sweep(path, (0, 1, 0), rounded_rectangle(band, 0.07, 0.03, 3), closed=True)
    return merge([loop, loop.turned((0, 0, 1), 90)])


def _bow(width: float, height: float, band: float) -> Mesh:
    """Six loops, two tails, a knot."""
    parts = [ellipsoid(0.45 * band, 0.55 * band, 0.4 * band, 20).moved(z=height + 0.35 * band)]
    for k in range(6):
        size = width * (0.34 if k % 3 else 0.27)
        loop = _loop(size, band * 0.85, 52 if k % 3 == 0 else 28)
        parts.append(loop.turned((0, 0, 1), 60 * k + 12).moved(z=height + 0.1))
    tails = [_tail(width, band).turned((0, 0, 1), turn).moved(z=height + 0.08) for turn in (-58, -128)]
    return merge(parts + tails)


def _loop(size: float, band: float, rise: float) -> Mesh:
    knots = [(0, 0, 0.1), (0.35, 0, 0.34), (0.8, 0, 0.42), (1.0, 0, 0.22), (0.75, 0, 0.04), (0.3, 0, 0.0), (0, 0, 0.05)]
    path = spline([(x * size, y, z * size) for x, y, z in knots], 48)
    return sweep(path, (0, 1, 0), rounded_rectangle(band, 0.06, 0.025, 3)).turned((0, 1, 0), -rise + 20)


def _tail(width: float, band: float) -> Mesh:
    knots = [(0, 0, 0.15), (0.14, 0, 0.22), (0.3, 0, 0.1), (0.42, 0, 0.12), (0.5, 0, 0.04)]
    path = spline([(x * width, y, z * width * 0.5) for x, y, z in knots], 40)
    return sweep(path, (0, 1, 0), rounded_rectangle(band * 0.85, 0.06, 0.025, 3))


MAKER = Maker(gift)
