"""A family house: plastered or brick walls, windows that reflect, a tiled gable roof, a chimney, a door with steps."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.scene import Finish
from imperium.scene.shapes import tube
from imperium.scene.solids import beam, block, plate, sides_up

STOREY, WALL, EAVES = 275.0, 30.0, 55.0
STONE = (300.0, 300.0)
Opening = tuple[float, float, float, float]  # middle, sill, width, height


def house(
    *,
    color: Hex = "#e6dfd0",
    accent: Hex = "#9c4a33",
    trim: Hex = "#f4f1ea",
    walls: Literal["plaster", "brick", "timber"] = "plaster",
    width: float = Field(default=950, ge=400, le=3000),
    storeys: int = Field(default=2, ge=1, le=3),
    seed: int = 0,
) -> tuple[Part, ...]:
    """The front looks to -y. `accent` is the roof's colour, `trim` that of frames and gutters."""
    depth, eaves = min(width * 0.76, 800.0), 45 + storeys * STOREY
    rise = depth * 0.5 * 0.85
    front, back, side = _front(width, storeys), _rows(width, storeys, 3), _rows(depth, storeys, 2)
    shells = [
        _gabled(width, eaves, 0, front).moved(y=-depth / 2 + WALL),
        _gabled(width, eaves, 0, back).turned((0, 0, 1), 180).moved(y=depth / 2 - WALL),
        *(
            _gabled(depth, eaves, rise, side).turned((0, 0, 1), turn).moved(x=x)
            for turn, x in ((90, width / 2 - WALL), (-90, WALL - width / 2))
        ),
    ]
    placed = [(front, 0.0, depth / 2), (back, 180.0, depth / 2), (side, 90.0, width / 2), (side, -90.0, width / 2)]
    glazing = [_windows(openings, turn, away) for openings, turn, away in placed]
    paint = finish("coat", color=trim, grain=0.05, speckle=0.03)
    return (
        Part("walls", merge(shells), _cladding(walls, color, seed), STONE),
        Part(
            "plinth", block(width + 8, depth + 8, 42, 2, STONE), finish("concrete", color="#8f8a82", seed=seed), STONE
        ),
        Part("roof", _roof(width, depth, eaves, rise), finish("roof_tiles", color=accent, seed=seed), (480, 480)),
        Part("boards", merge([*_boards(width, depth, eaves, rise), *_gutters(width, depth, eaves)]), paint),
        Part("frames", merge(g[0] for g in glazing), paint),
        Part("panes", merge(g[1] for g in glazing), finish("plastic", color="#10161c", roughness=0.03)),
        Part("door", _door(depth), finish("coat", color="#35574f", grain=0.05, speckle=0.03, roughness=0.25)),
        Part("knob", block(3, 6, 14, 1).moved(34, -depth / 2 + 2, 145), finish("metal", kind="gold", roughness=0.2)),
        Part("steps", _steps(depth), finish("concrete", color="#a39d93", seed=seed + 1), STONE),
        Part("chimney", _chimney(width, eaves + rise), finish("brick", color="#8d4b39", seed=seed), (250, 166)),
    )


def _cladding(walls: str, color: str, seed: int) -> Finish:
    if walls == "brick":
        return finish("brick", color=color, seed=seed)
    if walls == "timber":
        return finish("wood", color=color, planks=20, gloss=0.1, seed=seed)
    return finish("plaster", color=color, depth=0.5, seed=seed)


def _rows(length: float, storeys: int, count: int) -> list[Opening]:
    xs = (np.arange(count) - (count - 1) / 2) * length / (count + 0.35)
    return [(float(x), 45 + k * STOREY + 88, 112.0, 135.0) for k in range(storeys) for x in xs]


def _front(width: float, storeys: int) -> list[Opening]:
    """Windows, and a door in the middle below."""
    rows = [o for o in _rows(width, storeys, 3) if not (o[1] < STOREY and abs(o[0]) < 1)]
    return [*rows, (0.0, 45.0, 104.0, 212.0)]


def _gabled(length: float, eaves: float, rise: float, openings: list[Opening]) -> Mesh:
    half = length / 2
    outline = [(-half, 0), (half, 0), (half, eaves), *([(0, eaves + rise)] if rise else []), (-half, eaves)]
    holes = [
        np.array([(x - w / 2, z), (x + w / 2, z), (x + w / 2, z + h), (x - w / 2, z + h)]) for x, z, w, h in openings
    ]
    return sides_up(plate(np.array(outline, float), WALL, 0.6, holes, STONE))


