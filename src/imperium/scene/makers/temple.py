"""A Greek temple: steps, fluted Doric columns, an entablature with triglyphs, a pediment."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, lattice, merge, smooth_normals, translation
from imperium.scene.shapes import lathe, profile
from imperium.scene.solids import block, copies, plate, sides_up

STONE = (500.0, 500.0)


def temple(
    *,
    color: Hex = "#d8cbb2",
    accent: Hex = "#b5673f",
    columns: int = Field(
        default=6, ge=4, le=10, description="Across the front; twice as many and one along the sides."
    ),
    height: float = Field(default=760, ge=200, le=3000, description="Of a column."),
    roof: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    """The front looks to -y. Proportions are those of the Doric order: a column is 5.5 diameters high."""
    d = height / 5.5
    pitch, sides = d * 2.25, columns * 2 + 1
    wide, deep = (columns - 1) * pitch, (sides - 1) * pitch
    base = 3 * d * 0.28
    spots = [(x, s * deep / 2) for x in np.linspace(-wide / 2, wide / 2, columns) for s in (-1, 1)]
    spots += [(s * wide / 2, y) for y in np.linspace(-deep / 2, deep / 2, sides)[1:-1] for s in (-1, 1)]
    shafts = copies(_column(height, d), np.stack([translation(float(x), float(y), base) for x, y in spots]))
    marble = finish("stone", kind="slate", color=color, roughness=0.5, seed=seed)
    top = base + height
    parts = [
        Part("columns", shafts, marble, STONE),
        Part("steps", merge(_steps(wide, deep, d)), marble, STONE),
        Part(
            "cella",
            _cella(wide, deep, d, height).moved(z=base),
            finish("brick", color=color, kind="ashlar", mortar="#b9ab92", variety=0.3, seed=seed),
            (496, 248),
        ),
        Part("entablature", merge(_entablature(wide, deep, d, top, pitch)), marble, STONE),
    ]
    if roof:
        parts.append(Part("pediments", merge(_pediments(wide, deep, d, top + 1.9 * d)), marble, STONE))
        parts.append(
            Part("roof", _roof(wide, deep, d, top + 1.9 * d), finish("roof_tiles", color=accent, seed=seed), (480, 480))
        )
    return tuple(parts)


def _column(height: float, d: float) -> Mesh:
    """Twenty flutes, entasis, an echinus and an abacus."""
    r, rows, flutes = d / 2, 26, 20
    t = np.linspace(0, 1, rows)
    radius = r * (1 - 0.22 * t + 0.035 * np.sin(np.pi * t))
    angle = np.linspace(0, 2 * np.pi, flutes * 6 + 1)
    groove = 1 - 0.07 * np.abs(np.sin(angle * flutes / 2)) ** 0.8
    ring = np.stack([np.cos(angle), np.sin(angle)], -1) * groove[:, None]
    points = np.concatenate(
        [
            radius[:, None, None] * ring,
            np.broadcast_to((t * (height - 0.55 * d))[:, None, None], (rows, len(angle), 1)),
        ],
        -1,
    )
    shaft = lattice(points)
    top = height - 0.55 * d
    echinus = lathe(
        profile(
            [(r * 0.78, top - 4), (r * 0.8, top), (r * 1.24, top + 0.27 * d), (0.01, top + 0.28 * d)],
            [0, 0.1 * r, 0.2 * r, 0],
        ),
        40,
    )
    normals = smooth_normals(shaft.vertices, shaft.faces)
    return merge(
        [
            Mesh(shaft.vertices, normals, shaft.uvs, shaft.faces),
            echinus,
            block(d * 1.28, d * 1.28, 0.28 * d, 0.03 * d).moved(z=top + 0.27 * d),
        ]
    )


def _steps(wide: float, deep: float, d: float) -> list[Mesh]:
    rise = 0.28 * d
    return [
        block(wide + d * (1.7 + 0.75 * k), deep + d * (1.7 + 0.75 * k), rise, 3, STONE).moved(z=(2 - k) * rise)
        for k in range(3)
    ]


def _cella(wide: float, deep: float, d: float, height: float) -> Mesh:
    w, long = wide - 3.4 * d, deep - 5.2 * d
    door = np.array([(-d * 0.9, 4), (d * 0.9, 4), (d * 0.8, height * 0.72), (-d * 0.8, height * 0.72)])
    front = np.array([(-w / 2, 0), (w / 2, 0), (w / 2, height), (-w / 2, height)])
    walls = [sides_up(plate(front, 0.7 * d, 2, [door], (496, 248))).moved(y=-long / 2 + 0.7 * d)]
    walls += [block(0.7 * d, long, height, 2, (496, 248)).moved(s * (w / 2 - 0.35 * d)) for s in (-1, 1)]
    return merge([*walls, block(w, 0.7 * d, height, 2, (496, 248)).moved(y=long / 2)])


def _entablature(wide: float, deep: float, d: float, z: float, pitch: float) -> list[Mesh]:
    """Architrave, frieze with triglyphs over each column and between, cornice."""
    w, long = wide + d * 0.95, deep + d * 0.95
    ring = [
        (w, long, 0.0, 0.8, 0.0),
        (w, long, 0.8, 0.7, -4.0),
        (w + d * 0.7, long + d * 0.7, 1.5, 0.24, 0.0),
        (w + d * 0.9, long + d * 0.9, 1.72, 0.2, 0.0),
    ]
    bands = [block(a + o, b + o, d * h, 3, STONE).moved(z=z + d * at) for a, b, at, h, o in ring]
    glyph = merge(block(d * 0.13, d * 0.1, d * 0.66, d * 0.03).moved(k * d * 0.17) for k in (-1, 0, 1))
    places = []
    for k in range(round(2 * wide / pitch) + 1):
        places += [(k * pitch / 2 - wide / 2, s * long / 2, 0.0) for s in (-1, 1)]
    for k in range(round(2 * deep / pitch) + 1):
        places += [(s * w / 2, k * pitch / 2 - deep / 2, 90.0) for s in (-1, 1)]
    return [*bands, *(glyph.turned((0, 0, 1), turn).moved(x, y, z + d * 0.82) for x, y, turn in places)]


def _gable(wide: float, d: float, over: float) -> tuple[float, float]:
    return wide / 2 + d * 0.95 + over, (wide / 2 + d * 0.95 + over) * 0.245


def _pediments(wide: float, deep: float, d: float, z: float) -> list[Mesh]:
    half, rise = _gable(wide, d, 0)
    field = np.array([(-half + d * 0.3, 0), (half - d * 0.3, 0), (0, rise - d * 0.12)])
    rim = np.array([(-half, 0), (half, 0), (0, rise)])
    inner = np.array([(-half + d * 1.2, d * 0.1), (half - d * 1.2, d * 0.1), (0, rise - d * 0.3)])
    shapes = [sides_up(plate(field, d * 0.4, 2)), sides_up(plate(rim, d * 0.75, 3, [inner]))]
    y = deep / 2 + d * 0.5
    front = [shapes[0].moved(y=-y + d * 0.4, z=z), shapes[1].moved(y=-y + d * 0.3, z=z)]
    return [*front, *(m.turned((0, 0, 1), 180) for m in front)]


def _roof(wide: float, deep: float, d: float, z: float) -> Mesh:
    half, rise = _gable(wide, d, d * 0.15)
    slope, pitch = float(np.hypot(half, rise)), np.degrees(np.arctan2(rise, half))
    side = (
        block(slope, deep + 2.0 * d, d * 0.14, 2, (480, 480))
        .moved(x=-slope / 2)
        .turned((0, 1, 0), -pitch)
        .moved(z=z + rise)
    )
    return merge([side, side.turned((0, 0, 1), 180)])


MAKER = Maker(temple)
