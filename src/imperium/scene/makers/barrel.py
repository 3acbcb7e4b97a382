"""An oak barrel with iron hoops, standing."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import spline
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import lathe, lathe_size, profile, rounded_box


def barrel(
    *,
    color: Hex = "#9a6a3c",
    hoops: Hex = "#6c6a68",
    label: str = Field(default="", max_length=40),
    mark: Mark = "none",
    height: float = Field(default=90, ge=10, le=200),
    staves: int = Field(default=26, ge=10, le=40),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    s = height / 90
    wall = spline([(28, 0), (31.5, 15), (34.5, 32), (35.2, 45), (34.5, 58), (31.5, 75), (28, 90)], 60) * s
    chime = np.array([[26.5, 90], [26.0, 89.4], [25.8, 86]]) * s
    outline = np.vstack([[[26 * s, 0]], wall, chime])
    grain = finish("wood", color=color, planks=staves, upright=True, gloss=0.3, seed=seed)
    iron = finish("metal", kind="steel", tint=hoops, roughness=0.38, brushed="around")
    parts = [
        Part("staves", lathe(outline), grain, lathe_size(outline)),
        Part("head", _head(s), finish("wood", color=color, planks=6, gloss=0.3, seed=seed + 1), (52 * s, 52 * s)),
        Part("hoops", merge(_hoop(wall, z * s, 4.2 * s, s) for z in (4, 14, 27, 63, 76, 86)), iron),
        Part("rivets", _rivets(wall, s), iron),
    ]
    if label or mark != "none":
        decal = {"text": label, "mark": mark, "width": 26 * s}
        plate = rounded_box(30 * s, 0.8 * s, 18 * s, 0.3 * s).moved(y=-35.4 * s, z=36 * s)
        brand = finish("cardboard", color="#c79a66", ink="#2c1a0e", decal=decal, fibres=1.0, seed=seed)
        parts.append(Part("plate", plate, brand, (30 * s, 18 * s)))
    return tuple(parts)


def _head(s: float) -> Mesh:
    lid = lathe(np.array([[26.0, 86.0], [13, 86.0], [0.01, 86.0]]) * s)
    uvs = lid.vertices[:, :2] / (52 * s) + 0.5
    return Mesh(lid.vertices, lid.normals, uvs, lid.faces)


def _hoop(wall: Array, height: float, width: float, s: float) -> Mesh:
    ends = [height - width / 2, height + width / 2]
    low, high = (float(np.interp(z, wall[:, 1], wall[:, 0])) for z in ends)
    out = 0.35 * s
    return lathe(
        profile(
            [(low - 0.2, ends[0]), (low + out, ends[0]), (high + out, ends[1]), (high - 0.2, ends[1])],
            [0, 0.15 * s, 0.15 * s, 0],
        )
    )


def _rivets(wall: Array, s: float) -> Mesh:
    head = lathe(profile([(0.7 * s, 0), (0.5 * s, 0.35 * s), (0.01, 0.4 * s)], [0, 0.2 * s, 0]), 20).turned(
        (1, 0, 0), 90
    )
    found = []
    for z in (4, 14, 27, 63, 76, 86):
        radius = float(np.interp(z * s, wall[:, 1], wall[:, 0])) + 0.33 * s
        found += [head.moved(y=-radius, z=z * s).turned((0, 0, 1), turn) for turn in (-24, -20)]
    return merge(found)


MAKER = Maker(barrel)