def _windows(openings: list[Opening], turn: float, away: float) -> tuple[Mesh, Mesh]:
    """Frames with a cross bar and a sill, and their panes, for a wall that looks to -y before it is turned."""
    frames, panes = [], []
    for x, z, w, h in openings:
        if h > 200:
            continue
        y = -away + 12
        frames += [
            beam((x + s * (w / 2 - 4), y, z), (x + s * (w / 2 - 4), y, z + h), 8, 9, bevel=1, up=(1, 0, 0))
            for s in (-1, 1)
        ]
        frames += [beam((x - w / 2, y, t), (x + w / 2, y, t), 9, 8, bevel=1) for t in (z + 4, z + h - 4)]
        frames += [
            beam((x, y, z), (x, y, z + h), 5, 5, bevel=0.8, up=(1, 0, 0)),
            beam((x - w / 2, y, z + h * 0.62), (x + w / 2, y, z + h * 0.62), 5, 4, bevel=0.8),
        ]
        frames.append(block(w + 18, 20, 6, 1).moved(x, -away - 1, z - 6))
        panes.append(block(w - 8, 1, h - 8, 0.2).moved(x, y + 2, z + 4))
    return merge(frames).turned((0, 0, 1), turn), merge(panes).turned((0, 0, 1), turn)


def _roof(width: float, depth: float, eaves: float, rise: float) -> Mesh:
    slope = float(np.hypot(depth / 2, rise))
    long = slope * (1 + EAVES / (depth / 2))
    pitch = np.degrees(np.arctan2(rise, depth / 2))
    half = (
        block(width + 2 * EAVES, long, 14, 1.5, (480, 480))
        .moved(y=-long / 2)
        .turned((1, 0, 0), pitch)
        .moved(z=eaves + rise)
    )
    ridge = tube(np.array([[-width / 2 - EAVES, 0, 0], [0, 0, 0], [width / 2 + EAVES, 0, 0]]), 13, 20)
    return merge([half, half.turned((0, 0, 1), 180), ridge.moved(z=eaves + rise + 10)])


def _boards(width: float, depth: float, eaves: float, rise: float) -> list[Mesh]:
    """Barge boards along the gables."""
    out = 1 + EAVES / (depth / 2)
    return [
        beam((x, 0, eaves + rise - 2), (x, s * depth / 2 * out, eaves + rise - rise * out - 2), 5, 26, bevel=0.8)
        for x in (-width / 2 - EAVES + 3, width / 2 + EAVES - 3)
        for s in (-1, 1)
    ]


def _gutters(width: float, depth: float, eaves: float) -> list[Mesh]:
    z, y, x = eaves - EAVES * 0.85 + 6, depth / 2 + EAVES + 5, width / 2 + EAVES
    runs = [tube(np.array([[-x, s * y, z], [0, s * y, z], [x, s * y, z]]), 7, 12) for s in (-1, 1)]
    pipes = [
        tube(
            np.array([[w, -y, z], [w, -depth / 2 - 6, z - 45], [w, -depth / 2 - 6, 60], [w, -depth / 2 - 6, 12]]),
            4.5,
            10,
        )
        for w in (-width / 2 + 12, width / 2 - 12)
    ]
    return [*runs, *pipes]


def _door(depth: float) -> Mesh:
    y = -depth / 2 + 16
    leaf = block(96, 5, 206, 0.8).moved(0, y, 46)
    panels = [
        block(33, 3, h, 1.2).moved(s * 22, y - 3, z) for s in (-1, 1) for z, h in ((62, 62), (136, 46), (194, 44))
    ]
    return merge([leaf, *panels])


def _steps(depth: float) -> Mesh:
    treads = [
        block(150 + 40 * k, 34 + 34 * k, 15, 1.2, STONE).moved(0, -depth / 2 - 17 * k - 14, 30 - 15 * k)
        for k in range(3)
    ]
    return merge(treads)


def _chimney(width: float, top: float) -> Mesh:
    x = width * 0.27
    stack = block(64, 64, 250, 1, (250, 166)).moved(x, 60, top - 160)
    return merge(
        [
            stack,
            block(78, 78, 14, 1.5, (250, 166)).moved(x, 60, top + 84),
            tube(np.array([[x, 60, top + 95], [x, 60, top + 125]]), np.array([14.0, 12.0]), 20),
        ]
    )


MAKER = Maker(house)
