"""A hamburger: seeded bun, patty, melting cheese, lettuce, tomato, onion."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import cushion, deformed, lumpy, rings, scattered, superellipse
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge
from imperium.scene.scene import Finish
from imperium.scene.shapes import ellipsoid, lathe, profile

R = 5.6


def burger(
    *,
    color: Hex = "#c9853c",
    patties: int = Field(default=1, ge=1, le=3),
    cheese: bool = True,
    salad: bool = True,
    sesame: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    """`color` is the bun's."""
    rng = np.random.default_rng(seed)
    baked = finish("peel", color=color, blush="#9a561f", dots=0, roughness=0.34, seed=seed)
    crumb = finish("crumb", color="#ecca90", coarse=0.4, seed=seed)
    parts = [Part("heel", _heel(), baked, (35, 8)), Part("heel_cut", _cut(R - 0.15).moved(z=2.05), crumb, (11, 11))]
    z = 2.1
    if salad:
        parts.append(Part("lettuce", _lettuce(rng).moved(z=z + 0.35), finish("foliage", color="#86b23c"), (6, 3)))
        z += 0.5
    for k in range(patties):
        parts.append(Part(f"patty{k}", _patty(seed + k).moved(z=z), _meat(seed + k), (34, 6)))
        z += 1.75
        if cheese:
            slice_ = finish("wax", color="#f0a92e", roughness=0.3)
            parts.append(Part(f"cheese{k}", _cheese(seed + k).moved(z=z), slice_, (11, 11)))
            z += 0.22
    if salad:
        parts += _slices(z)
        z += 1.15
    parts += [
        Part("crown", _crown().moved(z=z), baked, (35, 12)),
        Part("crown_cut", _cut(R - 0.1).moved(z=z), crumb, (11, 11)),
    ]
    if sesame:
        parts.append(Part("sesame", _sesame(z, rng), finish("wax", color="#f2dfb4")))
    return tuple(parts)


def _meat(seed: int) -> Finish:
    return finish("crumb", color="#4b2a17", coarse=0.9, seed=seed)


def _heel() -> Mesh:
    outline = profile([(0.01, 0), (R - 0.6, 0), (R, 0.9), (R - 0.05, 2.1), (R - 0.3, 2.12)], [0, 0.7, 0.7, 0.1, 0])
    return lumpy(lathe(outline), 4, 0.05)


def _cut(radius: float) -> Mesh:
    return cushion(superellipse(2 * radius, 2 * radius), 0.08, 0.03)


def _crown() -> Mesh:
    turn = np.linspace(0.0, np.pi / 2, 40)
    dome = np.stack([(R + 0.15) * np.cos(turn) ** 0.72, 0.5 + 4.2 * np.sin(turn) ** 0.95], -1)
    outline = np.vstack([[[R - 0.5, 0.0], [R - 0.1, 0.1], [R + 0.1, 0.28]], dome[:-1], [[0.01, 4.7]]])
    return lumpy(lathe(outline), 5, 0.06)


def _patty(seed: int) -> Mesh:
    outline = profile([(0.01, 0.0), (R, 0.0), (R + 0.3, 0.85), (R, 1.75), (0.01, 1.75)], [0, 0.6, 0.7, 0.6, 0])
    steps = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(outline, axis=0).T))])
    even = np.linspace(0, steps[-1], 90)
    dense = np.stack([np.interp(even, steps, outline[:, k]) for k in range(2)], -1)
    return lumpy(lumpy(lathe(dense, 220), 1.5, 0.12, seed), 0.5, 0.05, seed + 1, 24)


def _cheese(seed: int) -> Mesh:
    """A square slice whose corners melt down over the edge."""
    x, y = np.meshgrid(np.linspace(-5.3, 5.3, 60), np.linspace(-5.3, 5.3, 60))
    out = np.hypot(x, y)
    drop = np.clip(out - 5.0, 0, None)
    z = 0.2 - 0.95 * drop**1.2
    pull = np.where(out > 5.0, (5.0 + 0.42 * drop) / np.maximum(out, 1e-6), 1.0)
    top = np.stack([x * pull * 1.1, y * pull * 1.1, z], -1)
    under = top[::-1] - [0, 0, 0.2]
    sheet = merge([lattice(top), lattice(under), *_hem(top)])
    return lumpy(sheet, 3, 0.05, seed).turned((0, 0, 1), 33 + 20 * (seed % 3))


def _hem(top: Array) -> list[Mesh]:
    edges = [top[0], top[:, -1], top[-1, ::-1], top[::-1, 0]]
    return [lattice(np.stack([edge - [0, 0, 0.2], edge])) for edge in edges]


def _lettuce(rng: np.random.Generator) -> Mesh:
    """Two frilled leaves round the rim: waves that grow outward."""
    sheets = []
    for k in range(2):
        turn = np.linspace(0, 2 * np.pi, 420, endpoint=False)[None]
        t = np.linspace(0, 1, 24)[:, None]
        phase = rng.uniform(0, 6, 3)
        wave = np.sin(11 * turn + phase[0]) + 0.6 * np.sin(19 * turn + phase[1]) + 0.4 * np.sin(31 * turn + phase[2])
        reach = 3.5 + (R - 2.75 + 0.25 * np.sin(5 * turn + phase[1])) * t
        z = 0.16 * k + 0.34 * wave * t**2 - 0.35 * t**2
        sheets.append(rings(np.stack(np.broadcast_arrays(reach * np.cos(turn), reach * np.sin(turn), z), -1)))
    return merge(sheets)


def _slices(z: float) -> list[Part]:
    tomato = cushion(superellipse(6.4, 6.4), 0.7, 0.22)
    onion = lathe(profile([(2.9, 0), (3.4, 0), (3.4, 0.35), (2.9, 0.35)], [0, 0.12, 0.12, 0]))
    rounds = [tomato.moved(1.9 * np.cos(a), 1.9 * np.sin(a), z) for a in np.radians([200, 330, 90])]
    loops = [onion.moved(1.9 * np.cos(a), 1.9 * np.sin(a), z + 0.72) for a in np.radians([250, 20, 130])]
    return [
        Part("tomato", merge(rounds), finish("peel", color="#c8281c", dots=0.1, roughness=0.12), (8, 8)),
        Part("onion", merge(loops), finish("wax", color="#efe2ea", roughness=0.2)),
    ]


def _sesame(z: float, rng: np.random.Generator) -> Mesh:
    """Seeds on the crown: drops that lie flat, none on its steep rim."""
    count = 110
    k = np.arange(count) + 0.5
    turn, reach = k * 2.39996, 4.6 * np.sqrt(k / count) * rng.uniform(0.94, 1.06, count)
    x = (reach / (R + 0.15)).clip(0, 0.999)
    rise = np.sqrt(1 - x ** (2 / 0.72))
    height = z + 0.5 + 4.2 * rise**0.95
    slope = 1.1 * x**1.6 / np.maximum(rise, 0.2)
    normals = np.stack([slope * np.cos(turn), slope * np.sin(turn), np.ones(count)], -1)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    seed = deformed(
        ellipsoid(0.27, 0.16, 0.09, 14),
        lambda p: p * np.stack([1 + 0 * p[:, 0], 1 - 1.6 * p[:, 0], 1 + 0 * p[:, 0]], -1),
    )
    return scattered(np.stack([reach * np.cos(turn), reach * np.sin(turn), height], -1), normals, seed, rng)


MAKER = Maker(burger)
