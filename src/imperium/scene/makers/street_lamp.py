"""A street lamp: a fluted iron post with a lantern, or a slim modern mast."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, lattice, merge, scaling
from imperium.scene.scene import Finish
from imperium.scene.shapes import ellipsoid, lathe, profile, tube
from imperium.scene.solids import beam, block, curve, loft, superellipse


def street_lamp(
    *,
    color: Hex = "#20302b",
    style: Literal["lantern", "mast"] = "lantern",
    height: float | None = Field(default=None, ge=100, le=2000),
    power: float = Field(default=20, ge=0, le=200),
    seed: int = 0,
) -> tuple[Part, ...]:
    """`height` is 380 cm for a lantern and 800 for a mast where it is left out; `power` 0 is off."""
    iron = finish("coat", color=color, grain=0.15, speckle=0.06, roughness=0.32, seed=seed)
    light = finish("glow", color="#ffd9a3", power=power) if power else finish("plastic", color="#f4f0e4", roughness=0.2)
    tall = 380.0 if style == "lantern" else 800.0
    s = scaling(*[(height or tall) / tall] * 3)
    parts = _lantern(iron, light) if style == "lantern" else _mast(iron, light)
    return tuple(Part(p.slot, p.mesh.transformed(s), p.finish, p.size) for p in parts)


def _lantern(iron: Finish, light: Finish) -> list[Part]:
    post = profile(
        [
            (0.01, 0),
            (20, 0),
            (20, 10),
            (15, 14),
            (15, 40),
            (11, 48),
            (12, 54),
            (7.5, 66),
            (5.4, 90),
            (4.6, 250),
            (7, 256),
            (7, 262),
            (4, 268),
            (4, 284),
            (9, 292),
            (9, 297),
            (0.01, 298),
        ],
        [0, 1, 2, 1, 1, 1, 2, 3, 8, 1, 2, 2, 1, 1, 2, 1, 0],
    )
    bars = [beam((x * 11, y * 11, 297), (x * 19, y * 19, 346), 1.8, 1.8, bevel=0.4) for x in (-1, 1) for y in (-1, 1)]
    rims = [_frame(11, 297), _frame(19, 346)]
    roof = lathe(
        np.array([[29.5, 345], [29.5, 348], [12, 364], [6, 368], [6, 371], [3, 374], [2, 380], [0.01, 380]]), 4
    ).turned((0, 0, 1), 45)
    arm = tube(np.array([[-26, 0, 259], [0, 0, 259], [26, 0, 259]], float), 1.4, 12)
    knobs = [ellipsoid(2.6, 2.6, 2.6, 14).moved(x=s * 26, z=259) for s in (-1, 1)]
    panes = [_pane(k) for k in range(4)]
    return [
        Part("post", merge([_fluted(lathe(post, 96)), arm, *knobs, *bars, *rims, roof]), iron, (40, 40)),
        Part("glass", merge(panes), finish("glass", thin=True)),
        Part("light", ellipsoid(5.2, 5.2, 8.5, 24).moved(z=318), light),
    ]


def _fluted(mesh: Mesh) -> Mesh:
    """Grooves in the shaft of the post."""
    z = mesh.vertices[:, 2]
    angle = np.arctan2(mesh.vertices[:, 1], mesh.vertices[:, 0])
    deep = 0.07 * ((z > 92) & (z < 248)) * (0.5 + 0.5 * np.cos(12 * angle))
    points = mesh.vertices * np.column_stack([1 - deep, 1 - deep, np.ones_like(deep)])
    return Mesh(points, mesh.normals, mesh.uvs, mesh.faces)


def _frame(half: float, z: float) -> Mesh:
    corners = [(-half, -half), (half, -half), (half, half), (-half, half)]
    return merge(
        beam((*a, z), (*b, z), 2.2, 2.2, bevel=0.4) for a, b in zip(corners, corners[1:] + corners[:1], strict=True)
    )


def _pane(k: int) -> Mesh:
    points = np.array([[[-10.6, -11, 298], [10.6, -11, 298]], [[-18.6, -19, 345], [18.6, -19, 345]]], float)
    return lattice(points).turned((0, 0, 1), 90 * k)


def _mast(iron: Finish, light: Finish) -> list[Part]:
    path = curve([(0, 0, 0), (0, 0, 400), (0, 0, 700), (0, -30, 775), (0, -110, 796)], 50)
    pole = tube(path, np.linspace(7.5, 3.6, 50), 24)
    foot = lathe(profile([(0.01, 0), (15, 0), (15, 3), (9.5, 5), (9, 60), (7, 62)], [0, 0.5, 1, 1, 2, 0]), 48)
    head = [
        np.column_stack([ring[:, 0], np.full(32, y), 794 + z + ring[:, 1]])
        for y, w, h, z in ((-95, 8, 7, 0), (-112, 20, 9, 1), (-160, 27, 10, 2), (-200, 24, 7, 4), (-212, 14, 4, 5))
        for ring in (superellipse(w, h, 3, 32),)
    ]
    return [
        Part("pole", merge([pole, foot, loft(np.array(head)), block(12, 2, 30, 1).moved(0, -8.5, 90)]), iron, (60, 60)),
        Part("light", block(17, 68, 2, 0.5).moved(0, -160, 790.2), light),
    ]


MAKER = Maker(street_lamp)
