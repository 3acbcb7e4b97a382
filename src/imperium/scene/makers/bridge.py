"""A suspension bridge: two towers, cables in a parabola, hangers, a stiffened deck with a road."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import plane, tube
from imperium.scene.solids import beam, block, copies, grounded


def bridge(
    *,
    color: Hex = "#a8412c",
    accent: Hex = "#8f8b85",
    length: float = Field(default=40000, ge=6000, le=300000),
    height: float | None = Field(default=None, ge=800, le=60000, description="Of the towers; a sixth of the length."),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It runs along x over z=0. `color` is the steel's, `accent` the piers'."""
    top = height or length / 6
    wide, deck, tower = length * 0.034, top * 0.33, length * 0.27
    steel = finish("coat", color=color, grain=0.05, speckle=0.08, roughness=0.4, seed=seed)
    cables, hangers = _cables(length, top, deck, tower, wide)
    return (
        Part("towers", merge(m for s in (-1, 1) for m in _tower(top, deck, wide, s * tower)), steel, (1000, 1000)),
        Part("cables", cables, steel),
        Part("hangers", hangers, steel),
        Part("deck", _deck(length, deck, wide), steel, (1000, 1000)),
        Part(
            "road", plane(length, wide * 0.86).moved(z=deck + wide * 0.035), finish("asphalt", seed=seed), (2000, 2000)
        ),
        Part("lines", _lines(length, deck, wide), finish("matte", color="#e8e4d8")),
        Part(
            "piers",
            merge(_piers(length, top, deck, tower, wide)),
            finish("concrete", color=accent, seed=seed),
            (1500, 1500),
        ),
    )


def _tower(top: float, deck: float, wide: float, x: float) -> list[Mesh]:
    """Two legs that lean in a little, tied by portals."""
    y, leg = wide * 0.62, wide * 0.2
    legs = [
        beam((x, s * y * 1.08, 0), (x, s * y, top), leg, leg * 1.25, bevel=leg * 0.06, up=(1, 0, 0)) for s in (-1, 1)
    ]
    caps = [block(leg * 1.6, leg * 1.35, leg * 0.6, leg * 0.1).moved(x, s * y, top - leg * 0.1) for s in (-1, 1)]
    ties = [
        beam((x, -y, z), (x, y, z), leg * 0.8, leg * t, bevel=leg * 0.05)
        for z, t in ((deck * 0.86, 1.0), (top * 0.56, 0.8), (top * 0.77, 0.8), (top - leg * 0.5, 1.0))
    ]
    braces = [
        beam((x, s * y, deck * 0.18), (x, -s * y, deck * 0.76), leg * 0.3, leg * 0.3, bevel=leg * 0.02) for s in (-1, 1)
    ]
    return [*(grounded(leg) for leg in legs), *caps, *ties, *braces]


def _sag(x: Array, length: float, top: float, deck: float, tower: float) -> Array:
    """Height of the cable: a parabola between the towers, straight to the anchors outside them."""
    low = deck + top * 0.05
    between = low + (top - low) * (x / tower) ** 2
    outside = top + (deck - top) * (np.abs(x) - tower) / (length / 2 - tower) * 0.985
    return np.asarray(np.where(np.abs(x) < tower, between, outside))


def _cables(length: float, top: float, deck: float, tower: float, wide: float) -> tuple[Mesh, Mesh]:
    x = np.unique(np.concatenate([np.linspace(-length / 2, length / 2, 141), [-tower, tower]]))
    z = _sag(x, length, top, deck, tower)
    y = wide * 0.62
    cables = [tube(np.stack([x, np.full_like(x, s * y), z], -1), wide * 0.022, 10) for s in (-1, 1)]
    spots = np.arange(-length / 2 * 0.94, length / 2 * 0.94, length / 74)
    spots = spots[np.abs(np.abs(spots) - tower) > length / 200]
    frames = []
    for s in (-1, 1):
        for at, high in zip(spots, _sag(spots, length, top, deck, tower), strict=True):
            frame = np.diag([wide * 0.006, wide * 0.006, high - deck, 1.0])
            frame[:3, 3] = at, s * y, deck
            frames.append(frame)
    rod = tube(np.array([[0, 0, 0], [0, 0, 0.5], [0, 0, 1.0]]), 1.0, 6)
    return merge(cables), copies(rod, np.array(frames))


def _deck(length: float, deck: float, wide: float) -> Mesh:
    """A slab on two trusses, with rails."""
    y, deep = wide * 0.5, wide * 0.2
    slab = block(length, wide, wide * 0.035, wide * 0.006, (1000, 1000)).moved(z=deck)
    chords = [
        beam((-length / 2, s * y, z), (length / 2, s * y, z), wide * 0.03, wide * 0.03, bevel=1)
        for s in (-1, 1)
        for z in (deck - deep, deck - wide * 0.01)
    ]
    step = length / 110
    xs = np.arange(-length / 2, length / 2 - step, step)
    diagonal = [beam((0, 0, 0), (step, 0, up * deep), wide * 0.016, wide * 0.016, bevel=0.5) for up in (1, -1)]
    frames: list[list[Array]] = [[], []]
    for k, x in enumerate(xs):
        for s in (-1, 1):
            frame = np.eye(4)
            frame[:3, 3] = x, s * y, deck - deep if k % 2 == 0 else deck
            frames[k % 2].append(frame)
    webs = [copies(d, np.array(f)) for d, f in zip(diagonal, frames, strict=True)]
    rails = [
        beam(
            (-length / 2, s * y * 0.98, deck + h),
            (length / 2, s * y * 0.98, deck + h),
            wide * 0.008,
            wide * 0.008,
            bevel=0.5,
        )
        for s in (-1, 1)
        for h in (wide * 0.09, wide * 0.065)
    ]
    return merge([slab, *chords, *webs, *rails])


def _lines(length: float, deck: float, wide: float) -> Mesh:
    z = deck + wide * 0.036
    dashes = [
        plane(length / 130, wide * 0.012).moved(x, y, z)
        for x in np.arange(-length / 2 + 400, length / 2, length / 65)
        for y in (-wide * 0.2, wide * 0.2)
    ]
    return merge(
        [
            *dashes,
            *(
                plane(length, wide * 0.012).moved(0, y, z)
                for y in (-wide * 0.01, wide * 0.01, -wide * 0.41, wide * 0.41)
            ),
        ]
    )


def _piers(length: float, top: float, deck: float, tower: float, wide: float) -> list[Mesh]:
    feet = [block(wide * 0.55, wide * 1.75, deck * 0.14, wide * 0.05, (1500, 1500)).moved(s * tower) for s in (-1, 1)]
    anchors = [
        block(length * 0.035, wide * 1.5, deck * 1.03, wide * 0.05, (1500, 1500)).moved(s * length / 2) for s in (-1, 1)
    ]
    return [*feet, *anchors]


MAKER = Maker(bridge)
