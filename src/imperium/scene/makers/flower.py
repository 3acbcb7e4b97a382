"""Flowers on their stems: tulips, daisies, sunflowers or roses."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.branching import GOLDEN
from imperium.scene.colour import Hex, shifted
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge, rotation, scaling, translation
from imperium.scene.shapes import ellipsoid, leaf, tube
from imperium.scene.solids import copies, curve

Kind = Literal["tulip", "daisy", "sunflower", "rose"]
SIZE = {"tulip": 6.4, "daisy": 4.0, "sunflower": 9.5, "rose": 5.2}


def flower(
    *,
    color: Hex = "#c8384a",
    accent: Hex = "#4f7a3a",
    kind: Kind = "tulip",
    height: float = Field(default=38, ge=5, le=300),
    count: int = Field(default=5, ge=1, le=24),
    seed: int = 0,
) -> tuple[Part, ...]:
    """`color` is the petals', `accent` the leaves'. Several stand in a loose bunch."""
    rng = np.random.default_rng(seed)
    s = height / 38
    stems = [_stem(k, count, rng) for k in range(count)]
    nod = 62.0 if kind == "sunflower" else 26.0 if kind == "daisy" else 9.0
    heads = [_head_frame(path, nod, rng) for path in stems]
    petals = merge(_petals(kind, rng).transformed(frame) for frame in heads)
    green = merge(leaf for path in stems for leaf in _leaves(path, kind, rng))
    s4 = scaling(s, s, s)
    parts = [
        Part("petals", petals.transformed(s4), finish("foliage", color=color, seed=seed), (4, 4)),
        Part(
            "stems",
            merge(tube(path, np.linspace(0.42, 0.3, len(path)), 10) for path in stems).transformed(s4),
            finish("matte", color=shifted(accent, lightness=0.03)),
        ),
        Part("leaves", green.transformed(s4), finish("foliage", color=accent, seed=seed + 1), (6, 3)),
    ]
    if kind != "rose":
        tone = {"tulip": "#2c2622", "daisy": "#e0a91e", "sunflower": "#3a2618"}[kind]
        hearts = merge(_heart(kind).transformed(frame) for frame in heads)
        parts.append(Part("hearts", hearts.transformed(s4), finish("matte", color=tone)))
    return tuple(parts)


def _stem(k: int, count: int, rng: np.random.Generator) -> Array:
    out = 0.0 if count == 1 else 3.2 * np.sqrt(k + 0.3)
    ray = np.array([np.cos(k * GOLDEN), np.sin(k * GOLDEN)])
    tall = 33 * rng.uniform(0.84, 1.05)
    foot, top = ray * out * 0.35, ray * out * 1.5 + rng.normal(0, 0.8, 2)
    return curve([(*foot, 0), (*(foot * 0.6 + top * 0.4), tall * 0.55), (*top, tall)], 24)


def _head_frame(path: Array, nod: float, rng: np.random.Generator) -> Array:
    """Where a head sits: it leans by about `nod` degrees towards -y."""
    lean = rotation((0, 0, 1), rng.normal(0, 25)) @ rotation((1, 0, 0), nod * rng.uniform(0.7, 1.15))
    return translation(*path[-1]) @ lean @ rotation((0, 0, 1), rng.uniform(0, 360))


def _petals(kind: Kind, rng: np.random.Generator) -> Mesh:
    return {"tulip": _tulip, "daisy": _daisy, "sunflower": _sunflower, "rose": _rose}[kind](rng)


def _ring(one: Mesh, count: int, out: float, start: float, rng: np.random.Generator, jitter: float = 4.0) -> list[Mesh]:
    return [
        one.turned((0, 1, 0), rng.normal(0, jitter))
        .moved(x=out)
        .turned((0, 0, 1), start + 360 / count * k + rng.normal(0, jitter / 2))
        for k in range(count)
    ]


def _tulip(rng: np.random.Generator) -> Mesh:
    """Two whorls of three, closing to a cup."""
    size = SIZE["tulip"]
    t = np.linspace(0, 1, 16)[:, None]
    v = np.linspace(-1, 1, 13)[None]
    sheets = []
    for whorl, reach in ((0, 0.40), (1, 0.36)):
        radius = size * reach * np.sin(np.pi * (0.06 + 0.66 * t)) ** 0.75
        wide = 1.12 * np.sin(np.pi * np.clip(0.12 + 0.87 * t, 0, 1)) ** 0.6
        for k in range(3):
            angle = 2 * np.pi * k / 3 + whorl * np.pi / 3 + v * wide + rng.normal(0, 0.05)
            r = radius * (1 - 0.05 * v**2) + 0.25 * t * rng.uniform(0, 1)
            sheets.append(lattice(np.stack([r * np.cos(angle), r * np.sin(angle), size * t + 0 * v - 0.3], -1)))
    return merge(sheets)


def _daisy(rng: np.random.Generator) -> Mesh:
    one = leaf(SIZE["daisy"] - 0.9, 0.42, bend=0.35, fold=-0.15, rows=9, columns=5).turned((0, 1, 0), -14)
    return merge(_ring(one, 21, 0.7, 0, rng))


def _sunflower(rng: np.random.Generator) -> Mesh:
    one = leaf(5.2, 1.05, bend=0.4, fold=0.2, rows=10, columns=5)
    return merge(
        [*_ring(one.turned((0, 1, 0), -12), 19, 4.0, 0, rng, 7), *_ring(one.turned((0, 1, 0), -30), 19, 3.8, 9, rng, 7)]
    )


def _rose(rng: np.random.Generator) -> Mesh:
    """Petals wound in a spiral, tight inside and open outside."""
    sheets = []
    for k in range(26):
        open_ = k / 25
        t, v = np.linspace(0, 1, 12)[:, None], np.linspace(-1, 1, 11)[None]
        wide = 1.35 - 0.35 * open_
        angle = k * GOLDEN + v * wide * np.sin(np.pi * (0.25 + 0.62 * t)) ** 0.6
        radius = (0.25 + 2.05 * open_**1.1) * (
            0.35 + 0.75 * np.sin(np.pi * (0.12 + 0.5 * t)) ** 1.2
        ) + 0.8 * open_**2 * np.clip(t - 0.66, 0, 1) ** 2 * 8
        z = (4.9 - 1.5 * open_**1.6) * t - 0.45 * open_ * np.clip(t - 0.74, 0, 1) ** 2 * 10 - 0.3 * v**2 * t
        sheets.append(lattice(np.stack(np.broadcast_arrays(radius * np.cos(angle), radius * np.sin(angle), z), -1)))
    return merge(sheets)


def _heart(kind: Kind) -> Mesh:
    if kind == "tulip":
        return ellipsoid(0.5, 0.5, 1.3, 12).moved(z=1.4)
    radius, rows = (1.15, 90) if kind == "daisy" else (4.2, 420)
    k = np.arange(rows)
    r = radius * np.sqrt((k + 0.5) / rows)
    frames = np.tile(np.eye(4), (rows, 1, 1))
    frames[:, 0, 3], frames[:, 1, 3] = r * np.cos(k * GOLDEN), r * np.sin(k * GOLDEN)
    frames[:, 2, 3] = 0.16 * radius * (1 - (r / radius) ** 2) + 0.1
    seeds = copies(ellipsoid(radius * 0.06, radius * 0.06, radius * 0.09, 5), frames)
    return merge([ellipsoid(radius, radius, radius * 0.2, 20), seeds])


def _leaves(path: Array, kind: Kind, rng: np.random.Generator) -> list[Mesh]:
    if kind == "tulip":
        spots = [(0.05, 17.0, 0.11, -62.0), (0.12, 14.0, 0.11, -56.0)]
    else:
        spots = [(t, 7.5 if kind == "sunflower" else 5.0, 0.34, -25.0) for t in (0.3, 0.45, 0.6)]
    grown = []
    for t, size, width, rise in spots:
        at = path[int(t * (len(path) - 1))]
        blade = leaf(size, size * width, bend=0.75, fold=0.35, rows=14, columns=7)
        grown.append(
            blade.transformed(translation(*at) @ rotation((0, 0, 1), rng.uniform(0, 360)) @ rotation((0, 1, 0), rise))
        )
    return grown


MAKER = Maker(flower)
