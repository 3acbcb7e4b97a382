"""A framed picture: moulding, mount and an abstract painting, or a print of a word."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, lattice, merge
from imperium.scene.shapes import plane
from imperium.scene.solids import block

MOULDING = ((0, 0), (0, 2.4), (0.5, 2.9), (1.2, 3.0), (2.0, 2.3), (2.6, 1.9), (3.2, 1.9), (3.4, 1.6), (3.4, 0))


def picture_frame(
    *,
    color: Hex = "#c4683f",
    accent: Hex = "#3b2c20",
    art: Literal["land", "fields", "rings"] = "land",
    label: str = Field(default="", max_length=40),
    width: float = Field(default=60, ge=12, le=400),
    height: float = Field(default=80, ge=12, le=400),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It stands upright and looks to -y. `color` leads the painting, `accent` is the frame's wood."""
    mount = 0.1 * min(width, height)
    inside = (width - 5.4, height - 5.4)
    picture = (inside[0] - 2 * mount, inside[1] - 2 * mount)
    look = (
        finish("matte", color="#efe9dd", ink=color, decal={"text": label, "width": picture[0] * 0.6})
        if label
        else finish("painting", color=color, kind=art, seed=seed)
    )
    middle = height / 2
    return (
        Part("frame", _moulding(width, height), finish("wood", color=accent, gloss=0.6, seed=seed), (60, 12)),
        Part("mount", _upright(plane(*inside), 1.1, middle), finish("matte", color="#f1ece2", mottle=0.05), (60, 60)),
        Part("bevel", _bevel(picture, middle), finish("matte", color="#ffffff")),
        Part("picture", _upright(plane(*picture), 1.0, middle).moved(y=-0.2), look, picture),
        Part("back", block(width - 2, 0.6, height - 2, 0.1).moved(y=2.4, z=1), finish("matte", color="#8a7357")),
    )


def _upright(mesh: Mesh, y: float, z: float) -> Mesh:
    return mesh.turned((1, 0, 0), 90).moved(y=y, z=z)


def _moulding(width: float, height: float) -> Mesh:
    """The profile carried round four sides, each mitred into the next."""
    outline = np.array(MOULDING)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * [width / 2, height / 2]
    strips = []
    for a, b in zip(corners, np.roll(corners, -1, 0), strict=True):
        inner = [c - np.sign(c) * outline[:, :1] for c in (a, b)]
        ends = [np.column_stack([c[:, 0], 2.4 - outline[:, 1], c[:, 1] + height / 2]) for c in inner]
        length = np.linalg.norm(b - a) / 60
        uv = np.stack([np.stack([np.full(len(outline), u), outline[:, 0] / 12 + 0.3], -1) for u in (0, length)])
        strips.append(_facing_out(lattice(np.stack(ends), uv), height))
    return merge(strips)


def _facing_out(mesh: Mesh, height: float) -> Mesh:
    flip = -1.0 if mesh.normals[:, 1].sum() > 0 else 1.0
    return Mesh(mesh.vertices, mesh.normals * flip, mesh.uvs, mesh.faces if flip > 0 else mesh.faces[:, ::-1])


def _bevel(picture: tuple[float, float], middle: float) -> Mesh:
    """The white cut edge of the mount round the picture."""
    x, z = picture[0] / 2, picture[1] / 2
    bars = [block(2 * x + 0.6, 0.3, 0.35, 0.1).moved(0, 0.85, middle + s * z - 0.17) for s in (-1, 1)]
    bars += [block(0.35, 0.3, 2 * z, 0.1).moved(s * x, 0.85, middle - z) for s in (-1, 1)]
    return merge(bars)


MAKER = Maker(picture_frame)
