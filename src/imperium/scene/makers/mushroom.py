"""Mushrooms: caps with flakes, gills, a ring round the stem."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge, scaling, translation
from imperium.scene.shapes import ellipsoid, lathe, lathe_size, profile
from imperium.scene.solids import copies


def mushroom(
    *,
    color: Hex = "#b3301f",
    accent: Hex = "#efe6d2",
    count: int = Field(default=3, ge=1, le=9),
    height: float = Field(default=14, ge=1, le=300),
    flakes: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    """`color` is the cap's, `accent` that of stem, gills and flakes."""
    rng = np.random.default_rng(seed)
    frames = [_place(k, height, rng) for k in range(count)]
    cap = _cap()
    stem, skirt = lathe(_stem(), 64), lathe(_skirt(), 96)
    pale = finish("matte", color=accent, mottle=0.25, seed=seed)
    parts = [
        Part(
            "caps",
            merge(lathe(cap, 96).transformed(f) for f in frames),
            finish("coat", color=color, roughness=0.22, grain=0.05, speckle=0.25, seed=seed),
            lathe_size(cap),
        ),
        Part("stems", merge(m.transformed(f) for f in frames for m in (stem, skirt)), pale, (10, 10)),
        Part("gills", merge(_gills().transformed(f) for f in frames), pale, (10, 10)),
    ]
    if flakes:
        parts.append(Part("flakes", merge(_flakes(rng).transformed(f) for f in frames), pale, (4, 4)))
    return tuple(parts)


def _place(k: int, height: float, rng: np.random.Generator) -> Array:
    size = height / 14 * (1.0 if k == 0 else rng.uniform(0.42, 0.75))
    turn, away = k * 2.4 + rng.uniform(-0.4, 0.4), 0.0 if k == 0 else height * (0.42 + 0.12 * k) * 0.8
    return translation(np.cos(turn) * away, np.sin(turn) * away, 0) @ scaling(size, size, size)


def _cap() -> Array:
    return profile(
        [(4.6, 9.2), (5.6, 9.0), (5.75, 9.7), (4.6, 12.4), (2.2, 13.8), (0.01, 14)], [0, 0.4, 0.6, 2.2, 1.6, 0], 14
    )


def _stem() -> Array:
    return profile(
        [(0.01, 0), (1.7, 0.05), (2.0, 1.3), (1.15, 4.5), (0.95, 10.6), (0.01, 10.8)], [0, 0.6, 0.9, 3, 0.2, 0], 12
    )


def _skirt() -> Array:
    return profile(
        [(0.98, 8.3), (1.5, 7.9), (2.3, 7.0), (2.25, 6.95), (1.4, 7.7), (0.98, 8.0)], [0, 0.3, 0.1, 0.05, 0.3, 0]
    )


def _gills() -> Mesh:
    """Thin plates under the cap, and what they hang from."""
    under = lathe(np.array([[5.5, 9.25], [4.0, 10.3], [1.0, 10.8]]), 64)
    count = 72
    sheet = np.array(
        [[[1.0, 0, 10.75], [3.4, 0, 10.5], [5.4, 0, 9.35]], [[1.0, 0, 9.9], [3.4, 0, 9.25], [5.4, 0, 9.15]]]
    )
    turn = np.arange(count) * 2 * np.pi / count
    frames = np.tile(np.eye(4), (count, 1, 1))
    frames[:, 0, 0] = frames[:, 1, 1] = np.cos(turn)
    frames[:, 1, 0], frames[:, 0, 1] = np.sin(turn), -np.sin(turn)
    down = Mesh(under.vertices, -under.normals, under.uvs, under.faces[:, ::-1])
    return merge([down, copies(lattice(sheet), frames)])


def _flakes(rng: np.random.Generator) -> Mesh:
    """Warts of torn skin, more of them near the top."""
    outline = _cap()
    lumps = []
    for k in range(34):
        z = 9.6 + 4.3 * np.sqrt((k + 0.5) / 34)
        outside = outline[8:]
        r = float(np.interp(z, outside[:, 1], outside[:, 0]))
        turn = k * 2.39996
        size = rng.uniform(0.22, 0.55)
        lump = ellipsoid(size * rng.uniform(0.8, 1.3), size, size * 0.55, 9)
        lumps.append(lump.moved(np.cos(turn) * r, np.sin(turn) * r, z))
    return merge(lumps)


MAKER = Maker(mushroom)
