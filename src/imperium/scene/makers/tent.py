"""A ridge tent: sagging canvas on two poles, flaps tied back, guy ropes on pegs."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge
from imperium.scene.shapes import plane, tube
from imperium.scene.solids import curve, grounded


def tent(
    *,
    color: Hex = "#c9b184",
    accent: Hex = "#8a6038",
    width: float = Field(default=220, ge=80, le=1000),
    length: float = Field(default=260, ge=80, le=1500),
    height: float = Field(default=165, ge=60, le=600),
    glow: bool = False,
    seed: int = 0,
) -> tuple[Part, ...]:
    """The opening looks to -y; `glow` lights it from within. `accent` colours the poles."""
    canvas = finish("fabric", color=color, threads=3, seed=seed)
    sides = merge(_side(s, width, length, height) for s in (-1, 1))
    ends = [_flap(s, width, height, 0.42).moved(y=-length / 2) for s in (-1, 1)]
    back = merge(_flap(s, width, height, 0.0).moved(y=length / 2) for s in (-1, 1))
    parts = [
        Part("canvas", merge([sides, back]), canvas, (80, 80)),
        Part(
            "flaps",
            merge(ends),
            finish("fabric", color=shifted(color, lightness=-0.05), threads=3, seed=seed),
            (80, 80),
        ),
        Part("poles", grounded(merge(_poles(length, height))), finish("wood", color=accent, seed=seed), (80, 12)),
        Part("ropes", grounded(merge(_ropes(width, length, height))), finish("matte", color="#e4d9bd")),
        Part(
            "floor",
            plane(width * 0.96, length * 0.97).moved(z=0.6),
            finish("fabric", color="#5c5a4d", threads=3),
            (80, 80),
        ),
    ]
    if glow:
        parts.append(Part("lantern", plane(30, 30).moved(z=height * 0.45), finish("glow", color="#ffbf70", power=40)))
    return tuple(parts)


def _side(s: int, width: float, length: float, height: float) -> Mesh:
    """One slope, hanging a little between ridge and pegs and between the poles."""
    t, y = np.linspace(0, 1, 30)[:, None], np.linspace(-0.5, 0.5, 48)[None]
    between = 1 - (2 * y) ** 2
    sag = np.sin(np.pi * t) * (0.035 + 0.03 * between) * height
    scallop = 0.022 * height * t**6 * np.abs(np.sin(np.pi * 4 * (y + 0.5)))
    x = s * (t * width / 2 - 0.55 * sag)
    z = height * (1 - t) - 0.8 * sag - 0.03 * height * between * (1 - t) + scallop
    points = np.stack(np.broadcast_arrays(x, y * length * (1 + 0.02 * t), np.maximum(z, 0.3)), -1)
    mesh = lattice(points)
    return mesh if mesh.normals[:, 2].sum() > 0 else Mesh(mesh.vertices, -mesh.normals, mesh.uvs, mesh.faces[:, ::-1])


def _flap(s: int, width: float, height: float, open_: float) -> Mesh:
    """Half of an end; where it is open its free edge is gathered to the side in folds."""
    t, u = np.linspace(0.02, 1, 26)[:, None], np.linspace(0, 1, 30)[None]
    edge = open_ * np.sin(np.pi * np.clip(t, 0, 1) * 0.55) ** 0.8
    across = edge + (1 - edge) * u
    folds = open_ * 9 * np.sin(u * 22 + 3 * t) * (1 - u) * t
    x = s * across * (t * width / 2 - 0.5)
    y = -folds - 4 * open_ * (1 - u) * t
    return lattice(np.stack(np.broadcast_arrays(x, y, height * (1 - t) * 0.985 + 0.3), -1))


def _poles(length: float, height: float) -> list[Mesh]:
    uprights = [
        tube(np.array([[0, s * length / 2, z] for z in (0.0, height / 2, height + 9)]), 2.2, 14) for s in (-1, 1)
    ]
    return [
        *uprights,
        tube(
            np.array([[0, -length / 2 - 4, height], [0, 0, height - 0.028 * height], [0, length / 2 + 4, height]]),
            1.8,
            12,
        ),
    ]


def _ropes(width: float, length: float, height: float) -> list[Mesh]:
    lines: list[Array] = []
    for s in (-1, 1):
        lines.append(
            curve(
                [
                    (0, s * length / 2, height + 6),
                    (0, s * (length / 2 + 0.55 * height), height * 0.46),
                    (0, s * (length / 2 + 1.05 * height), 0.5),
                ],
                12,
            )
        )
        lines += [
            np.array([[s * width * 0.42, y, height * 0.17], [s * (width / 2 + 42), y * 1.05, 0.5]])
            for y in (-length * 0.42, 0.0, length * 0.42)
        ]
    pegs = [tube(np.array([line[-1] + [0, 0, 9], line[-1]]), 1.0, 8) for line in lines]
    return [*(tube(line, 0.5, 6) for line in lines), *pegs]


MAKER = Maker(tent)
