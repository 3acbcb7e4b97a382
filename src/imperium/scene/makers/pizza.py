"""A pizza on a wooden board: blistered rim, sauce, melted cheese, toppings."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.forms import cushion, flat_uvs, lumpy, rings, superellipse
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import ellipsoid, lathe, profile, rounded_box, tube
from imperium.scene.shapes import leaf as leaf_shape

RADIUS, BASE = 15.0, 1.6


def pizza(
    *,
    topping: Literal["pepperoni", "margherita", "garden"] = "pepperoni",
    amount: int = Field(default=14, ge=0, le=40),
    board: bool = True,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    rng = np.random.default_rng(seed)
    base = BASE if board else 0.0
    spots = _spots(amount, rng)
    parts = [
        Part("dough", _dough(seed), finish("peel", color="#dfa75c", blush="#7a4218", dots=0, pores=0.3, roughness=0.6,
             seed=seed), (60, 30)),
        Part("sauce", lumpy(_layer(12.7, 1.0), 2, 0.1, seed), finish("icing", color="#b02f14", roughness=0.2, lumps=0.8,
             seed=seed), (25, 25)),
        Part("cheese", _cheese(seed), finish("icing", color="#efc25e", roughness=0.24, lumps=0.9, seed=seed), (25, 25)),
        *_TOPPINGS[topping](spots, rng),
    ]  # fmt: skip
    parts = [Part(p.slot, p.mesh.moved(z=base), p.finish, p.size) for p in parts]
    if board:
        parts += [Part("board", _board(), finish("wood", color="#a8703f", seed=seed), (36, 36))]
    return tuple(parts)


def _dough(seed: int) -> Mesh:
    outline = profile(
        [
            (0.01, 0),
            (RADIUS - 0.6, 0),
            (RADIUS, 1.0),
            (RADIUS - 0.8, 2.1),
            (RADIUS - 2.0, 1.5),
            (RADIUS - 2.6, 0.9),
            (0.01, 0.9),
        ],
        [0, 0.3, 0.9, 0.8, 0.6, 0.3, 0],
    )
    return lumpy(lathe(outline, 256), 4.0, 0.14, seed)


def _layer(radius: float, height: float) -> Mesh:
    return flat_uvs(cushion(superellipse(2 * radius, 2 * radius, 2, 160), height, 0.15))


def _cheese(seed: int) -> Mesh:
    """A melted sheet with a ragged rim and blisters."""
    rng = np.random.default_rng(seed)
    turn = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    waves = [(n, rng.uniform(0, 6), rng.uniform(0.12, 0.4)) for n in (4, 7, 11, 16, 23)]
    rim = 12.1 + sum(a * np.sin(n * turn + p) for n, p, a in waves)
    outline = np.stack([rim * np.cos(turn), rim * np.sin(turn)], -1)
    sheet = _dense_cushion(outline)
    return lumpy(lumpy(sheet, 3.0, 0.16, seed + 1), 1.1, 0.06, seed + 2, 24).moved(z=0.75)


def _dense_cushion(outline: Array) -> Mesh:
    scales = [1.0, 1.006, 1.0, 0.985, *np.linspace(0.96, 0.004, 50)]
    heights = [0.0, 0.16, 0.32, 0.42, *np.full(50, 0.46)]
    stack = [np.column_stack([outline * s, np.full(len(outline), z)]) for s, z in zip(scales, heights, strict=True)]
    return flat_uvs(rings(np.stack(stack)))


def _spots(count: int, rng: np.random.Generator) -> Array:
    """Places spread evenly over the cheese by the golden angle, a little off each."""
    k = np.arange(count) + 0.5
    reach, turn = 10.6 * np.sqrt(k / max(count, 1)), k * 2.39996 + rng.uniform(0, 6)
    return np.stack([reach * np.cos(turn), reach * np.sin(turn)], -1) + rng.uniform(-0.5, 0.5, (count, 2))


def _pepperoni(spots: Array, rng: np.random.Generator) -> list[Part]:
    disc = profile(
        [(0.01, 0.1), (1.7, 0.0), (2.0, 0.2), (1.9, 0.42), (1.4, 0.24), (0.01, 0.18)], [0, 0.2, 0.1, 0.1, 0.3, 0]
    )
    slices = [_tossed(lathe(disc, 48), spot, 1.28, 5, rng) for spot in spots]
    look = finish("peel", color="#a8301f", blush="#7c1d14", dots=0.8, pores=0.3, roughness=0.25)
    return [
        Part("pepperoni", merge(slices or [lathe(disc).moved(z=1.2)]), look, (12, 3)),
        *_basil(spots[::4] + 1.9, rng),
    ]


def _margherita(spots: Array, rng: np.random.Generator) -> list[Part]:
    blobs = [_tossed(lumpy(ellipsoid(1.9, 1.6, 0.5, 28), 1.6, 0.14, k), s, 1.3, 4, rng) for k, s in enumerate(spots)]
    milk = finish("icing", color="#f7efdf", roughness=0.22, lumps=0.4)
    return [*([Part("mozzarella", merge(blobs), milk, (10, 5))] if blobs else []), *_basil(spots[::2] + 1.6, rng)]


def _garden(spots: Array, rng: np.random.Generator) -> list[Part]:
    tomato = [_tossed(ellipsoid(1.25, 1.25, 0.85, 28), s, 1.55, 20, rng) for s in spots[::2]]
    olives = [_tossed(_olive(), s, 1.35, 12, rng) for s in spots[1::2]]
    found = [("tomato", tomato, "#c2261b"), ("olives", olives, "#1f1b22")]
    parts = [Part(n, merge(m), finish("peel", color=c, dots=0.1, roughness=0.12), (6, 3)) for n, m, c in found if m]
    return [*parts, *_basil(spots[::3] + 2.1, rng)]


def _olive() -> Mesh:
    turn = np.linspace(0, 2 * np.pi, 33)
    return tube(np.stack([0.62 * np.cos(turn), 0.62 * np.sin(turn), 0 * turn], -1), 0.32, 14)


def _basil(spots: Array, rng: np.random.Generator) -> list[Part]:
    blade = leaf_shape(2.8, 0.85, bend=0.5, fold=0.15, rows=20, columns=9).moved(x=-1.3, z=0.5)
    leaves = [_tossed(blade, s, 1.55, 10, rng) for s in spots if np.hypot(*s) < 11.5]
    return [Part("basil", merge(leaves), finish("foliage", color="#3f7a2c"), (3, 1))] if leaves else []


def _tossed(mesh: Mesh, spot: Array, height: float, lean: float, rng: np.random.Generator) -> Mesh:
    turned = mesh.turned((0, 0, 1), rng.uniform(0, 360))
    leaned = turned.turned((1, 0, 0), rng.uniform(-lean, lean)).turned((0, 1, 0), rng.uniform(-lean, lean))
    return leaned.moved(float(spot[0]), float(spot[1]), height)


def _board() -> Mesh:
    disc = flat_uvs(cushion(superellipse(35, 35, 2, 160), BASE, 0.35))
    grip = flat_uvs(rounded_box(5.4, 9, BASE, 0.5).moved(x=0, y=-20))
    return merge([disc, grip.turned((0, 0, 1), 58)])


_TOPPINGS = {"pepperoni": _pepperoni, "margherita": _margherita, "garden": _garden}


MAKER = Maker(pizza)
