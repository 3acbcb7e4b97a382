"""A layer cake on its stand, a slice taken out: sponge and cream inside, dripping glaze, piped cream with cherries."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import capsule, deformed, lumpy, sector
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge
from imperium.scene.shapes import ellipsoid, lathe, lathe_size, profile, tube

RADIUS, BASE = 9.0, 8.0


def cake(
    *,
    color: Hex = "#f4e3dc",
    accent: Hex = "#4a2614",
    sponge: Hex = "#d9a55c",
    layers: int = Field(default=3, ge=1, le=5),
    cut: bool = True,
    cherries: bool = True,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`color` is the cream, `accent` the glaze."""
    start, end = (-62.0, 250.0) if cut else (-90.0, 270.0)
    step, gap = 2.6, 0.7
    top = BASE + layers * (step + gap)
    floors = [BASE + k * (step + gap) for k in range(layers)]
    frost = RADIUS + 0.35
    cream = finish("icing", color=color, roughness=0.45, lumps=0.35, seed=seed)
    glaze = finish("icing", color=accent, roughness=0.12, lumps=0.05, seed=seed)
    sponges = [sector(RADIUS, z, z + step, start, end, 0.12) for z in floors]
    fillings = [sector(RADIUS + 0.08, z + step, z + step + gap, start, end, 0.3) for z in floors]
    parts = [
        Part("sponge", merge(sponges), finish("crumb", color=sponge, seed=seed), (9, 14)),
        Part("filling", merge(fillings), cream, (9, 14)),
        Part("frosting", _coat(frost, BASE, top, start, end), cream, (40, 10)),
        Part("glaze", _glaze(frost, top, start, end, seed), glaze, (40, 20)),
        Part("stand", lathe(_stand()), finish("ceramic", color="#f0ece4", roughness=0.1), lathe_size(_stand())),
    ]
    if cherries:
        spots = [np.radians(a) for a in np.linspace(start + 18, end - 18, 8 if cut else 9, endpoint=cut)]
        swirls = [_swirl().moved(6.6 * np.cos(a), 6.6 * np.sin(a), top + 0.15) for a in spots]
        fruit = [ellipsoid(1, 1, 0.95, 28).moved(6.6 * np.cos(a), 6.6 * np.sin(a), top + 2.15) for a in spots]
        stalks = [_stalk().moved(6.6 * np.cos(a), 6.6 * np.sin(a), top + 2.95) for a in spots]
        parts += [
            Part("swirls", merge(swirls), finish("icing", color=color, roughness=0.4, lumps=0), (8, 4)),
            Part("cherries", merge(fruit), finish("peel", color="#9c1426", dots=0, roughness=0.1), (6, 3)),
            Part("stalks", merge(stalks), finish("matte", color="#5a4a22")),
        ]
    return tuple(parts)


def _coat(radius: float, low: float, high: float, start: float, end: float) -> Mesh:
    """The cream round the side, spread with a palette knife."""
    turn = np.radians(np.linspace(start, end, 160))
    outline = profile([(RADIUS, low), (radius, low), (radius, high), (RADIUS - 0.2, high)], [0, 0.15, 0.3, 0])
    ring = np.stack([np.cos(turn), np.sin(turn)], -1)
    skin = lattice(np.stack([np.column_stack([r * ring, np.full(len(turn), z)]) for r, z in outline]))
    return lumpy(skin, 2.6, 0.06)


def _glaze(radius: float, top: float, start: float, end: float, seed: int) -> Mesh:
    """A pool on top with drops running down the side."""
    rng = np.random.default_rng(seed)
    pool = sector(radius + 0.1, top - 0.1, top + 0.28, start, end, 0.19)
    drops = []
    for angle in np.radians(np.arange(start + 5, end - 3, 11.0)):
        turn, length = angle + rng.uniform(-0.05, 0.05), rng.uniform(0.8, 3.6)
        out = np.array([np.cos(turn), np.sin(turn)]) * (radius + 0.02)
        path = np.array([[*out, top + 0.05 - length * t] for t in np.linspace(0, 1, 12)])
        drops.append(capsule(path, rng.uniform(0.3, 0.42), 14))
    return merge([pool, *drops])


def _swirl() -> Mesh:
    """A rosette from a star nozzle: a twisted, ribbed cone."""
    outline = profile(
        [(0.01, 0), (1.35, 0), (1.5, 0.45), (1.0, 1.0), (0.55, 1.5), (0.01, 2.0)], [0, 0.3, 0.3, 0.3, 0.3, 0]
    )

    def piped(points: Array) -> Array:
        turn = np.arctan2(points[:, 1], points[:, 0]) + 1.6 * points[:, 2]
        rib = 1 - 0.13 * (0.5 - 0.5 * np.cos(7 * turn))
        return np.asarray(points * np.stack([rib, rib, np.ones_like(rib)], -1))

    return deformed(lathe(outline, 112), piped)


def _stalk() -> Mesh:
    t = np.linspace(0, 1, 16)
    return tube(np.stack([0.9 * t**2, 0.3 * t, 2.0 * t], -1), 0.07, 8)


def _stand() -> Array:
    return profile(
        [
            (0.01, 0.3),
            (5.2, 0.3),
            (5.6, 0.0),
            (5.8, 0.25),
            (2.2, 1.3),
            (1.2, 3.5),
            (1.5, 6.2),
            (3.5, 7.2),
            (11.8, 7.3),
            (12.4, 8.0),
            (12.2, 8.25),
            (11.6, 7.95),
            (0.01, 7.95),
        ],
        [0, 0.1, 0.1, 0.2, 1.0, 1.0, 0.8, 0.6, 0.3, 0.2, 0.15, 0.3, 0],
    )


MAKER = Maker(cake)
