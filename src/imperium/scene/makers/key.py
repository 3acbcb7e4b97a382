"""A key in the old shape, upright: a pierced bow, a turned shank, a bit with wards; a tag on a ring where wanted."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import cushion, flat_uvs, superellipse
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import ellipsoid, lathe, profile, rounded_box, rounded_rectangle, tube

LONG = 9.0


def key(
    *,
    metal: Literal["gold", "steel", "copper", "black"] = "gold",
    color: Hex = "#8a4a32",
    label: str = Field(default="", max_length=12),
    mark: Mark = "none",
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`color` is the leather of the tag, which hangs where there is a label or a mark."""
    polished = finish("metal", kind=metal, roughness=0.2)
    lean = 9.0
    parts = [Part("key", merge([_bow(), _shank(), _bit()]), polished)]
    if label or mark != "none":
        decal = {"text": label, "mark": mark, "at": (0.5, 0.45), "width": 1.7}
        hide = finish("cardboard", color=color, decal=decal, fibres=0.8, seed=seed)
        tag = flat_uvs(cushion(rounded_rectangle(2.5, 3.9, 0.6), 0.26, 0.1)).turned((1, 0, 0), 90)
        parts.append(Part("tag", tag.turned((0, 1, 0), -14).moved(2.1, -0.35, LONG - 2.6), hide, (2.5, 3.9)))
        parts.append(Part("ring", _ring(), finish("metal", kind="steel", roughness=0.15)))
    leaned = [Part(p.slot, p.mesh.turned((1, 0, 0), -lean), p.finish, p.size) for p in parts]
    low = min(float(p.mesh.bounds[0][2]) for p in leaned)
    return tuple(Part(p.slot, p.mesh.moved(z=-low), p.finish, p.size) for p in leaned)


def _loop(x: float, z: float, wide: float, high: float, thick: float) -> Mesh:
    outline = superellipse(wide, high, 2.0, 64)
    ring = np.vstack([outline, outline[:2]])
    return tube(np.column_stack([ring[:, 0] + x, 0 * ring[:, 0], ring[:, 1] + z]), thick, 16)


def _bow() -> Mesh:
    """Three loops like a clover leaf, a bead between them."""
    loops = [_loop(0, LONG + 1.35, 1.9, 2.3, 0.26), _loop(-1.3, LONG, 2.1, 1.8, 0.26), _loop(1.3, LONG, 2.1, 1.8, 0.26)]
    return merge([*loops, ellipsoid(0.5, 0.42, 0.5, 24).moved(z=LONG - 0.05)])


def _shank() -> Mesh:
    outline = profile(
        [
            (0.01, 0),
            (0.34, 0.05),
            (0.36, 0.4),
            (0.36, 6.3),
            (0.62, 6.5),
            (0.62, 6.8),
            (0.4, 7.0),
            (0.66, 7.3),
            (0.66, 7.6),
            (0.36, 7.9),
            (0.34, LONG - 0.3),
            (0.01, LONG - 0.2),
        ],
        [0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.08, 0.1, 0.1, 0.2, 0.1, 0],
    )
    return lathe(outline, 48)


def _bit() -> Mesh:
    """The plate that turns the bolt, cut by wards."""
    pieces = [rounded_box(1.0, 0.34, 2.5, 0.06).moved(0.75, 0, 0.5)]
    pieces += [
        rounded_box(0.95, 0.34, high, 0.06).moved(1.55, 0, z) for high, z in ((0.62, 0.5), (0.42, 1.42), (0.55, 2.45))
    ]
    return merge(pieces)


def _ring() -> Mesh:
    turn = np.linspace(0, 4 * np.pi, 97)
    coil = np.stack([1.35 + 1.25 * np.cos(turn), -0.05 - 0.02 * turn + 0.15, LONG - 0.3 + 1.15 * np.sin(turn)], -1)
    return tube(coil, 0.085, 10)


MAKER = Maker(key)
